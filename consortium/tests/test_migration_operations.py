"""Several operations of a migration as one step: the same database and the same state, forwards and backwards."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from consortium.migration_operations import AtOnce

pytestmark = pytest.mark.django_db

LIMITS = {"name": "kettle_limit"}
CHANGES = AtOnce(
    operations=[
        migrations.RemoveConstraint("kettle", "kettle_limit"),
        migrations.AddField("kettle", "lid", models.IntegerField(default=3)),
        migrations.AddConstraint("kettle", models.CheckConstraint(condition=models.Q(lid__gt=2), **LIMITS)),
    ]
)


@pytest.fixture
def before():
    """The state with one model, rendered, and its table."""
    state = ProjectState()
    kettle = migrations.CreateModel(
        "Kettle",
        [("id", models.BigAutoField(primary_key=True)), ("litres", models.IntegerField())],
        options={"constraints": [models.CheckConstraint(condition=models.Q(litres__gt=0), **LIMITS)]},
    )
    kettle.state_forwards("consortium", state)
    with connection.schema_editor() as editor:
        kettle.database_forwards("consortium", editor, ProjectState(), state)
    return state


def after(before):
    state = before.clone()
    CHANGES.state_forwards("consortium", state)
    return state


def columns_of_the_limit():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, "consortium_kettle")["kettle_limit"]["columns"]


def columns():
    with connection.cursor() as cursor:
        return [column.name for column in connection.introspection.get_table_description(cursor, "consortium_kettle")]


def test_all_of_it_is_done(before):
    state = after(before)
    with connection.schema_editor() as editor:
        CHANGES.database_forwards("consortium", editor, before, state)
    assert (columns(), columns_of_the_limit()) == (["id", "litres", "lid"], ["lid"])


def test_the_models_have_it_although_they_were_rendered_before(before):
    assert [field.name for field in before.apps.get_model("consortium.kettle")._meta.fields] == ["id", "litres"]
    kettle = after(before).apps.get_model("consortium.kettle")
    assert [field.name for field in kettle._meta.fields] == ["id", "litres", "lid"]


def test_backwards_everything_is_as_it_was(before):
    state = after(before)
    with connection.schema_editor() as editor:
        CHANGES.database_forwards("consortium", editor, before, state)
    with connection.schema_editor() as editor:
        CHANGES.database_backwards("consortium", editor, state, before)
    assert (columns(), columns_of_the_limit()) == (["id", "litres"], ["litres"])


def test_it_can_be_reversed_only_if_all_of_it_can():
    assert CHANGES.reversible
    assert not AtOnce(operations=[*CHANGES.operations, migrations.RunSQL("SELECT 1")]).reversible
