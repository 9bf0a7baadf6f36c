"""
A worksheet's way: submit, take back, approve, return with a comment.

Each step locks the worksheet first, so that two people cannot take opposite ones; what does not fit the state raises
`states.Refused` with the sentence to show. The time and the person are arguments.
"""

from dataclasses import dataclass

from django.db import transaction

from indicators import derived
from indicators.models import Assignment, Measure, MeasurePlacement, Submission, Value
from indicators.progress import Reading, in_words
from indicators.worksheets import counted
from indicators.worksheets.milestones import settle
from indicators.worksheets.parts import problems_of, stored_parts
from indicators.worksheets.saving import about, values_about
from indicators.worksheets.states import Refused, hold, hold_writable, moment

State = Submission.State


class Unanswered(Refused):
    """Cells that still need an answer: `measures` in order of their codes."""

    def __init__(self, measures):
        super().__init__(
            f"{len(measures)} {'measure has' if len(measures) == 1 else 'measures have'} no answer yet. "
            "Where there is no figure, say “not applicable” or “not available” and why."
        )
        self.measures = measures


@transaction.atomic
def submit(organization, period, *, user, now, today, must_say_source=False):
    """
    Hand a worksheet in: what is counted from records is written down as it is counted now.

    Raises Unanswered where cells are empty, Refused where it cannot be submitted (locked, submitted already …) or
    where the office fills it for a partner and has not said from where.
    """
    submission = hold_writable(organization, period, today)
    if must_say_source and not submission.source_note:
        raise Refused("Say first where the figures are from: you are filling in this worksheet for a partner.")
    owed = Assignment.objects.in_year(period.year).owed_by(organization).with_followed().select_related("measure")
    assignments = list(owed.order_by("measure__code"))
    if not assignments:
        raise Refused(f"{organization} owes no figures in {period.year}, so there is nothing to submit.")
    measures = [assignment.measure for assignment in assignments]
    values = {value.measure_id: value for value in values_about(organization, measures, [period])}
    from_records = [assignment.measure for assignment in assignments if counted.is_counted(assignment)]
    missing = [measure for measure in measures if measure not in from_records and measure.pk not in values]
    if missing:
        raise Unanswered(missing)
    _refuse_unfitting(values, from_records)
    _write_counts(submission, organization, period, from_records, values, user, now)
    submission.state = State.SUBMITTED
    submission.submitted_at, submission.submitted_by = now, user
    submission.reviewed_at, submission.reviewed_by = None, None
    submission.save()
    return submission


def _refuse_unfitting(values, from_records):
    """What is handed in fits: a figure that was changed after its parts were typed has parts that no longer do."""
    typed = [
        value
        for value in values.values()
        if value.state == Value.State.REPORTED and value.numerator is not None and value.measure_id not in
        {measure.pk for measure in from_records}
    ]
    parts = stored_parts(typed) if typed else {}
    wrong = [
        value.measure_id
        for value in typed
        if value.pk in parts and problems_of(Reading(value.numerator, value.denominator), parts[value.pk])
    ]
    if wrong:
        codes = ", ".join(Measure.objects.filter(pk__in=wrong).order_by("code").values_list("code", flat=True))
        raise Refused(f"The breakdown of {codes} does not fit its figure. Correct it, or take the breakdown away.")


def _write_counts(submission, organization, period, measures, values, user, now):
    new, changed = [], []
    for measure in measures:
        fields = counted.fields_of(measure, organization, period)
        value = values.get(measure.pk)
        if value is None:
            value = Value(
                submission=submission, measure=measure, organization=about(measure, organization), period=period
            )
            new.append(value)
        elif value.submission_id != submission.pk:
            continue  # a figure about the region, in the worksheet of the other organization that owes it
        else:
            value.version += 1
            changed.append(value)
        for name, content in {**fields, "entered_by": user, "entered_at": now}.items():
            setattr(value, name, content)
    Value.objects.bulk_create(new)
    if changed:
        Value.objects.bulk_update(changed, COUNTED_FIELDS)


COUNTED_FIELDS = ["state", "numerator", "denominator", "stage", "stage_date", "reason", "counted"]
COUNTED_FIELDS += ["may_be_twice", "year_to_date", "year_to_date_of", "year_to_date_twice"]
COUNTED_FIELDS += ["version", "entered_by", "entered_at"]


@transaction.atomic
def take_back(organization, period):
    """A submitted worksheet that nobody has reviewed becomes a draft again, or returned where it had been."""
    submission = hold(organization, period)
    if submission is None or submission.state != State.SUBMITTED:
        raise Refused(_not_submitted(submission))
    submission.state = State.RETURNED if submission.review_comment else State.DRAFT
    submission.submitted_at, submission.submitted_by = None, None
    submission.save()
    return submission


@transaction.atomic
def approve(organization, period, *, seen, user, now):
    """
    Approve a submitted worksheet: its values are figures from now on, its milestones' stages are reached.

    `seen` is the `stamp` of the worksheet that the reviewer looked at; where it was handed in anew since, Refused.
    """
    submission = _submitted(organization, period, seen)
    submission.state = State.APPROVED
    submission.reviewed_at, submission.reviewed_by, submission.review_comment = now, user, ""
    submission.save()
    settle(submission)
    return submission


