"""
Who owes which measure in a school year.

`_may_owe` is the one place that says which organizations can owe a measure; everything else asks it.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import FilteredRelation, Q

from consortium.models import Organization, Segment
from goals.models import Framework
from indicators.derived import is_built
from indicators.models import Assignment, Measure, MeasurePlacement, Value

from .locks import hold

Kind = Organization.Kind
Reporter = Measure.Reporter

HIGH_SCHOOL = 9
# What only districts with high schools can count, by their definitions: high school students on college
# campuses, high school programs, and sessions for parents held at high schools.
ABOUT_HIGH_SCHOOLS = ("EN-3.", "CP-3.1b", "EN-4.2", "EN-4.3")


def may_owe(measure, year):
    """The organizations that can owe `measure` in the school year `year`, as a queryset of Organization."""
    return _with_facts(Organization.objects.open(), year).filter(_may_owe(measure))


def _with_facts(organizations, year):
    """`organizations` with the filter name `facts`: what is true of each in `year`."""
    return organizations.annotate(facts=FilteredRelation("years", condition=Q(years__year=year)))


def _may_owe(measure):
    """The rule, for a queryset that has `facts`: by the measure's reporters, membership and grades."""
    lowest = HIGH_SCHOOL if measure.code.startswith(ABOUT_HIGH_SCHOOLS) else Organization.MIDDLE_SCHOOL
    member = Q(facts__member=True)
    groups = Framework.objects.filter(code=measure.code[:2]).values("working_group")
    rules = {
        Reporter.OFFICE: Q(kind=Kind.OFFICE),
        Reporter.WORKING_GROUP: Q(kind=Kind.WORKING_GROUP, pk__in=groups),
        Reporter.COLLEGE: member & Q(kind=Kind.COLLEGE, segment=Segment.COMMUNITY_COLLEGE),
        Reporter.ADULT_SCHOOL: member
        & (Q(kind=Kind.ADULT_SCHOOL) | Q(kind=Kind.COLLEGE, segment=Segment.ADULT_EDUCATION)),
        Reporter.DISTRICT: member & Q(kind__in=Organization.DISTRICT_KINDS, facts__highest_grade__gte=lowest),
    }
    allowed = Q(pk__in=[])
    for reporter in measure.reporters:
        allowed |= rules[reporter]
    return allowed


def _rule_key(measure):
    """Measures with the same key can be owed by the same organizations."""
    framework = measure.code[:2] if Reporter.WORKING_GROUP in measure.reporters else ""
    return frozenset(measure.reporters), measure.code.startswith(ABOUT_HIGH_SCHOOLS), framework


def who_may_owe(measures, year):
    """`{measure pk: set of organization pks}` for many measures, in one query a rule (a dozen at most)."""
    by_rule = defaultdict(list)
    for measure in measures:
        by_rule[_rule_key(measure)].append(measure)
    answers = {}
    for alike in by_rule.values():
        allowed = set(may_owe(alike[0], year).order_by().values_list("pk", flat=True))
        answers.update({measure.pk: allowed for measure in alike})
    return answers


@transaction.atomic
def default_assignments(year):
    """
    Propose who owes what, and return how many assignments were created.

    Only measures that nobody owes yet and organizations that owe nothing yet get any: what was agreed stays. All are
    typed as totals at first: who keeps no records here yet would else report a zero that nobody counted.
    """
    hold(year)
    measures = {placement.measure_id: placement.measure for placement in MeasurePlacement.objects.in_force(year)}
    agreed = set(Assignment.objects.in_year(year).values_list("measure", "organization"))
    owed = {measure for measure, _ in agreed}
    owing = {organization for _, organization in agreed}
    created = Assignment.objects.bulk_create(
        Assignment(measure_id=pk, year=year, organization_id=organization, mode=Assignment.Mode.TOTALS)
        for pk, organizations in who_may_owe(measures.values(), year).items()
        for organization in sorted(organizations)
        if (pk not in owed or organization not in owing) and (pk, organization) not in agreed
    )
    return len(created)


@dataclass(frozen=True)
class Cell:
    """One organization and one measure: `mode` is an Assignment.Mode or "" (does not owe it)."""

    organization_id: int
    measure: Measure
    mode: str
    may_owe: bool

    @property
    def key(self):
        """Its name in a form."""
        return f"{self.organization_id}-{self.measure.pk}"


def owing_matrix(year, organizations, measures):
    """`[(organization, [Cell, …])]` in the order given; three queries and one a rule, however many rows."""
    pks = [organization.pk for organization in organizations]
    agreed = {
        (organization, measure): mode
        for organization, measure, mode in Assignment.objects.in_year(year)
        .filter(organization__in=pks, measure__in=measures)
        .values_list("organization", "measure", "mode")
    }
    allowed = who_may_owe(measures, year)
    return [
        (
            organization,
            [
                Cell(
                    organization.pk,
                    measure,
                    agreed.get((organization.pk, measure.pk), ""),
                    organization.pk in allowed[measure.pk],
                )
                for measure in measures
            ],
        )
        for organization in organizations
    ]


