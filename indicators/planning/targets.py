"""Targets and baselines. A revised target stays on record, with the day it was replaced and the reason."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from indicators.models import Measure, MeasurePlacement, Target

from .errors import TargetsRefused
from .locks import hold

HIGHEST = Decimal("9999999999")  # what the column holds
ANY = object()


@dataclass(frozen=True)
class Revision:
    """
    What a measure's target is to be. Percents are in percent points (0–100), everything else whole numbers.

    `seen` is the key of the target that the person had before them (None: there was none), or ANY.
    """

    measure: Measure
    value: Decimal | None
    baseline: Decimal | None = None
    first_due: date | None = None
    reason: str = ""
    seen: object = ANY

    @property
    def content(self):
        """What is compared to say whether anything changes."""
        return self.value, self.baseline, self.first_due


def revise_target(
    measure, year, organization=None, *, value, baseline=None, first_due=None, reason="", user, now, seen=ANY
):
    """
    Set the target of one measure for the region (`organization` None) or one organization.

    Returns the new Target, or None where nothing changes. Raises TargetsRefused.
    """
    revision = Revision(measure, value, baseline, first_due, reason, seen)
    created = revise_targets(year, organization, [revision], user=user, now=now)
    return created[0] if created else None


@transaction.atomic
def revise_targets(year, organization, revisions, *, user, now):
    """
    Set the targets of a page, all or none; returns the new Target rows, of what has changed only.

    The target that stood is kept with `replaced_at=now`. A reason is required where one stood, and where the
    document's own target is overridden. Raises TargetsRefused: a figure out of range, a day outside the year,
    no reason, or a target that somebody else revised since it was `seen`.
    """
    hold(year)
    measures = [revision.measure for revision in revisions]
    standing = standing_targets(year, organization, measures)
    given = given_targets(year, measures) if organization is None else {}
    revisions = [_or_given(revision, given.get(revision.measure.pk)) for revision in revisions]
    before = Target.objects.in_bulk([revision.seen for revision in revisions if isinstance(revision.seen, int)])
    changed = [
        revision
        for revision in revisions
        if _is_edited(revision, before, given.get(revision.measure.pk))
        and revision.content != _content(standing.get(revision.measure.pk), given.get(revision.measure.pk))
    ]
    refused, meanwhile = {}, set()
    for revision in changed:
        measure, target = revision.measure, standing.get(revision.measure.pk)
        if _is_overtaken(revision, target):
            meanwhile.add(measure.code)
            refused[measure.code] = {"value": _meanwhile(revision, target)}
        elif problems := _problems(revision, year, target, given.get(measure.pk)):
            refused[measure.code] = problems
    if refused:
        raise TargetsRefused(refused, meanwhile)
    replaced = [standing[revision.measure.pk].pk for revision in changed if revision.measure.pk in standing]
    Target.objects.filter(pk__in=replaced).update(replaced_at=now)
    return Target.objects.bulk_create(
        Target(
            measure=revision.measure,
            year=year,
            organization=organization,
            value=revision.value,
            baseline=revision.baseline,
            first_due=revision.first_due,
            reason=revision.reason.strip(),
            set_by=user,
            set_at=now,
        )
        for revision in changed
    )


def standing_targets(year, organization, measures):
    """`{measure pk: Target}` that stand now for the region (`organization` None) or an organization."""
    targets = Target.objects.current().filter(year=year, organization=organization, measure__in=measures)
    return {target.measure_id: target for target in targets.select_related("set_by")}


def given_targets(year, measures):
    """`{measure pk: Decimal}`: the region's targets that the documents in force in `year` set themselves."""
    placements = MeasurePlacement.objects.in_force(year).filter(measure__in=measures, given_target__isnull=False)
    return {placement.measure_id: placement.given_target for placement in placements}


def _or_given(revision, given):
    """An empty target is the document's own again, where it sets one."""
    return replace(revision, value=given) if revision.value is None else revision


def _content(target, given):
    if target is None:
        return given, None, None
    return given if target.value is None else target.value, target.baseline, target.first_due


def _is_edited(revision, before, given):
    """Whether the person changed what they had before them: a row left as it was never undoes another's work."""
    return revision.seen is ANY or revision.content != _content(before.get(revision.seen), given)


def _is_overtaken(revision, target):
    """Whether somebody else revised the target since it was seen."""
    return revision.seen is not ANY and revision.seen != (target.pk if target else None)


def _problems(revision, year, target, given):
    """`{field: sentence}` of what is wrong with one revision."""
    problems = {
        name: sentence
        for name, figure in (("value", revision.value), ("baseline", revision.baseline))
        if (sentence := _out_of_range(revision.measure, name, figure))
    }
    if revision.first_due and not year.starts <= revision.first_due <= year.ends:
        problems["first_due"] = f"This day is not in {year}: write one from July 1 to June 30, or leave it empty."
    if not revision.reason.strip():
        if target is not None:
            problems["reason"] = "Say why: a target stood here, and it is kept beside the new one with your reason."
        elif given is not None and revision.value != given:
            problems["reason"] = f"Say why: the goal document itself sets {_plain(given)}."
    return problems


def _meanwhile(revision, target):
    """What the second of two people is told: both values."""
    mine = _words(revision.content)
    if target is None:
        return f"The target you had before you is gone. You typed {mine}: save again to set it."
    who = f"{target.set_by} set" if target.set_by else "Somebody set"
    theirs = _words(_content(target, None))
    return f"{who} {theirs} since you opened this page. You typed {mine}: save again to replace it."


def _out_of_range(measure, name, figure):
    noun = {"value": "target", "baseline": "baseline"}[name]
    if figure is None:
        return ""
    if measure.is_percent:
        return "" if 0 <= figure <= 100 else f"A {noun} in percent is from 0 to 100."
    if figure < 0:
        return f"A {noun} is zero or more."
    if figure != figure.to_integral_value():
        return f"A {noun} in {measure.unit or 'whole things'} is a whole number."
    return "" if figure <= HIGHEST else f"A {noun} is at most {HIGHEST:,}."


def _words(content):
    value, baseline, first_due = content
    words = f"target {_plain(value)}, baseline {_plain(baseline)}"
    return f"{words}, first due {first_due:%B} {first_due.day}, {first_due.year}" if first_due else words


def _plain(figure):
    """1200.00 → 1,200; 85.50 → 85.5; None → none."""
    if figure is None:
        return "none"
    text = f"{figure:,.2f}"
    return text.rstrip("0").rstrip(".")


