"""
What an annual progress report says, as one object, apart from how it is printed.

HTML, PDF, workbook and CSV are drawn from a `Content`, and nothing else: so they show the same figures. It holds plain
values that JSON can hold, since it is kept with a published report (`as_json`, `from_json`). Numbers are exact: whole
numbers, or of a share numerator and denominator. Words for them are made here, once.
"""

from dataclasses import asdict, dataclass, field, fields, is_dataclass
from typing import get_args, get_type_hints

NO_BREAK = "\u00a0"
REPORTED, MISSING, HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, NONE = (
    "reported",
    "missing",
    "hidden",
    "not_applicable",
    "not_available",
    "none",
)
# What stands where there is no number: four different things, and a dash where nothing was ever meant to stand.
WORDS = {
    MISSING: "not reported",
    HIDDEN: "not shown",
    NOT_APPLICABLE: "not applicable",
    NOT_AVAILABLE: "not available",
    NONE: "–",
}


@dataclass(frozen=True)
class Amount:
    """
    One figure: `state` says whether there is one. A count has `number`; a share `number` of `whole`; a target or
    baseline of a share `points`, in percent points, as text without trailing zeros ("90", "37.5"); a milestone the
    name of the stage reached in `stage`. `text` is how it is printed.
    """

    state: str = NONE
    text: str = WORDS[NONE]
    number: int | None = None
    whole: int | None = None
    points: str | None = None
    stage: str | None = None


@dataclass(frozen=True)
class PastYear:
    """The figure of an earlier school year ("2024-25"); `closed` as of a `Line`."""

    year: str
    amount: Amount
    closed: int = 0


@dataclass(frozen=True)
class StageLine:
    """A stage of a milestone: when it was due and when it was reached, as days in words or empty."""

    name: str
    due: str
    reached: str


@dataclass(frozen=True)
class Line:
    """
    One measure. `past` begins with the earliest year. `way` is how much of the way to the target is gone, in
    thousandths (0 to 1000 and more), None where nothing can be measured; `gone` is the share of the year gone,
    likewise. `notes` are sentences on how to read the figure: may be counted twice, who has not reported. Of counts of
    students, `closed` says how many of the year's periods were locked, and so are in the figure and in the partners'.
    """

    code: str
    label: str
    definition: str
    kind: str
    timing: str
    unit: str
    actual: Amount
    target: Amount
    baseline: Amount
    past: list[PastYear]
    trend: str
    status: str
    status_words: str
    sentence: str
    way: int | None
    gone: int
    stages: list[StageLine]
    notes: list[str]
    closed: int = 0

    @property
    def last_year(self):
        """The figure of the year before, or a dash."""
        return self.past[-1].amount if self.past else Amount()


@dataclass(frozen=True)
class IndicatorPart:
    """A leading indicator, word for word, with its measures."""

    code: str
    text: str
    lines: list[Line]


@dataclass(frozen=True)
class Count:
    """How many measures have a status; `status` is its value, `words` what people read."""

    status: str
    words: str
    number: int


@dataclass(frozen=True)
class EvidenceLine:
    """Something that shows what a figure was made of: of which measure, its title, who gave it, where it is."""

    code: str
    title: str
    organization: str
    period: str
    where: str


@dataclass(frozen=True)
class StepLine:
    """What is to be done next; `goal` is its code, empty for the region as a whole."""

    goal: str
    text: str
    owner: str
    due: str


@dataclass(frozen=True)
class GoalPart:
    """A goal with its narrative, its indicators, its evidence and what is to be done next."""

    code: str
    framework: str
    number: int
    short_title: str
    text: str
    tally: list[Count]
    narrative: str
    indicators: list[IndicatorPart]
    evidence: list[EvidenceLine]
    steps: list[StepLine]

    @property
    def lines(self):
        """All measures of the goal, in order."""
        return [line for indicator in self.indicators for line in indicator.lines]


@dataclass(frozen=True)
class PartLine:
    """One measure of one partner, beside the region's figure; `status` is empty where the partner has no target."""

    code: str
    label: str
    unit: str
    actual: Amount
    target: Amount
    status: str
    status_words: str
    sentence: str
    region: Amount
    region_status: str
    region_status_words: str


@dataclass(frozen=True)
class Partner:
    """A member's own part; `slug` is its address, `missing` how many of its figures were not reported."""

    slug: str
    name: str
    kind: str
    lines: list[PartLine]
    missing: int


@dataclass(frozen=True)
class Group:
    """
    One category of students: how many there were, how many are enrolled, and the participation rate as an `Amount`.
    `points` is the gap to the region's rate in percent points, with its sign ("-3.2"), empty where it is not known.
    """

    label: str
    count: Amount
    rate: Amount
    points: str
    words: str


@dataclass(frozen=True)
class EquityTable:
    """One dimension (“Race and ethnicity”, kept as it is called in the tables as `by`); `note` says how to read it."""

    dimension: str
    groups: list[Group]
    note: str
    by: str = ""


@dataclass(frozen=True)
class Equity:
    """
    The page on equity of access: the region's rate and each group's beside it. `code` is the rate's measure,
    `count_code` that of how many took part.
    """

    narrative: str
    code: str
    label: str
    region: Amount
    tables: list[EquityTable]
    count_code: str = ""


@dataclass(frozen=True)
class Silent:
    """Somebody who owes figures and has not given them all: how many are missing."""

    name: str
    missing: int
    owed: int


@dataclass(frozen=True)
class Method:
    """How to read the figures: what staff wrote, and what holds for every report, as sentences."""

    narrative: str
    notes: list[str]
    may_be_twice: list[str]
    silent: list[Silent]


@dataclass(frozen=True)
class Content:
    """
    The whole report. `label` is its address (“2026-27”), `year` the school year, `through` the last period included,
    `day` the day of publication in words, or of the preview. `corrects` is the address of the report that it corrects,
    empty for a report that corrects none.
    """

    label: str
    title: str
    year: str
    consortium: str
    through: str
    day: str
    is_draft: bool
    corrects: str
    correction_note: str
    opening: str
    tally: list[Count]
    headlines: list[str]
    asks: list[str]
    goals: list[GoalPart]
    equity: Equity
    partners: list[Partner]
    method: Method
    steps: list[StepLine]
    gone: int
    author: str = ""
    address: str = ""
    notices: list[str] = field(default_factory=list)

    @property
    def lines(self):
        """All measures, in the order of the goals."""
        return [line for goal in self.goals for line in goal.lines]

    def partner(self, slug):
        """The `Partner` at `slug`; KeyError for others."""
        for partner in self.partners:
            if partner.slug == slug:
                return partner
        raise KeyError(slug)


def as_json(content):
    """`content` (Content) as what JSON holds."""
    return asdict(content)


def from_json(kept):
    """The `Content` that was kept with a published report; fields that came later have their defaults."""
    return _rebuilt(Content, kept)


def _rebuilt(kind, kept):
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = {one.name for one in fields(kind)}
        return kind(**{name: _rebuilt(hints[name], part) for name, part in kept.items() if name in known})
    inner = get_args(kind)
    if isinstance(kept, list) and inner and is_dataclass(inner[0]):
        return [_rebuilt(inner[0], part) for part in kept]
    return kept
