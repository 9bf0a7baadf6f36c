"""
What figures are made of, as one reader sees it: for an indicator's page and for reports, one calculation.

`breakdowns` gives the parts of the figures of `indicators.figures`; `equity` those of rates by the groups of students,
each group's rate beside the region's. All are plain data. Of each part it is said whether there is a number (zero is
one), whether it is hidden for privacy, whether nobody reported it, or whether there is nobody of whom it could be a
share.
"""

from dataclasses import dataclass
from decimal import Decimal

from consortium.categories import DIMENSIONS
from consortium.models import ReportingPeriod
from indicators import derived, parts, queries
from indicators.figures import Figure, figures
from indicators.models import Measure
from indicators.progress import Reading
from indicators.readings import of_tally

SHOWN, HIDDEN, MISSING, NOT_APPLICABLE = "shown", "hidden", "missing", "not_applicable"
ABOUT_THE_SAME = Decimal("0.5")  # percent points


@dataclass(frozen=True)
class Part:
    """
    One category. `state` is SHOWN (`reading` is there; zero is a number), HIDDEN (there is one that this reader must
    not see), MISSING (nobody reported it) or NOT_APPLICABLE (a share of nobody). Of a rate, `gap` is by how many
    percent points it lies above the whole figure's (below: negative).
    """

    category: str
    state: str
    reading: Reading | None = None
    gap: Decimal | None = None

    @property
    def rate(self):
        """The percent, where it is one; unrounded."""
        return _rate(self.reading) if self.state == SHOWN else None

    @property
    def gap_in_words(self):
        """“2.3 points below”, “about the same”; empty where there is no rate."""
        if self.gap is None:
            return ""
        if abs(self.gap) < ABOUT_THE_SAME:
            return "about the same"
        return f"{abs(self.gap):.1f} points {'above' if self.gap > 0 else 'below'}"


@dataclass(frozen=True)
class BrokenDown:
    """
    A figure by one dimension (“race and ethnicity”), the year to date as of the end of `through`. `whole` is the
    figure; the parts of a partition make it, others may overlap. `typed` organizations typed parts for their totals,
    and `by_records` says that records are in it.
    """

    measure: Measure
    dimension: str
    whole: Reading
    through: ReportingPeriod
    parts: tuple[Part, ...]
    is_partition: bool
    typed: int = 0
    by_records: bool = False

    @property
    def rate(self):
        """The whole figure's percent, None of a count."""
        return _rate(self.whole)

    @property
    def hides(self):
        """Whether a part is hidden for privacy."""
        return any(part.state == HIDDEN for part in self.parts)

    @property
    def largest(self):
        """The largest number or percent of a group, the whole rate included: what bars are drawn against."""
        groups = [part for part in self.parts if part.reading and not self.is_unknown(part)]
        numbers = [part.reading.numerator if self.rate is None else part.rate for part in groups]
        return max([number for number in numbers if number is not None] + [self.rate or 0], default=0)

    def is_unknown(self, part):
        """Whether it is the partition's “not reported”, which is no group."""
        return self.is_partition and part.category == parts.not_reported(self.dimension)


def equity(placements, lens):
    """
    [(`Figure`, [`BrokenDown`])] of those `placements` (with their measures) that are rates of students broken down by
    race and ethnicity, gender and program group, such as EN-3.2b; without a breakdown the list is empty. For reports.
    """
    by_measure = figures(placements, lens)
    found = breakdowns(by_measure, lens)
    return [
        (figure, [table for table in found[key] if table.dimension in DIMENSIONS])
        for key, figure in by_measure.items()
        if figure.measure.is_percent and figure.measure.counts_students and "demographics" in figure.measure.breakdowns
    ]


def breakdowns(by_measure: dict[int, Figure], lens):
    """
    measure key → [`BrokenDown`] of the figures (by measure key) that the lens shows: the region's; with an
    organization, its own, of students only for who sees all of it.

    Three statements, and what those sources ask that are counted now: where the last period is open, those of which
    the records may speak.
    """
    found = {key: [] for key in by_measure}
    asked = [figure.measure for figure in by_measure.values() if _is_asked(figure, lens)]
    if not asked:
        return found
    typed = parts.typed_totals(asked, lens.periods, drafts=lens.drafts, organization=lens.organization)
    frozen = parts.frozen_parts(asked, lens.periods)
    live = [measure for measure in asked if not lens.through.is_locked and by_measure[measure.pk].counted]
    keepers = queries.record_keepers([one for one in live if derived.is_built(one)], lens.year) if live else {}
    for measure in asked:
        figure = by_measure[measure.pk]
        through = lens.through if figure.shown is None else lens.closed_periods[-1]
        until = tuple(period for period in lens.periods if period.starts <= through.starts)
        totals = parts.standing(typed[measure.pk], measure, until)
        if through.is_locked:
            owner = None if lens.organization is None or measure.about_region else lens.organization.pk
            records = frozen[measure.pk, through.pk, owner].parts if (measure.pk, through.pk, owner) in frozen else {}
        else:
            records = _live(figure, lens, totals, keepers.get(measure.pk, ())) if measure in live else {}
        found[measure.pk] = _tables(figure, through, records, totals)
    return found


def _is_asked(figure, lens):
    measure = figure.measure
    if measure.is_milestone or figure.hidden or figure.reading is None:
        return False
    outside = measure.counts_students and not lens.sees_students_of_open_periods()
    return not (outside and lens.organization is not None) and bool(measure.breakdowns)


def _live(figure, lens, totals, keepers):
    """
    What the records say now; nothing where the figure shown is an approved one and they have changed since, so that
    nobody takes them for its parts.
    """
    measure = figure.measure
    if not derived.is_built(measure) or not (keepers or measure.about_region):
        return {}
    whose = list(keepers)
    if lens.organization is not None and not measure.about_region:
        whose = [lens.organization.pk] if lens.organization.pk in keepers else []
        if not whose:
            return {}
    count = derived.count(measure, lens.year.starts, lens.through.ends, whose)
    if not lens.drafts:
        with_totals = parts.added([of_tally(count.region), *(total.reading for total in totals)])
        if with_totals != figure.reading:
            return {}
    return {
        dimension: {category: of_tally(tally) for category, tally in tallies.items()}
        for dimension, tallies in count.breakdowns.items()
    }


def _tables(figure, through, records, totals):
    made = parts.made_of(figure.reading, records, totals)
    return [
        BrokenDown(
            measure=figure.measure,
            dimension=dimension,
            whole=figure.reading,
            through=through,
            parts=tuple(_parts(figure, through, dimension, categories)),
            is_partition=parts.is_partition(dimension),
            typed=len({total.owner for total in totals if dimension in total.fitting()}),
            by_records=dimension in records,
        )
        for dimension, categories in made.items()
        if figure.shown is None or dimension != parts.BY_ORGANIZATION
    ]


def _parts(figure, through, dimension, categories):
    """Each category of the state's lists, also those that nobody reported; of others, those that were reported."""
    for category in dict.fromkeys([*DIMENSIONS.get(dimension, {}).values(), *categories]):
        reading = categories.get(category)
        if reading is None:
            yield Part(category, MISSING)
        elif figure.shown is not None and not figure.shown.part(through.pk, dimension, category):
            yield Part(category, HIDDEN)
        elif reading.denominator == 0:
            yield Part(category, NOT_APPLICABLE)
        else:
            rate, whole = _rate(reading), _rate(figure.reading)
            yield Part(category, SHOWN, reading, None if rate is None or whole is None else rate - whole)


def _rate(reading):
    if reading is None or not reading.denominator:
        return None
    return 100 * reading.numerator / reading.denominator
