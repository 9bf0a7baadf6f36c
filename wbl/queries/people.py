"""
Counting the people at events: each once where there are keys, added up and flagged where there are none.

People on rosters are told apart by their hashes. Headcounts are added: the same person may be in two of them, or in
one and on a roster. How many of a total may be counted twice is what is left when the largest group is taken off
in which surely nobody is twice: all people on rosters with one kind of number, or everybody at one event. (At one event
an organization counts its own people. Of students, though, a college that hosts them and their district may both have
counted the same ones.)

All is grouped by the database, in a fixed number of statements however many events there are and in however many spans
of days they are counted: an event has a mask, a bit for each span that it is in, and somebody counts in the spans that
are in the mask of any event they were at. So everybody is looked up once for the quarters and the year to date.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, CharField, F, Max, Min, Q, Sum, Value, When, Window
from django.db.models.functions import Coalesce, DenseRank

from consortium.categories import DIMENSIONS, GENDER, GROUPS, NOT_REPORTED, RACE, WORDS
from consortium.counting import Count, Tally, in_each, mask, of_each, parts_in_each, regrouped, reporting_organization
from consortium.models import Organization
from wbl.models import Attendance, RosterEntry
from wbl.models.attendance import GENDER_FIELDS, RACE_FIELDS
from wbl.models.events import began

NOT_GIVEN = "not given"


def people(events, audiences, organizations=None, dimensions=None):
    """
    A `consortium.counting.Count` of the people of `audiences` at `events`, a queryset that the caller has narrowed to
    what counts (such as those held in a span). `records`: the events at which there was somebody.

    `organizations` (primary keys of those that report, schools counting with their districts): only their people.
    `dimensions`: name → the way from an `Attendance` to a category (`{"sector": "event__sector__name"}`), or a function
    as `tallies` takes it; somebody who is in two categories counts in both. Students are broken down by race and
    ethnicity, gender and program group too.
    """
    rows = attendances(events, audiences, organizations)
    of_students = set(audiences) <= set(Attendance.STUDENTS)

    def breakdowns():
        found = demographics(rows) if of_students else {}
        for name, path in (dimensions or {}).items():
            parts = tallies(rows, path if callable(path) else by_path(path))
            found[name] = {category or NOT_GIVEN: tally for category, tally in sorted(parts.items(), key=_by_name)}
        return found

    return Count(
        region=lambda: tallies(rows).get(None, Tally(0)),
        by_organization=lambda: tallies(rows, by_reporting_organization),
        records=events.filter(pk__in=rows.values("event")),
        breakdowns=breakdowns,
        breakdowns_by_organization=lambda: demographics_by_organization(rows) if of_students else {},
        region_in=lambda spans: [parts.get(None, Tally(0)) for parts in tallies_in(rows, spans)],
        by_organization_in=lambda spans: tallies_in(rows, spans, by_reporting_organization),
    )


def attendances(events, audiences, organizations=None):
    """`Attendance` of `audiences` at `events`; with `organizations` only theirs and that of their schools."""
    rows = Attendance.objects.filter(event__in=events.order_by().values("pk"), audience__in=audiences).order_by()
    if organizations is None:
        return rows
    return rows.annotate(reports=reporting_organization()).filter(reports__in=organizations)


def attended(events, audiences, organizations=None):
    """
    As `people`, for figures that add up attendance: whoever was at two events counts twice, and is meant to (parents at
    sessions). Nothing is flagged.
    """
    rows = attendances(events, audiences, organizations)
    parts = rows.values(reporting=reporting_organization()).annotate(present=Sum("headcount"))
    return Count(
        region=lambda: Tally(rows.aggregate(present=Sum("headcount"))["present"] or 0),
        by_organization=lambda: {part["reporting"]: Tally(part["present"]) for part in parts},
        records=events.filter(pk__in=rows.values("event")),
        region_in=lambda spans: in_each(rows, _begun(spans), _present),
        by_organization_in=lambda spans: parts_in_each(rows, reporting_organization(), _begun(spans), _present),
    )


def _begun(spans):
    return [began(*span, "event__") for span in spans]


def _present(condition):
    return Sum("headcount", filter=condition, default=0)


def _by_name(part):
    """What is not given comes last."""
    return part[0] is None or part[0] == "", str(part[0])


@dataclass
class _Parts:
    """What one group of attendance is made of in one span."""

    headcounts: int = 0
    largest_event: int = 0
    on_rosters: int = 0
    largest_kind: int = 0

    @property
    def tally(self):
        total = self.headcounts + self.on_rosters
        return Tally(total, may_be_twice=total - max(self.largest_event, self.largest_kind))


def tallies(rows, by=None):
    """
    Group → `Tally` of the people of `rows` (Attendance); two statements. `by(prefix)` is the expression of the group,
    of which `prefix` is the way to an attendance; without `by` all are one group, None.
    """
    return _tallies(rows.annotate(mask=Value(1)), by or _everybody, 1)[0]


def tallies_in(rows, spans, by=None):
    """
    As `tallies`, of the rows in each of `spans` (first and last day, both included, by the clock in California), as a
    list in their order; two statements for all of them.
    """
    rows = rows.annotate(mask=mask(_begun(spans)))
    return _tallies(rows, by or _everybody, len(spans))


def _tallies(rows, by, spans):
    """A dictionary for each of as many `spans` as the `mask` of `rows` has bits."""
    found = [defaultdict(_Parts) for _ in range(spans)]
    for group, *numbers in _by_event(rows, by, spans):
        for parts, headcounts, largest in zip(found, numbers[::2], numbers[1::2], strict=True):
            if largest is not None:
                parts[group].headcounts, parts[group].largest_event = int(headcounts), int(largest)
    for group, *numbers in _by_person(rows, by, spans):
        for parts, on_rosters, largest in zip(found, numbers[::2], numbers[1::2], strict=True):
            if largest:
                parts[group].on_rosters, parts[group].largest_kind = int(on_rosters), int(largest)
    return [{group: parts.tally for group, parts in each.items()} for each in found]


def _everybody(prefix):
    return Value(None, output_field=CharField())


def by_reporting_organization(prefix):
    """Groups of `tallies`: the organizations that report, schools with their districts."""
    return reporting_organization(f"{prefix}organization")


def by_path(path):
    """Groups of `tallies`: what stands at `path` from an attendance, such as `event__sector__name`."""
    return lambda prefix: F(f"{prefix}{path}")


def _by_event(rows, by, spans):
    """(group, in each span: people counted without keys, the largest number at one event who are surely apart)."""
    by_a_host = Q(organization__kind=Organization.Kind.COLLEGE, audience__in=Attendance.STUDENTS)
    side = Case(When(by_a_host, then=Value("host")), default=Value("own"))
    events = rows.annotate(part=by(""), side=side).values("part", "event", "side", "mask")
    events = events.annotate(unkeyed=Sum("headcount", filter=Q(scheme=""), default=0), everybody=Sum("headcount"))
    numbers = of_each("SUM(unkeyed) {within}, MAX(everybody) {within}", spans)
    return regrouped(events, f"SELECT part, {numbers} FROM ({{}}) AS sides GROUP BY part")


def _by_person(rows, by, spans):
    """
    (group, in each span: people on rosters, the largest number of them with one kind of number and key).

    The rosters are listed first, with their masks and a number for kind and key, so that of the many entries nothing is
    read but what their index holds.
    """
    kind = Window(DenseRank(), order_by=["scheme", "key_id"])
    rosters = rows.rosters().annotate(kind=kind).values("id", "mask", "kind")
    entries = RosterEntry.objects.annotate(part=by("attendance__")).values("attendance_id", "person_hash", "part")
    counted = of_each("COUNT(*) {within} AS people_{place}", spans)
    numbers = of_each("SUM(people_{place}), MAX(people_{place})", spans)
    return regrouped(
        rosters,
        "WITH rosters AS MATERIALIZED ({}),"
        " people AS (SELECT part, kind, person_hash, BIT_OR(mask) AS mask"
        " FROM rosters JOIN ({}) AS entries ON attendance_id = rosters.id GROUP BY part, kind, person_hash),"
        f" kinds AS (SELECT part, {counted} FROM people GROUP BY part, kind)"
        f" SELECT part, {numbers} FROM kinds GROUP BY part",
        entries,
    )


def demographics(rows):
    """
    Dimension → category in words → `Tally` of the students of `rows`; two statements. Everybody is in one race and one
    gender: of somebody who has several, on several rosters, the first by code, and whoever was not broken down is “not
    reported”. So the categories of a partition make the whole.
    """
    return _demographics(rows, _everybody).get(None) or _in_dimensions(Counter(), {})


def demographics_by_organization(rows):
    """The organization that reports → what `demographics` says of its own students; two statements."""
    return _demographics(rows, by_reporting_organization)


def _demographics(rows, by):
    keyed, counted = _keyed_categories(rows, by), _counted_categories(rows, by)
    return {group: _in_dimensions(keyed[group], counted.get(group, {})) for group in {*keyed, *counted}}


def _in_dimensions(keyed, counted):
    """Code → people on rosters, and code → (people in headcounts, the largest of them), by dimension and in words."""
    found = {}
    for dimension, categories in DIMENSIONS.items():
        found[dimension] = {}
        for code, words in categories.items():
            unkeyed, largest = counted.get(code, (0, 0))
            total = keyed[code] + unkeyed
            found[dimension][words] = Tally(total, may_be_twice=total - max(keyed[code], largest))
    return found


def _keyed_categories(rows, by):
    """Group → code → people on rosters."""
    entries = RosterEntry.objects.filter(attendance__in=rows.rosters().values("pk"))
    people = entries.annotate(part=by("attendance__")).values("part", "person_hash").annotate(
        known_race=Coalesce(Min("race", filter=~Q(race__in=["", NOT_REPORTED[RACE]])), Value(NOT_REPORTED[RACE])),
        known_gender=Coalesce(
            Min("gender", filter=~Q(gender__in=["", NOT_REPORTED[GENDER]])), Value(NOT_REPORTED[GENDER])
        ),
        **{f"in_{code.lower()}": BoolOr(Q(groups__contains=[code])) for code in GROUPS},
    )
    columns = ", ".join(["part", "known_race", "known_gender", *(f"in_{code.lower()}" for code in GROUPS)])
    found = defaultdict(Counter)
    for group, race, gender, *groups, number in regrouped(
        people, f"SELECT {columns}, COUNT(*) FROM ({{}}) AS people GROUP BY {columns}"
    ):
        for code in [race, gender, *(code for code, is_in in zip(GROUPS, groups, strict=True) if is_in)]:
            found[group][code] += number
    return found


def _counted_categories(rows, by):
    """Group → code → (people in headcounts, the largest of them); those without a breakdown are “not reported”."""
    of_first = {NOT_REPORTED[RACE]: RACE_FIELDS[0], NOT_REPORTED[GENDER]: GENDER_FIELDS[0]}
    asked = {}
    for code in WORDS:
        column = F(code.lower())
        if code in of_first:
            column = Case(When(**{f"{of_first[code]}__isnull": True}, then=F("headcount")), default=column)
        asked |= {f"sum_{code}": Sum(column, default=0), f"most_{code}": Max(column, default=0)}
    grouped = rows.headcounts().annotate(part=by("")).order_by().values("part").annotate(**asked)
    return {
        row["part"]: {code: (row[f"sum_{code}"], row[f"most_{code}"]) for code in WORDS} for row in grouped
    }
