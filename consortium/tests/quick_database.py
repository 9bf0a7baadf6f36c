"""The database of the tests: copied for each worker, emptied of what it holds. `consortium/conftest.py` takes it in."""

from functools import partial

import pytest

# What migrating writes and no test changes.
ALWAYS_THE_SAME = {"django_migrations", "django_content_type", "auth_permission", "django_site"}


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
