"""
What makes the tests quick: the database is migrated once for all workers and emptied of what it holds, and there is a
worker more than there are processors, because tests wait for browsers, servers and processes half of their time.

For the tests of all rooms: pytest reads this file first, since its folder is the first of those in pytest.ini.
"""

import os

import pytest
from pytest_django.plugin import blocking_manager_key


def pytest_configure(config):
    """Take in the fixtures, after those of pytest-django that they stand for."""
    from consortium.tests import quick_database

    config.pluginmanager.register(quick_database)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers():
    """How many workers `-n auto` means."""
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection(session):
    """The process that hands out the tests migrates a database meanwhile, for the workers to copy."""
    if session.config.option.dist != "no" and not session.config.option.reuse_db:
        _migrate_for_all(session.config)
    return (yield)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node):
    """Tells a worker, before it starts, that it is to copy that database; with --reuse-db it keeps one of its own."""
    if not node.config.option.reuse_db:
        node.workerinput["template"] = _template()


def pytest_make_parametrize_id(val, argname):
    """A file is not named by its bytes: a zip holds the time, so no two workers would agree on the name of the test."""
    return argname if isinstance(val, bytes) and len(val) > 60 else None


def _template():
    """The name of the database to copy; `test_…` itself is the one that -n 0 --reuse-db keeps."""
    from django.db import connection

    return f"{connection.creation._get_test_db_name()}_migrated"


def _migrate_for_all(config):
    from django.db import connection
    from django.test.utils import setup_databases, teardown_databases

    def remove():
        with allowed():
            teardown_databases(made, verbosity=0)

    allowed = config.stash[blocking_manager_key].unblock
    connection.settings_dict["TEST"]["NAME"] = _template()
    with allowed():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=[])
        connection.close()  # nobody copies a database while somebody is connected to it
    config.add_cleanup(remove)
