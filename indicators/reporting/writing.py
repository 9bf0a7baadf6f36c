"""
Writing a report: opening it, its texts, next steps and lines, by several people at once; and how far it is.

Whoever saves something holds the report's row meanwhile, as publishing does: what was saved before is in the report,
what comes after is refused. A form carries the version of what it was drawn from. Where somebody else has stored
something different since, nothing is saved and their row comes back, so that both can be shown.
"""

from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from consortium.models import Job, Organization, SchoolYear
from goals.models import Document, DocumentStage, Edition, Goal
from goals.rules import documents
from indicators.derived import FOLLOWS_THE_REPORT
from indicators.models import FollowedDocument, Measure, NextStep, Report, ReportLine, ReportSection
from indicators.planning.errors import FollowRefused
from indicators.planning.following import follow
from indicators.planning.locks import hold

Part = ReportSection.Part
Kind = ReportLine.Kind
STAMP = ("version", "edited_by", "edited_at")


class Refused(Exception):
    """What cannot be done with a report as it is; its text is the sentence to show."""


# What there is to write


@dataclass(frozen=True)
class Place:
    """A text of a report: its address, its name, which part it is and of which goal (None: of none)."""

    slug: str
    title: str
    part: str
    goal: Goal | None = None


OPENING = Place("opening", "Opening", Part.OPENING)
AFTER_THE_GOALS = [Place("equity", "Equity of access", Part.EQUITY), Place("method", "On method", Part.METHOD)]


def goals_of(year):
    """The goals of a report about `year` in their order: those in force in that year."""
    editions = Edition.objects.in_force(year)
    goals = Goal.objects.filter(edition__in=editions).select_related("edition__framework")
    return goals.order_by("edition__framework__order", "number")


def places(year):
    """All `Place`s of a report about `year`, in its order."""
    of_goals = [
        Place(f"{goal.edition.framework.slug}-{goal.number}", f"{goal.code} {goal.short_title}", Part.GOAL, goal)
        for goal in goals_of(year)
    ]
    return [OPENING, *of_goals, *AFTER_THE_GOALS]


def place_at(year, slug):
    """The `Place` with this address, or None."""
    return next((place for place in places(year) if place.slug == slug), None)


def text_of(report, place):
    """The `ReportSection` of `place` as it stands; one of version 0 where nobody has written yet."""
    stored = report.sections.filter(part=place.part, goal=place.goal).select_related("edited_by").first()
    return stored or ReportSection(report=report, part=place.part, goal=place.goal, version=0)


# How far it is


@dataclass(frozen=True)
class Row:
    """A line of the overview: a `Place` with its text, how many next steps it has, and its state in a word."""

    place: Place
    section: ReportSection | None
    steps: int

    @property
    def state(self):
        """`finished`, `begun` or `empty`."""
        if self.section is None or not self.section.text:
            return "empty"
        return "finished" if self.section.is_ready else "begun"


@dataclass(frozen=True)
class Writing:
    """How far the writing of a report is: its rows, its lines of one page and who wrote there last."""

    rows: list
    lines: list

    @property
    def lines_left(self):
        """How many headlines and asks are still without a word."""
        return sum(ReportLine.MOST.values()) - sum(bool(line.text) for line in self.lines)

    @property
    def page_state(self):
        """The state of the report in one page: finished once every line has words."""
        if not self.lines_left:
            return "finished"
        return "begun" if any(line.text for line in self.lines) else "empty"

    @property
    def last_line(self):
        """The line that was written last, or None."""
        return max(self.lines, key=lambda line: line.edited_at, default=None)

    @property
    def states(self):
        """How many parts, the report in one page among them, have each state."""
        return Counter([self.page_state, *(row.state for row in self.rows)])

    @property
    def total(self):
        """How many parts there are."""
        return len(self.rows) + 1

    @property
    def finished(self):
        """How many of them are finished."""
        return self.states["finished"]

    @property
    def is_finished(self):
        """Whether nothing is left to write."""
        return self.finished == self.total

    @property
    def unfinished(self):
        """The names of the parts that are not finished."""
        left = [row.place.title for row in self.rows if row.state != "finished"]
        return left if self.page_state == "finished" else [*left, "The report in one page"]


def writing_of(report):
    """How far the writing of `report` (with `year`) is, as `Writing`. Five statements."""
    sections = {(one.part, one.goal_id): one for one in report.sections.select_related("edited_by")}
    steps = Counter(report.steps.values_list("goal", flat=True))
    rows = [
        Row(place, sections.get((place.part, place.goal and place.goal.pk)), _steps_of(place, steps))
        for place in places(report.year)
    ]
    return Writing(rows, list(report.lines.select_related("edited_by")))


