"""
What is on a worksheet: all measures that an organization owes in the year of a period, grouped by goal.

`load` asks the database everything a page shows, in a number of queries that does not depend on how many measures,
values or organizations there are (each *source* that is counted from records asks its own).
"""

from dataclasses import dataclass, field
from itertools import groupby

from consortium.models import Organization, ReportingPeriod
from consortium.templatetags.look import num
from indicators import figures, queries
from indicators.dimensions import is_broken_down
from indicators.lens import Lens, periods_through
from indicators.models import Assignment, Measure, MeasurePlacement, Submission, Value
from indicators.progress import Progress, Reading, in_words
from indicators.worksheets import cells, counted
from indicators.worksheets.parts import problems_of, stored_parts
from indicators.worksheets.saving import Conflict, values_about
from indicators.worksheets.states import Standing, standing


@dataclass
class Row:
    """
    One measure on a worksheet. `value` is what is stored, `typed` what the cell shows (the same, until somebody has
    typed something that could not be taken, `is_unsaved`); `errors` maps its fields to sentences. `parts` is what was
    typed of what the figure is made of: dimension → category → Reading.
    """

    measure: Measure
    placement: MeasurePlacement
    is_counted: bool
    typed: cells.Typed
    value: Value | None = None
    last: Value | None = None
    figure: figures.Figure | None = None
    last_words: str = "last quarter"
    records_url: str = ""
    elsewhere: Organization | None = None
    writable: bool = False
    errors: dict = field(default_factory=dict)
    conflict: Conflict | None = None
    mine: cells.Answer | None = None
    is_unsaved: bool = False
    parts: dict = field(default_factory=dict)

    @property
    def code(self):
        """The measure's code, which names the fields of the cell."""
        return self.measure.code

    @property
    def anchor(self):
        """What the ids of the fields in the row begin with (the row's own is the code): `EN-2.1a` → `en-2-1a`."""
        return self.measure.code.lower().replace(".", "-")

    @property
    def kind(self):
        """Which input the cell has: number, percent or milestone."""
        if self.measure.is_milestone:
            return "milestone"
        return "percent" if self.measure.is_percent else "number"

    @property
    def is_typed(self):
        """Whether the cell takes what somebody types, now."""
        return self.writable and not self.is_counted and self.elsewhere is None

    @property
    def is_answered(self):
        """Whether there is an answer; records always answer."""
        return self.is_counted or self.value is not None

    @property
    def answer(self):
        """What is stored, as an `Answer`, or None."""
        return cells.Answer.of(self.value)

    @property
    def in_words(self):
        """The stored answer as text; what is counted, as counted now or as it was submitted."""
        if self.shows_live_count:
            if self.measure.is_milestone:
                return _stage_in_words(self.figure)
            return _reading_in_words(self.figure.cells[-1].reading)
        return _value_in_words(self.measure, self.value)

    @property
    def shows_live_count(self):
        """Whether the figure shown is counted now: until the worksheet is submitted, and where it never was."""
        return self.is_counted and (self.writable or self.value is None)

    @property
    def last_in_words(self):
        """The figure of the period before, "" where there is none."""
        if self.last is not None:
            return _value_in_words(self.measure, self.last)
        if self.is_counted and self.figure and len(self.figure.cells) > 1:
            return _reading_in_words(self.figure.cells[-2].reading)
        return ""

    @property
    def no_figure(self):
        """“Not applicable” or “Not available: why” where that is the stored answer, else ""."""
        if self.value is None or self.value.state == Value.State.REPORTED:
            return ""
        words = cells.in_words(self.measure, self.answer)
        return words[0].upper() + words[1:]

    @property
    def warnings(self):
        """Sentences on what looks like a slip in what is stored; none while something is wrong with what was typed."""
        if self.errors or self.conflict or self.is_counted:
            return []
        return cells.warnings(
            self.measure,
            self.answer,
            cells.Answer.of(self.last),
            last_words=self.last_words,
            target=self.figure.target if self.figure else None,
        )

    @property
    def reading(self):
        """The typed figure that is stored, or None."""
        value = self.value
        if value is None or value.counted or value.state != Value.State.REPORTED or value.numerator is None:
            return None
        return Reading(value.numerator, value.denominator)

    @property
    def may_have_parts(self):
        """Whether the page leads to what the figure is made of: it can be typed, or has been."""
        return bool(self.parts) or (self.is_typed and self.reading is not None and is_broken_down(self.measure))

    @property
    def parts_wrong(self):
        """Why what the figure is made of does not fit it (any more), as sentences."""
        if not self.parts:
            return []
        if self.reading is None:
            return ["What the figure was made of is not used, since there is no figure."]
        return [problem.sentence for problem in problems_of(self.reading, self.parts)]

    @property
    def progress(self) -> Progress | None:
        """How far along the year is, drafts included."""
        return self.figure.progress if self.figure else None

    @property
    def year_in_words(self):
        """The year's figure in short, where there is no target to draw it against."""
        return _reading_in_words(self.figure.reading) if self.figure and self.figure.reading else ""

    @property
    def described_by(self):
        """The ids of the texts that belong to the cell: the definition, and what is wrong or odd."""
        parts = {"about": True, "wrong": self.errors, "odd": self.warnings, "both": self.conflict}
        return " ".join(f"{self.anchor}-{part}" for part, there in parts.items() if there)

    @property
    def look(self):
        """The class of the first field: number, numerator or stage."""
        return self._look("numerator", "stage", "cell")

    @property
    def look_beside(self):
        """The class of the second field: denominator or day."""
        return self._look("denominator", "date", "cell")

    def _look(self, *fields):
        if set(fields) & self.errors.keys():
            return " is-invalid"
        if self.conflict:
            return " is-conflict"
        return " is-warning" if self.warnings else ""

    @property
    def first_wrong(self):
        """The id of the field that the summary of errors leads to."""
        if self.conflict:
            return f"{self.anchor}-theirs"
        numbers = {"denominator": 2, "date": 2, "answer": 3, "reason": 4}
        return f"{self.anchor}-{min((numbers.get(name, 1) for name in self.errors), default=1)}"

    @property
    def target_in_words(self):
        """The year's target; of a milestone the next stage and when it is due; "" where none is set."""
        if self.figure is None:
            return ""
        if self.measure.is_milestone:
            ahead = self.figure.progress.next_stage
            return f"{ahead.name} by {ahead.due:%b} {ahead.due.day}" if ahead and ahead.due else ""
        if self.figure.target is None:
            return ""
        return f"{num(self.figure.target)}\u202f%" if self.measure.is_percent else num(self.figure.target)

    @property
    def typed_in_words(self):
        """What was typed, word for word, for when it cannot be saved any more."""
        typed, chosen = self.typed, []
        if self.measure.is_milestone:
            chosen = [words for _, words, is_chosen in self.stage_choices if is_chosen]
        parts = [*chosen, typed.date, typed.numerator, typed.denominator and f"of {typed.denominator}"]
        parts += [dict(Value.State.choices).get(typed.answer, "").lower(), typed.reason]
        return f"“{' '.join(part for part in parts if part)}”"

    @property
    def was(self):
        """What the cell held when the page with it was first loaded (`Typed.content`)."""
        return cells.Typed.of(self.value).content if self.typed.was is None else self.typed.was

    @property
    def evidence_url(self):
        """The measure's section on its indicator's page, with evidence and comments."""
        return self.placement.get_absolute_url()

    @property
    def stage_choices(self):
        """(value, words, chosen) of the milestone's list."""
        names = ["none yet", *self.measure.ladder]
        return [(str(number), name, self.typed.stage == str(number)) for number, name in enumerate(names)]

    @property
    def has_open_choices(self):
        """Whether the answers without a figure must be in sight: chosen but not yet stored, or wrong."""
        chosen = self.typed.answer != cells.Typed.of(self.value).answer
        return chosen or bool({"answer", "reason"} & self.errors.keys())

    @property
    def theirs_in_words(self):
        """What somebody else left in the cell while this reader typed."""
        return cells.in_words(self.measure, self.conflict.theirs)

    @property
    def mine_in_words(self):
        """What this reader typed in the same cell."""
        return cells.in_words(self.measure, self.mine)


