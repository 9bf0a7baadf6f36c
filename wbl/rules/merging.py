"""
Merging two records of a directory into one, and undoing it.

Merging is one transaction: both records are locked, the kept one gets the contents that were chosen, whatever refers to
the other one moves to it, and the other one stays as a record that was merged, with what is needed to undo it. Triggers
see to it that nothing is written to a merged record later (`wbl.models.merging.kept_on`).
"""

import hashlib
import json
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import models, transaction

from wbl.models import Employer, Speaker

# What refers to a record: name of the reverse relation → the field of which the kept record has a row only once.
MOVES = {
    Employer: {"contacts": None, "speakers": None, "merged": None},
    Speaker: {"speakings": "event", "merged": None},
}
BOTH = "both"


class CannotMerge(Exception):
    """Why two records cannot be merged, or a merge not be undone; its text is the sentence to show."""


@dataclass(frozen=True)
class Choice:
    """
    A field in which two records differ: its name and label, both contents as shown, `taken` “kept”, “gone” or “both”,
    and `can_be_both` where texts can stand below each other.
    """

    name: str
    label: str
    kept: str
    gone: str
    taken: str
    can_be_both: bool


def choices(kept, gone, typed=None):
    """
    The `Choice`s of the fields in which the two differ. What was `typed` (a mapping) is taken; else what is not empty,
    first of the kept record.
    """
    found = []
    for name in kept.MERGED_FIELDS:
        field = kept._meta.get_field(name)
        mine, theirs = getattr(kept, field.attname), getattr(gone, field.attname)
        if mine == theirs:
            continue
        both = isinstance(field, models.TextField) and bool(mine and theirs)
        taken = (typed or {}).get(name, "gone" if mine in ("", None) else BOTH if both else "kept")
        if taken not in ("kept", "gone", *([BOTH] if both else [])):
            taken = "kept"
        found.append(Choice(name, str(field.verbose_name), _shown(kept, field), _shown(gone, field), taken, both))
    return found


def _shown(record, field):
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    content = getattr(record, field.name)
    return "" if content is None else str(content)


def fingerprint(kept, gone):
    """A text that changes when one of the two records is changed, so that nobody merges what they did not see."""
    said = [[_contents(record), record.merged_into_id] for record in (kept, gone)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _contents(record):
    return {name: getattr(record, record._meta.get_field(name).attname) for name in record.MERGED_FIELDS}


@transaction.atomic
def merge(kept, gone, taken, seen, user, now):
    """
    Merge `gone` into `kept` (two employers, or two speakers); `taken` maps names of fields to “kept”, “gone” or “both”,
    `seen` is the `fingerprint` of what was shown. Returns the kept record.

    Raises CannotMerge with a sentence where somebody was faster, or the chosen contents do not fit together.
    """
    if kept.pk == gone.pk:
        raise CannotMerge("A record cannot be merged into itself.")
    kept, gone = _locked(type(kept), kept.pk, gone.pk)
    if kept.merged_into_id or gone.merged_into_id:
        raise CannotMerge("One of the two has been merged in the meantime. Nothing was changed.")
    if seen != fingerprint(kept, gone):
        raise CannotMerge("Somebody has changed one of the two in the meantime. Look again, then merge.")
    before = _contents(kept)
    for choice in choices(kept, gone, taken):
        _take(kept, gone, choice)
    try:
        kept.full_clean()
    except ValidationError as error:
        raise CannotMerge(" ".join(error.messages)) from error
    kept.save()
    changed = {name: [before[name], content] for name, content in _contents(kept).items() if content != before[name]}
    gone.merge_undo = {"kept": kept.pk, "fields": changed, "moved": _move(kept, gone)}
    gone.merged_into, gone.merged_at, gone.merged_by = kept, now, user
    gone.save()
    return kept


def _locked(model, *keys):
    """The rows of these keys, in this order, locked in the order of their keys so that two merges wait in turn."""
    rows = {row.pk: row for row in model.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")}
    if len(rows) < len(keys):
        raise CannotMerge("One of the two is no longer there.")
    return [rows[key] for key in keys]


def _take(kept, gone, choice):
    attname = kept._meta.get_field(choice.name).attname
    if choice.taken == "gone":
        setattr(kept, attname, getattr(gone, attname))
    elif choice.taken == BOTH:
        setattr(kept, attname, f"{getattr(kept, attname)}\n\n{getattr(gone, attname)}")


def _move(kept, gone):
    """Move all that refers to `gone`; returns {relation: {"rows": keys that moved, "dropped": contents of twins}}."""
    moved = {}
    for relation, once in MOVES[type(kept)].items():
        rows, dropped = getattr(gone, relation).order_by("pk"), []
        if once:
            there = getattr(kept, relation).order_by().values(once)
            twins = rows.filter(**{f"{once}__in": there})
            dropped = [_stored(row) for row in twins]
            twins.delete()
        keys = list(rows.values_list("pk", flat=True))
        rows.filter(pk__in=keys).update(**{_column(gone, relation): kept})
        moved[relation] = {"rows": keys, "dropped": dropped}
    return moved


def _column(record, relation):
    return record._meta.get_field(relation).field.name


def _stored(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}


@transaction.atomic
def undo(gone):
    """
    Make a record that was merged one of its own again: what moved goes back where it still is with the kept record, and
    the kept one's contents are what they were, where nobody has changed them since. Returns the record.

    Raises CannotMerge with a sentence where the kept record has been merged itself, or nothing was merged.
    """
    if gone.merged_into_id is None:
        raise CannotMerge("This record is not merged.")
    kept, gone = _locked(type(gone), gone.merge_undo["kept"], gone.pk)
    if gone.merged_into_id is None:
        raise CannotMerge("Somebody has undone this merge already.")
    if gone.merged_into_id != kept.pk:
        raise CannotMerge(f"“{kept}” was merged into another record after that. Undo that merge first.")
    written = gone.merge_undo
    for name, (before, after) in written["fields"].items():
        attname = kept._meta.get_field(name).attname
        if getattr(kept, attname) == after:
            setattr(kept, attname, before)
    kept.save()
    gone.merged_into = gone.merged_at = gone.merged_by = gone.merge_undo = None
    gone.save()  # first, or the triggers would send what moves back to the kept record
    _move_back(kept, gone, written["moved"])
    return gone


def _move_back(kept, gone, moved):
    for relation, what in moved.items():
        column = _column(gone, relation)
        getattr(kept, relation).filter(pk__in=what["rows"]).update(**{column: gone})
        rows = getattr(gone, relation).model
        rows.objects.bulk_create([rows(**stored) for stored in what["dropped"]], ignore_conflicts=True)