def _steps_of(place, steps):
    if place.goal is not None:
        return steps[place.goal.pk]
    return steps[None] if place.part == Part.OPENING else 0


# Opening a report, and a correction


def years_without():
    """The school years that a report can be opened on: those with periods and without one, the latest first."""
    return SchoolYear.objects.filter(periods__isnull=False, reports__isnull=True).distinct().order_by("-start_year")


@transaction.atomic
def open_report(year, user, now):
    """Open the report about `year`, with its document. Raises Refused where there is one, or nothing to report on."""
    hold(year)
    if Report.objects.filter(year=year).exists():
        raise Refused(f"There is a report on {year} already.")
    if not year.periods.exists():
        raise Refused(f"The school year {year} has no periods yet, so there are no figures to report.")
    report = Report(year=year, opened_by=user, opened_at=now)
    report.document = _document(report, user, now)
    report.save(force_insert=True)
    let_milestone_follow(report)
    return report


@transaction.atomic
def begin_correction(report, note, user, now):
    """
    Begin a correction of the published `report` (with `year`), which says `note`: it starts from its texts. Raises
    Refused where the report is not the last one that was published of its year, or a correction is being written.
    """
    hold(report.year)
    why = why_not_corrected(report)
    if why:
        raise Refused(why)
    correction = Report(
        year=report.year, number=report.number + 1, corrects=report, correction_note=note, opened_by=user, opened_at=now
    )
    correction.document = _document(correction, user, now)
    correction.save(force_insert=True)
    for model in (ReportSection, NextStep, ReportLine):
        model.objects.bulk_create(_copy(row, correction) for row in model.objects.filter(report=report))
    return correction


def why_not_corrected(report):
    """Why no correction of `report` can be begun, as a sentence, or "" where one can."""
    if not report.is_published:
        return "The report is not published yet. Change it where it is written."
    later = Report.objects.filter(year=report.year, number__gt=report.number).order_by("-number").first()
    if later is None:
        return ""
    if later.is_published:
        return f"It was corrected already. Write a correction of the {later.title[0].lower()}{later.title[1:]}."
    return "A correction is being written already."


def _copy(row, report):
    row.pk, row.report = None, report
    row._state.adding = True
    return row


def _document(report, user, now):
    office = Organization.objects.filter(kind=Organization.Kind.OFFICE).first()
    if office is None:
        raise Refused("The consortium office is not among the organizations yet. Add it first: the report is its own.")
    return Document.objects.create(
        title=report.title,
        kind=Document.Kind.ANNUAL_REPORT,
        owner=office,
        summary=report.correction_note or f"How the region does with its goals, after the school year {report.year}.",
        begun_on=timezone.localdate(now),
        corrects=_first_document(report.corrects),
        recorded_by=user,
        recorded_at=now,
    )


def _first_document(report):
    """The document that a correction of `report` corrects: the first one, also of a correction; None of no report."""
    return report and (report.document.corrects or report.document)


def let_milestone_follow(report):
    """
    In the school year after the report's, let the milestone “published” read its stages from the report's document;
    unless anybody has ever chosen there what it reads them from, or that year is not open.
    """
    year = SchoolYear.objects.filter(start_year=report.year.start_year + 1).first()
    measure = Measure.objects.filter(source=FOLLOWS_THE_REPORT, renews=True).first()
    if year is None or measure is None:
        return
    if FollowedDocument.history.rel.related_model.objects.filter(measure=measure, year=year).exists():
        return
    try:
        follow(year, {measure: report.document}, {measure: None})
    except FollowRefused:  # somebody chose in this very moment
        return


# Holding a draft


def publishing_key(report):
    """The `key` of the job that publishes `report`."""
    return f"publish-report-{report.pk}"


def held_draft(report):
    """
    The draft as it is now (with `year`), its row held until the transaction ends. Raises Refused where it is published
    or just being published: that takes up to a minute, too long to keep somebody waiting.
    """
    if Job.objects.filter(key=publishing_key(report), state=Job.State.RUNNING).exists():
        raise Refused("The report is being published at this moment.")
    stored = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("year").get(pk=report.pk)
    if stored.is_published:
        raise Refused("The report has been published meanwhile, and stays as it is.")
    return stored


def _stamp(row, user, now):
    row.version += 1
    row.edited_by, row.edited_at = user, now


# Texts