@dataclass
class Group:
    """The rows of one goal; `title` is what the panel is headed."""

    title: str
    rows: list[Row]


@dataclass
class Worksheet:
    """A worksheet as a page shows it."""

    organization: Organization
    period: ReportingPeriod
    submission: Submission | None
    standing: Standing
    last_period: ReportingPeriod | None
    groups: list[Group]
    source_note: str = ""
    source_error: str = ""

    @property
    def rows(self):
        """All rows, in the order of the page."""
        return [row for group in self.groups for row in group.rows]

    @property
    def asked(self):
        """How many measures are owed."""
        return len(self.rows)

    @property
    def answered(self):
        """How many of them have an answer."""
        return sum(row.is_answered for row in self.rows)

    @property
    def unanswered(self):
        """The rows that still need one."""
        return [row for row in self.rows if not row.is_answered]

    @property
    def in_trouble(self):
        """The rows whose typed text could not be taken, for the summary on top."""
        return [row for row in self.rows if row.errors or row.conflict]

    @property
    def saved_at(self):
        """When a cell was last saved, None if never."""
        return max((row.value.entered_at for row in self.rows if row.value is not None), default=None)

    @property
    def nothing_owed(self):
        """The sentence of a worksheet without rows."""
        return (
            f"{self.organization} owes no figures in {self.period.year}. "
            "The consortium office sets for each school year who owes what."
        )

    @property
    def span(self):
        """“October to December 2026”; a whole year is “July 2025 to June 2026”."""
        starts, ends = self.period.starts, self.period.ends
        first = f"{starts:%B}" if starts.year == ends.year else f"{starts:%B %Y}"
        return f"{first} to {ends:%B %Y}"

    @property
    def this_heading(self):
        """This quarter, or this year for annual totals."""
        return "This year" if self.period.is_whole_year else "This quarter"

    @property
    def last_heading(self):
        """Last quarter, or the year before where that is all there is."""
        return "Last year" if self.last_period is not None and self.last_period.is_whole_year else "Last quarter"

    def row(self, code):
        """The row of the measure with this code, or None."""
        return next((row for row in self.rows if row.code == code), None)