def rows_for(year, measures, kind):
    """Organizations of `kind` that owe or can owe at least one of `measures`, as a queryset in the order of names."""
    allowed = set().union(*who_may_owe(measures, year).values())
    owing = Assignment.objects.in_year(year).filter(measure__in=measures).values("organization")
    return Organization.objects.filter(Q(pk__in=allowed) | Q(pk__in=owing), kind__in=kind).order_by("name", "pk")


@dataclass
class Changes:
    """
    What became of a page of assignments. Either `changed` says how many were saved, or nothing was saved and
    the other fields say why: `conflicts` {(organization, measure): mode that somebody else has set meanwhile},
    `refused` {(organization, measure): sentence}, `reported` [sentence] about figures that exist.
    """

    changed: int = 0
    conflicts: dict = field(default_factory=dict)
    refused: dict = field(default_factory=dict)
    reported: list = field(default_factory=list)

    @property
    def saved(self):
        """Whether the page was saved."""
        return not (self.conflicts or self.refused or self.reported)


@transaction.atomic
def set_assignments(year, wanted, seen, *, drop_reported=False):
    """
    Set many assignments at once, all or none, and return `Changes`.

    `wanted` and `seen` are {(organization pk, measure pk): mode or ""}: what is asked for, and what the
    person had before them. A cell that somebody else changed meanwhile is a conflict. An assignment with
    figures this year is taken away only if `drop_reported`. Raises ValueError for a mode that there is not.
    """
    if unknown := set(wanted.values()) - {"", *Assignment.Mode.values}:
        raise ValueError(f"no modes of an assignment: {unknown}")
    hold(year)
    edited = {pair: mode for pair, mode in wanted.items() if mode != seen.get(pair, "")}
    organizations = {organization for organization, _ in edited}
    standing = {
        (row.organization_id, row.measure_id): row
        for row in Assignment.objects.in_year(year).filter(organization__in=organizations)
    }
    now = {pair: standing[pair].mode if pair in standing else "" for pair in edited}
    conflicts = {pair: now[pair] for pair in edited if now[pair] not in (seen.get(pair, ""), edited[pair])}
    changes = {pair: mode for pair, mode in edited.items() if mode != now[pair]}
    measures = Measure.objects.in_bulk({measure for _, measure in changes})
    refused = _refusals(year, changes, now, measures)
    gone = [pair for pair, mode in changes.items() if not mode]
    reported = [] if drop_reported else _figures_of(year, gone)
    if conflicts or refused or reported:
        return Changes(conflicts=conflicts, refused=refused, reported=reported)
    _save(year, changes, standing, gone)
    return Changes(changed=len(changes))


def _refusals(year, changes, now, measures):
    """`{pair: sentence}` for what cannot be owed, or not in that way."""
    allowed = who_may_owe(measures.values(), year)
    refused = {}
    for pair, mode in changes.items():
        organization, measure = pair
        if mode == Assignment.Mode.RECORDS and not is_built(measures[measure]):
            refused[pair] = f"{measures[measure].code} cannot be counted from records yet. Choose totals."
        elif mode and not now[pair] and organization not in allowed[measure]:
            refused[pair] = f"Organizations of this kind and with these grades do not owe {measures[measure].code}."
    return refused


def _figures_of(year, pairs):
    """Sentences about the figures that exist this year for `pairs`: one for each organization and measure."""
    if not pairs:
        return []
    found = defaultdict(list)
    values = Value.objects.filter(
        period__year=year,
        submission__organization__in={organization for organization, _ in pairs},
        measure__in={measure for _, measure in pairs},
    ).select_related("submission__organization", "measure", "period__year")
    for value in values.order_by("submission__organization__name", "measure__code", "period__starts"):
        if (value.submission.organization_id, value.measure_id) in pairs:
            found[f"{value.submission.organization}, {value.measure.code}"].append(value.period.short)
    return [f"{name}: answered for {', '.join(periods)}" for name, periods in found.items()]


def _save(year, changes, standing, gone):
    Assignment.objects.filter(pk__in=[standing[pair].pk for pair in gone]).delete()
    Assignment.objects.bulk_create(
        Assignment(year=year, organization_id=organization, measure_id=measure, mode=mode)
        for (organization, measure), mode in changes.items()
        if mode and (organization, measure) not in standing
    )
    switched = [standing[pair] for pair, mode in changes.items() if mode and pair in standing]
    for row in switched:
        row.mode = changes[row.organization_id, row.measure_id]
    Assignment.objects.bulk_update(switched, ["mode"])
