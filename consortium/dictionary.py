"""The data dictionary: every table and column with its meaning and its rules, read from the models themselves."""

import inspect
from importlib import import_module

import pgtrigger
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from pghistory.models import Event

ROOMS = ["consortium", "goals", "pathways", "wbl", "indicators"]
HEAD = """# Data dictionary

Every table with its columns, as the program itself describes them. Made by `python manage.py data_dictionary`, and a
test compares this page with what that command prints, so it is never out of date.

Text has at most as many characters as the number in brackets. "Optional" means that a column may be empty. A
*reference* is a row of another table; "kept" means that what is referred to cannot be deleted while the reference is
there, "goes with it" that this row is deleted too, "is emptied" that only the reference goes. Every table has a whole
number `id` as its key. Times are stored in UTC and shown as the clock in California says.

Tables marked *with history* have a second table `<name>history`, written by the database itself, with the row before
and after every change, when it happened and, for changes made in a browser, the person and the address of the page.
"""
TYPES = {
    models.BinaryField: "bytes",
    models.BooleanField: "yes or no",
    models.DateField: "day",
    models.DateTimeField: "time",
    models.EmailField: "e-mail address",
    models.FileField: "file",
    models.JSONField: "structured data (JSON)",
    models.SlugField: "text for addresses",
    models.URLField: "web address",
    models.TextField: "text of any length",
}
ON_DELETE = {models.PROTECT: "kept", models.CASCADE: "goes with it", models.SET_NULL: "is emptied"}


def dictionary():
    """The whole page, as Markdown. Raises KeyError with a sentence for a column or rule that nobody has explained."""
    parts = [HEAD]
    for room in ROOMS:
        tables = [model for model in apps.get_app_config(room).get_models() if not issubclass(model, Event)]
        if tables:
            parts.append(f"## {room}\n\n{_purpose(room)}\n")
            said = import_module(f"{room}.meanings").MEANINGS
            parts += [_table(model, said) for model in sorted(tables, key=lambda model: model.__name__)]
    return "\n".join(parts)


def _purpose(room):
    return _prose(inspect.getdoc(apps.get_app_config(room).models_module))


def _table(model, said):
    history = ", *with history*" if hasattr(model, "history") else ""
    lines = [f"### {model.__name__}", "", f"`{model._meta.db_table}`{history}. {_prose(inspect.getdoc(model))}", ""]
    lines += ["| column | holds | meaning |", "|---|---|---|"]
    fields = [field for field in model._meta.local_fields if not field.primary_key]
    lines += [f"| `{field.name}` | {_holds(field)} | {_cell(_meaning(field, said))} |" for field in fields]
    rules = [_rule(rule.name, _said_by(rule), said) for rule in model._meta.constraints]
    own = [one for one in getattr(model._meta, "triggers", ()) if type(one) is pgtrigger.Trigger]  # history's are not
    rules += [_rule(one.name, "", said) for one in own]
    return "\n".join([*lines, *(["", "Rules held by the database:", "", *rules] if rules else []), ""])


def _holds(field):
    words = [_type(field)]
    if field.unique:
        words.append("each once")
    if field.null or field.blank:
        words.append("optional")
    return ", ".join(words)


def _type(field):
    if isinstance(field, models.GeneratedField):
        return _type(field.output_field)
    if isinstance(field, models.ForeignKey):
        return f"reference to {field.related_model.__name__} ({ON_DELETE[field.remote_field.on_delete]})"
    if isinstance(field, ArrayField):
        return f"list of {_type(field.base_field)}"
    if isinstance(field, models.DecimalField):
        places = field.decimal_places
        return f"number with {places} decimals" if places else "whole number"
    if isinstance(field, models.IntegerField):
        return "whole number, zero or more" if "Positive" in type(field).__name__ else "whole number"
    for kind, words in TYPES.items():
        if type(field) is kind:
            return words
    return f"text ({field.max_length})"


def _meaning(field, said):
    base = field.base_field if isinstance(field, ArrayField) else field
    words = [said.get(f"{field.model.__name__}.{field.name}") or str(field.help_text)]
    if not words[0]:
        raise KeyError(f"Say in {field.model._meta.app_label}/meanings.py what {field} means.")
    if base.choices:
        words.append("One of: " + ", ".join(f"`{value}` {label}" for value, label in base.choices) + ".")
    return " ".join(words)


def _said_by(constraint):
    """The sentence that people get who break the rule, or what columns it is about."""
    if constraint.violation_error_message != constraint.default_violation_error_message:
        return constraint.violation_error_message
    columns = ", ".join(f"`{name}`" for name in getattr(constraint, "fields", ()))
    return f"no two rows with the same {columns}." if columns else ""


def _rule(name, sentence, said):
    sentence = said.get(name) or sentence
    if not sentence:
        raise KeyError(f"Say in its room's meanings.py what the rule {name} means.")
    return f"- `{name}`: {sentence}"


def _prose(text):
    return " ".join((text or "").split())


def _cell(text):
    return text.replace("|", "\\|")