def load(organization, period, access, today, *, only=None):
    """
    The `Worksheet` of `organization` for `period` as a reader with `access` sees it on the day `today`; with `only`
    (a measure code) of one row alone.
    """
    assignments = Assignment.objects.in_year(period.year).owed_by(organization).with_followed()
    assignments = assignments.select_related("measure")
    if only is not None:
        assignments = assignments.filter(measure__code=only)
    by_measure = {assignment.measure_id: assignment for assignment in assignments}
    measures = [assignment.measure for assignment in by_measure.values()]
    placements = _placements(measures, period.year)
    submission = _submission(organization, period)
    may = standing(organization, period, submission, access, today)
    last_period = ReportingPeriod.objects.with_year().ended_by(period.starts).order_by("-ends").first()
    values = _values(organization, measures, [period, last_period] if last_period else [period])
    shown = _figures(placements, organization, period, access)
    follows = [assignment.measure for assignment in by_measure.values() if assignment.follows_document]
    documents = queries.followed_documents(follows, period.year) if follows else {}
    parts = _parts([value for (_, at), value in values.items() if at == period.pk])
    rows = []
    for placement in placements:
        assignment = by_measure[placement.measure_id]
        value = values.get((placement.measure_id, period.pk))
        row = Row(
            measure=assignment.measure,
            placement=placement,
            is_counted=counted.is_counted(assignment),
            typed=cells.Typed.of(value),
            value=value,
            last=values.get((placement.measure_id, last_period.pk)) if last_period else None,
            last_words="last year" if last_period and last_period.is_whole_year else "last quarter",
            figure=shown.get(placement.measure_id),
            elsewhere=_elsewhere(value, organization),
            writable=may.editable,
            parts=parts.get(value.pk, {}) if value is not None else {},
        )
        if row.measure.pk in documents:
            row.records_url = documents[row.measure.pk].get_absolute_url()
        elif row.is_counted:
            row.records_url = counted.records_url(row.measure, organization, period)
        rows.append(row)
    note = submission.source_note if submission else ""
    return Worksheet(organization, period, submission, may, last_period, _grouped(rows), note)


def _submission(organization, period):
    found = Submission.objects.filter(organization=organization, period=period)
    return found.select_related("submitted_by", "reviewed_by").first()


def _placements(measures, year):
    """Where each measure stands in the documents of the year, once; what no document of the year holds comes last."""
    placed = {}
    for placement in MeasurePlacement.objects.in_force(year).filter(measure__in=measures):
        placed.setdefault(placement.measure_id, placement)
    left = [measure.pk for measure in measures if measure.pk not in placed]
    if left:
        anywhere = MeasurePlacement.objects.select_related("measure", "indicator__goal__edition__framework")
        for placement in anywhere.filter(measure__in=left).order_by("measure__code", "-pk"):
            placed.setdefault(placement.measure_id, placement)
    return list(placed.values())


def _values(organization, measures, periods):
    values = values_about(organization, measures, periods)
    return {(value.measure_id, value.period_id): value for value in values}


def _parts(values):
    """Value's key → what was typed of what it is made of; asked only where some may be."""
    asked = [value for value in values if not value.counted and value.numerator is not None]
    return stored_parts(asked) if asked else {}


def _figures(placements, organization, period, access):
    """The year so far, drafts included: the organization's own, and the region's where a measure is about it."""
    periods = periods_through(list(period.year.periods.with_year()), period)
    shown = {}
    for whose, about_region in ((organization, False), (None, True)):
        of_kind = [placement for placement in placements if placement.measure.about_region == about_region]
        if of_kind:
            lens = Lens(period.year, periods, access, drafts=True, organization=whose)
            shown |= figures.figures(of_kind, lens)
    return shown


def _elsewhere(value, organization):
    """The other organization whose worksheet holds a figure about the region, or None."""
    if value is None or value.submission.organization_id == organization.pk:
        return None
    return value.submission.organization


def _grouped(rows):
    return [Group(title, list(members)) for title, members in groupby(rows, key=_goal_title)]


def _goal_title(row):
    goal = row.placement.indicator.goal
    return f"{goal.edition.framework.short_title} goal {goal.number} — {goal.short_title}"


def _stage_in_words(figure):
    """The highest stage that a milestone has reached, with its day."""
    reached = [stage for stage in figure.stages if stage.reached]
    return f"{reached[-1].name}, {reached[-1].reached:%b} {reached[-1].reached.day}" if reached else "none yet"


def _value_in_words(measure, value):
    """What is stored; of what was counted also how many may be in it twice."""
    if value is None:
        return ""
    if value.may_be_twice:
        return in_words(Reading(value.numerator, value.denominator, value.may_be_twice))
    return cells.in_words(measure, cells.Answer.of(value))


def _reading_in_words(reading):
    return "" if reading is None else in_words(reading)
