"""
What makes the tests quick: the database is migrated once for all workers and emptied of what it holds, and there is a
worker more than there are processors, because tests wait for browsers, servers and processes half of their time.
"""

import os
from functools import partial

import pytest
from pytest_django.plugin import blocking_manager_key

# What migrating writes and no test changes.
ALWAYS_THE_SAME = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


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


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, request):
    """Has pytest-django copy what was migrated, where there is something to copy, instead of migrating once more."""
    if template := getattr(request.config, "workerinput", {}).get("template"):
        from django.db import connection

        connection.creation.create_test_db = partial(_copy, connection.creation, template)


def _copy(creation, template, **options):
    from django.conf import settings

    test = creation.connection.settings_dict["TEST"]
    creation.connection.settings_dict["TEST"] = test | {"TEMPLATE": template}
    name = creation._create_test_db(verbosity=0, autoclobber=True)
    creation.connection.close()
    settings.DATABASES[creation.connection.alias]["NAME"] = creation.connection.settings_dict["NAME"] = name
    creation._destroy_test_db = partial(_drop, creation)
    return name


def _drop(creation, name, verbosity):
    """Although a thread of a server or a browser's last request may still be connected to it."""
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(autouse=True, scope="session")
def _emptied_quickly():
    """
    After a test that commits, rows are deleted where there are any. Django would truncate two hundred tables and then
    write its content types and permissions anew, at each of 150 tests.
    """
    from django.db import connection
    from django.test import TransactionTestCase

    def empty(case):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('is_superuser')")
            if cursor.fetchone() == ("on",):
                _delete_rows(cursor, {*connection.introspection.table_names(cursor)} - ALWAYS_THE_SAME)
            else:
                truncate(case)

    truncate, TransactionTestCase._fixture_teardown = TransactionTestCase._fixture_teardown, empty
    yield
    TransactionTestCase._fixture_teardown = truncate


def _delete_rows(cursor, tables):
    cursor.execute(" UNION ALL ".join(f"SELECT '{one}' WHERE EXISTS (SELECT FROM \"{one}\")" for one in tables))
    deletes = "; ".join(f'DELETE FROM "{name}"' for (name,) in cursor.fetchall())
    # past all triggers and foreign keys, for this transaction
    cursor.execute(f"BEGIN; SET LOCAL session_replication_role = replica; {deletes or 'SELECT 1'}; COMMIT")