@transaction.atomic
def save_text(report, place, text, is_ready, seen, user, now):
    """
    Store the text of `place`, of which the writer had seen the version `seen`. Returns None, or the ReportSection that
    somebody else has stored where it says something different: then nothing is saved. Raises Refused.
    """
    report = held_draft(report)
    stored = text_of(report, place)
    if stored.version != seen and stored.text != text:
        return stored
    if (stored.text, stored.is_ready) != (text, is_ready):
        stored.text, stored.is_ready = text, is_ready
        _stamp(stored, user, now)
        stored.save()
        if is_ready:
            _note_prepared(report, user, now)
    return None


def _note_prepared(report, user, now):
    """The report's document is prepared once nothing is left to write."""
    if report.document.stages.filter(name=DocumentStage.Name.PREPARED).exists() or report.document.withdrawn_on:
        return
    if writing_of(report).is_finished:
        today = timezone.localdate(now)
        documents.note_stage(report.document, DocumentStage.Name.PREPARED, today, user, now, today)


# Next steps


@transaction.atomic
def add_step(report, step, user, now):
    """Store a new next step (a NextStep that is not saved yet). Raises Refused."""
    step.report = held_draft(report)
    step.version = 0
    _stamp(step, user, now)
    step.save(force_insert=True)


@transaction.atomic
def save_step(step, seen, user, now):
    """
    Store what was changed in `step`, of which the writer had seen the version `seen`. Returns None, or the step as
    somebody else has stored it where that says something different. Raises Refused, also where the step is gone.
    """
    stored = _held_step(step)
    if _same(stored, step):
        return None
    if stored.version != seen:
        return stored
    step.version = stored.version
    _stamp(step, user, now)
    step.save(update_fields=["text", "owner", "due", *STAMP])
    return None


@transaction.atomic
def delete_step(step, seen):
    """Delete a next step. Raises Refused where it has changed since `seen`."""
    stored = _held_step(step)
    if stored.version != seen:
        raise Refused("Somebody has changed this step meanwhile. Read it again before you remove it.")
    stored.delete()


def _held_step(step):
    held_draft(step.report)
    stored = NextStep.objects.select_related("edited_by").filter(pk=step.pk).first()
    if stored is None:
        raise Refused("Somebody has removed this step meanwhile.")
    return stored


def _same(one, other):
    return (one.text, one.owner, one.due) == (other.text, other.owner, other.due)


# The lines of the report in one page


def line_keys():
    """(kind, order) of every line that a report in one page has, headlines first."""
    return [(kind, order) for kind, most in ReportLine.MOST.items() for order in range(1, most + 1)]


def lines_of(report):
    """{(kind, order): ReportLine} of every line; those nobody has written are unsaved, of version 0."""
    stored = {(line.kind, line.order): line for line in report.lines.select_related("edited_by", "measure")}
    return {
        key: stored.get(key) or ReportLine(report=report, kind=key[0], order=key[1], version=0)
        for key in line_keys()
    }


@transaction.atomic
def save_lines(report, typed, user, now):
    """
    Store lines: `typed` is {(kind, order): (text, version seen)}. Returns {}, or {(kind, order): ReportLine} of those
    that somebody else has changed to something different: then nothing at all is saved. Raises Refused. A line that is
    emptied may be proposed again.
    """
    report = held_draft(report)
    stored = lines_of(report)
    changed = {key: stored[key] for key, (text, _) in typed.items() if stored[key].text != text}
    conflicts = {key: line for key, line in changed.items() if line.version != typed[key][1]}
    if conflicts:
        return conflicts
    for key, line in changed.items():
        line.text = typed[key][0]
        line.is_edited = bool(line.text)
        line.measure = line.measure if line.text else None
        _stamp(line, user, now)
        line.save()
    if changed:
        _note_prepared(report, user, now)
    return {}


@transaction.atomic
def put_proposals(report, proposals, user, now):
    """
    Write proposals where nobody has written: `proposals` takes {(kind, order): ReportLine} of the lines that stay and
    answers with {kind: [Proposal]}. Returns how many lines say something new. Raises Refused.
    """
    report = held_draft(report)
    lines = lines_of(report)
    kept = {key: line for key, line in lines.items() if line.is_edited}
    proposed = {kind: iter(some) for kind, some in proposals(kept).items()}
    measures = Measure.objects.in_bulk(field_name="code")
    changed = 0
    for key, line in lines.items():
        if key in kept:
            continue
        proposal = next(proposed[key[0]], None)
        text, measure = (proposal.text, measures.get(proposal.code)) if proposal else ("", None)
        if (line.text, line.measure) != (text, measure):
            line.text, line.measure = text, measure
            _stamp(line, user, now)
            line.save()
            changed += 1
    return changed
