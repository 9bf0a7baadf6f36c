"""Operations for migrations, beside those of Django and pgtrigger."""

from django.db.migrations.operations.base import Operation


class AtOnce(Operation):
    """
    Several operations as one step, so that Django renders the models of the project once and not after each of them.

    The database runs `operations` in the given order, and backwards in the opposite one. Each of them sees the state
    before all and the state after all, not what stands between itself and its neighbours. So nothing may be changed
    twice, except that a trigger or constraint is removed and one of the same name added; and a model made here has its
    fields, constraints, indexes and triggers in its CreateModel. Not for first migrations: `migrate --fake-initial`
    looks for a bare CreateModel.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations):
        self.operations = operations

    @property
    def reversible(self):
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label, state):
        # Without rendered models nothing is rendered anew after each change; who asks for them next has them made.
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self):
        return "; ".join(operation.describe() for operation in self.operations)