@transaction.atomic
def send_back(organization, period, comment, *, seen, user, now):
    """
    Return a submitted worksheet, or open an approved one again, with a comment on what has to change.

    Of an approved worksheet the figures leave the dashboards until it is approved again.
    """
    if not comment.strip():
        raise Refused("Say what has to change, so that the reporters know what to do.")
    submission = hold(organization, period)
    if submission is not None and submission.state == State.APPROVED and stamp(submission) == seen:
        was_approved = True
    else:
        submission, was_approved = _submitted(organization, period, seen), False
    submission.state = State.RETURNED
    submission.reviewed_at, submission.reviewed_by, submission.review_comment = now, user, comment.strip()
    submission.save()
    if was_approved:
        settle(submission)
    return submission


def stamp(submission):
    """What a page carries, so that nobody approves a worksheet that is not the one they looked at."""
    return submission.submitted_at.isoformat() if submission is not None and submission.submitted_at else ""


def _submitted(organization, period, seen):
    submission = hold(organization, period)
    if submission is None or submission.state != State.SUBMITTED:
        raise Refused(_not_submitted(submission))
    if stamp(submission) != seen:
        raise Refused(f"It was submitted anew on {moment(submission.submitted_at)}. Look at it again, then decide.")
    return submission


def _not_submitted(submission):
    if submission is None:
        return "It has not been begun."
    return {
        State.DRAFT: "It is a draft and not submitted: perhaps it was taken back.",
        State.RETURNED: "It has been returned and is not submitted.",
        State.APPROVED: "It has been approved already"
        + (f" by {submission.reviewed_by}." if submission.reviewed_by else "."),
        State.SUBMITTED: "It has been submitted.",
    }[submission.state]


@dataclass(frozen=True)
class Changed:
    """An approved figure whose records say something else now; both as dictionaries of the fields of `Value`."""

    value: Value
    present: dict
    label: str

    @property
    def records_url(self):
        """The records behind the present figure."""
        return counted.records_url(self.value.measure, self.value.submission.organization, self.value.period)

    @property
    def approved_words(self):
        """The approved figure of the period and of the year to date."""
        return _words({name: getattr(self.value, name) for name in FIGURES})

    @property
    def present_words(self):
        """The same, as the records say now."""
        return _words(self.present)


FIGURES = ["numerator", "denominator", "may_be_twice", "year_to_date", "year_to_date_of", "year_to_date_twice"]


def changed_since_approved():
    """
    The `Changed` figures of all periods that are not locked. Each source is counted twice an open period (the period
    and the year), however many organizations there are.
    """
    approved = Value.objects.approved().filter(
        counted=True, period__locked_at__isnull=True, measure__source__in=list(derived.SOURCES)
    )
    approved = approved.select_related("measure", "period__year", "submission__organization")
    counts = {}
    labels = dict(MeasurePlacement.objects.order_by("pk").values_list("measure_id", "label"))
    return [
        Changed(value, present, labels.get(value.measure_id, value.measure.code))
        for value in approved.order_by("period__starts", "submission__organization__name", "measure__code")
        if _differs(value, present := _present(value, counts))
    ]


def _present(value, counts):
    """The fields of `value` counted now; `counts` keeps what was counted for the others."""
    spans, key = counted.spans_of(value.period), (value.measure_id, value.period_id)
    if key not in counts:
        counts[key] = derived.counts(value.measure, spans)
    whose = value.submission.organization
    return counted.as_fields(*(counted.part_of(counts[key][span], value.measure, whose) for span in spans))


def _differs(value, present):
    return any(getattr(value, name) != present[name] for name in FIGURES)


@transaction.atomic
def approve_new_figure(value, shown, *, user, now):
    """
    Let an approved worksheet say what the records say now. `shown` is the figure that the reviewer saw
    (`Changed.present_words`); where the records have changed again since, Refused.
    """
    organization, period = value.submission.organization, value.period
    submission = hold(organization, period)
    if submission is None or submission.state != State.APPROVED:
        raise Refused("The worksheet is no longer approved.")
    value = Value.objects.select_for_update(of=("self",)).select_related("measure").get(pk=value.pk)
    present = counted.fields_of(value.measure, organization, period)
    if _words(present) != shown:
        raise Refused(f"The records have changed again: they now say {_words(present)}.")
    for name, content in present.items():
        setattr(value, name, content)
    value.version += 1
    value.entered_by, value.entered_at = user, now
    value.save()
    return value


def _words(fields):
    alone = _part_of(fields["numerator"], fields["denominator"], fields["may_be_twice"])
    year = _part_of(fields["year_to_date"], fields["year_to_date_of"], fields["year_to_date_twice"])
    return alone if alone == year else f"{alone}, {year} so far this year"


def _part_of(number, whole, twice):
    return "nothing" if number is None else in_words(Reading(number, whole, twice))
