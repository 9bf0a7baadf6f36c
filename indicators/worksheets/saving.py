"""Saving cells of a worksheet: all of what is given or nothing, and never over somebody else's figure in silence."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from consortium.models import User
from indicators.models import Measure, Submission, Value
from indicators.worksheets import cells
from indicators.worksheets.states import Refused, hold_writable


@dataclass(frozen=True)
class Entry:
    """One cell to save: the answer (None empties it), and the version of the value that the page was showing."""

    measure: Measure
    answer: cells.Answer | None
    version: str


@dataclass(frozen=True)
class Conflict:
    """Somebody else was in the cell: what they left there (None: emptied), who, when, and its version now."""

    theirs: cells.Answer | None
    who: User | str | None
    at: datetime | None
    version: str


class _Clash(Exception):
    """Rolls the transaction back and carries the conflicts out of it."""


def about(measure, organization):
    """Whom a figure is about: nobody but the region, or the organization itself."""
    return None if measure.about_region else organization


def values_about(organization, measures, periods):
    """The values of `measures` in `periods` that the worksheet of `organization` shows, with their worksheet."""
    regional = [measure.pk for measure in measures if measure.about_region]
    own = [measure.pk for measure in measures if not measure.about_region]
    whose = Q(organization=organization, measure__in=own) | Q(organization__isnull=True, measure__in=regional)
    return Value.objects.filter(whose, period__in=periods).select_related("submission__organization", "entered_by")


def save(organization, period, entries, *, user, now, today, source_note=None):
    """
    Save `entries`, all or none. Returns {measure key: Conflict}; where it is not empty nothing was saved.

    A cell whose version is not the one given, and which says something else, is a conflict. `source_note` is kept on
    the worksheet where given. Raises Refused where the worksheet cannot be written.
    """
    for attempt in (1, 2):
        try:
            with transaction.atomic():
                return _save(organization, period, entries, user, now, today, source_note)
        except _Clash as clash:
            return clash.args[0]
        except IntegrityError as error:
            # a figure about the region has two worksheets that can hold it: the second to insert looks again
            if attempt == 2 or "value_once" not in str(error):
                raise
    return {}


def _save(organization, period, entries, user, now, today, source_note):
    submission = hold_writable(organization, period, today, create=_has_content(entries, source_note))
    if submission is None:
        return {}
    stored = _locked_values(organization, period, entries)
    _refuse_elsewhere(submission, stored)
    conflicts = {
        entry.measure.pk: _conflict(entry, stored.get(entry.measure.pk), organization, period)
        for entry in entries
        if _clashes(entry, stored.get(entry.measure.pk))
    }
    if conflicts:
        raise _Clash(conflicts)
    _write(submission, entries, stored, user, now)
    if source_note is not None and source_note != submission.source_note:
        Submission.objects.filter(pk=submission.pk).update(source_note=source_note)
    return {}


def _has_content(entries, source_note):
    """A worksheet begins with its first answer, not with looking at it; a stale version means there was one."""
    return bool(source_note) or any(entry.answer is not None for entry in entries)


def _locked_values(organization, period, entries):
    measures = [entry.measure for entry in entries]
    values = values_about(organization, measures, [period]).select_for_update(of=("self",))
    return {value.measure_id: value for value in values}


def _refuse_elsewhere(submission, stored):
    for value in stored.values():
        if value.submission_id != submission.pk:
            raise Refused(f"{value.submission.organization} reports this figure about the region in its own worksheet.")


def _clashes(entry, value):
    return entry.version != cells.version_of(value) and entry.answer != cells.Answer.of(value)


def _conflict(entry, value, organization, period):
    if value is not None:
        return Conflict(cells.Answer.of(value), value.entered_by, value.entered_at, cells.version_of(value))
    emptied = (
        Value.history.rel.related_model.objects.filter(
            measure=entry.measure, period=period, organization=about(entry.measure, organization), pgh_label="delete"
        )
        .select_related("pgh_context")
        .order_by("-pgh_id")
        .first()
    )
    return Conflict(None, _who(emptied), emptied.pgh_created_at if emptied else None, cells.version_of(None))


def _who(event):
    """The person behind an event of the history, where a page (and not a program) made it."""
    context = event.pgh_context if event else None
    return User.objects.filter(pk=context.metadata.get("user")).first() if context else None


def _write(submission, entries, stored, user, now):
    """Three statements at most, whatever the number of cells."""
    new, changed, emptied = [], [], []
    for entry in entries:
        value = stored.get(entry.measure.pk)
        if entry.answer == cells.Answer.of(value) and not (value and value.counted):
            continue
        if entry.answer is None:
            emptied.append(value.pk)
        elif value is None:
            new.append(_new_value(submission, entry, user, now))
        else:
            changed.append(_changed(value, entry.answer, user, now))
    if emptied:
        Value.objects.filter(pk__in=emptied).delete()
    Value.objects.bulk_create(new)
    if changed:
        Value.objects.bulk_update(changed, WRITTEN)


# what a counted figure has and a typed one has not
NOT_COUNTED = {
    "counted": False, "may_be_twice": 0, "year_to_date": None, "year_to_date_of": None, "year_to_date_twice": 0,
}  # fmt: skip
WRITTEN = [*cells.Answer.__dataclass_fields__, *NOT_COUNTED, "version", "entered_by", "entered_at"]


def _new_value(submission, entry, user, now):
    return Value(
        submission=submission,
        measure=entry.measure,
        organization=about(entry.measure, submission.organization),
        period_id=submission.period_id,
        entered_by=user,
        entered_at=now,
        **entry.answer.__dict__,
    )


def _changed(value, answer, user, now):
    """The value with another answer; a figure that was counted and is now typed loses its year to date."""
    for name, content in {**answer.__dict__, **NOT_COUNTED}.items():
        setattr(value, name, content)
    value.version += 1
    value.entered_by, value.entered_at = user, now
    return value
