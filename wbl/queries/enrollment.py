"""Enrollment by group: the sums that rates are of, and what outsiders may see of the counts."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from consortium.categories import DIMENSIONS, GENDERS, GROUPS, RACES, WORDS
from consortium.models import Organization, OrganizationYear, Segment
from consortium.privacy import Sum, Within, suppress
from consortium.queries import circles
from wbl.models import EnrollmentByGroup

TOTAL = "total"
CATEGORIES = (TOTAL, *WORDS)
REGION = "region"
HIGH_SCHOOL = EnrollmentByGroup.Audience.HIGH_SCHOOL


def enrolled(year, organizations=None, audience=HIGH_SCHOOL):
    """
    Students enrolled in `organizations` (primary keys; all without them) in the school year `year`: category (“RB”,
    and “total”) → their sum. What no organization knows is left out; what only some know is the sum of those, so a rate
    of a group is of the organizations that `enrolled_by_organization` has with it.
    """
    return summed(enrolled_by_organization(year, organizations, audience))


def enrolled_by_organization(year, organizations=None, audience=HIGH_SCHOOL):
    """organization's key → category → students enrolled, of those that have said anything; one query."""
    rows = EnrollmentByGroup.objects.filter(year=year, audience=audience)
    if organizations is not None:
        rows = rows.filter(organization__in=organizations)
    return {row.organization_id: row.counts for row in rows}


def summed(by_organization):
    """category → the sum over the organizations that know it."""
    sums = Counter()
    for counts in by_organization.values():
        sums.update(counts)
    return {category: sums[category] for category in CATEGORIES if category in sums}


def shown_to_outsiders(by_organization, parents):
    """
    Which counts others than the organization itself and the office may see: a `Decision` over the keys (organization,
    category) and (REGION, category), the same for every outsider.

    All organizations of a year are decided together, with the region's sums, since what is hidden of one could follow
    from those. `parents`: organization's key → that of the one above it or None; who reports for both knows both.
    """
    counts = tuple((owner, tuple(sorted(known.items()))) for owner, known in sorted(by_organization.items()))
    return _decided(counts, circles(parents), settings.SMALL_CELL_MAX)


@lru_cache(maxsize=32)
def _decided(counts, together, small_cell_max):
    """`shown_to_outsiders` for hashable arguments, kept since it takes tenths of a second."""
    by_organization = {owner: dict(known) for owner, known in counts}
    table = by_organization | {REGION: summed(by_organization)}
    cells = {(owner, category): count for owner, known in table.items() for category, count in known.items()}
    relations = [relation for owner in table for relation in _within(owner)]
    relations += [
        Sum((REGION, category), tuple((owner, category) for owner in by_organization)) for category in CATEGORIES
    ]
    own = {owner: [(owner, category) for category in known] for owner, known in by_organization.items()}
    readers = [own[owner] for owner in sorted(own)]
    readers += [[key for owner in circle for key in own[owner]] for circle in together]
    return suppress(cells, relations, readers=[tuple(keys) for keys in readers])


def _within(owner):
    """What follows within one organization: partitions make the total, groups are within it."""
    for partition in (RACES, GENDERS):
        yield Sum((owner, TOTAL), tuple((owner, code) for code in partition))
    for code in GROUPS:
        yield Within((owner, code), (owner, TOTAL))


@dataclass(frozen=True)
class Table:
    """
    The enrollment of one year and audience as one reader sees it. `counts`: owner (an organization's key, or REGION) →
    category → how many; `hidden`: the keys (owner, category) that the reader must not see.
    """

    audience: EnrollmentByGroup.Audience
    counts: dict
    hidden: frozenset

    def cell(self, owner, category):
        """("shown", number), ("hidden", None), or ("unknown", None)."""
        count = self.counts.get(owner, {}).get(category)
        if count is None:
            return "unknown", None
        return ("hidden", None) if (owner, category) in self.hidden else ("shown", count)


def table(year, audience, access):
    """The `Table` of `year` and `audience` for `access`; three queries, one for the office."""
    rows = EnrollmentByGroup.objects.filter(year=year, audience=audience).select_related("organization")
    rows = list(rows)
    counts = {row.organization_id: row.counts for row in rows}
    hidden = frozenset()
    if not access.is_office:
        parents = {row.organization_id: row.organization.parent_id for row in rows}
        own = {row.organization_id for row in rows if access.may_read_worksheet(row.organization)}
        decision = shown_to_outsiders(counts, parents)
        hidden = frozenset(key for key in decision.hidden if key[0] not in own)
    return Table(audience, counts | {REGION: summed(counts)}, hidden)


def overview(tables, year):
    """
    [(organization, [(state, total, dimensions that are broken down) for each of `tables`])] of all that are asked for
    enrollment in `year` or have said something, by name; two queries. The state is that of `Table.cell`, or
    "not_asked" where its grades are others.
    """
    said = {owner for one in tables for owner in one.counts if owner != REGION}
    members = OrganizationYear.objects.filter(
        year=year, member=True, organization__kind__in=EnrollmentByGroup.KINDS
    ).exclude(organization__segment=Segment.ADULT_EDUCATION)
    members = members.exclude(
        organization__kind__in=Organization.DISTRICT_KINDS, highest_grade__lt=Organization.MIDDLE_SCHOOL
    )
    facts = {one.organization_id: one for one in members}
    found = Organization.objects.filter(pk__in={*facts, *said}).order_by("name", "pk")
    return [(one, [_total_cell(each, one, facts.get(one.pk)) for each in tables]) for one in found]


def _total_cell(table, organization, facts):
    state, total = table.cell(organization.pk, TOTAL)
    if state == "unknown" and not is_asked(table.audience, organization, facts):
        state = "not_asked"
    return state, total, broken_down(table, organization.pk)


def is_asked(audience, organization, facts):
    """
    Whether `organization` has such students by its grades in `facts` (OrganizationYear; None where it is no member).
    It may have where the grades are not noted.
    """
    if organization.kind == Organization.Kind.COLLEGE:
        return audience == HIGH_SCHOOL  # those whom it has admitted
    if facts is None:
        return False
    if facts.highest_grade is None:
        return True
    if audience == HIGH_SCHOOL:
        return facts.highest_grade >= 9
    return facts.lowest_grade <= 8 and facts.highest_grade >= Organization.MIDDLE_SCHOOL


def broken_down(table, owner):
    """The words of the dimensions that `owner` has said."""
    known = table.counts.get(owner, {})
    return [dimension for dimension, codes in DIMENSIONS.items() if known.keys() & codes.keys()]


def sections(table, organization):
    """
    [(dimension's words, [(category's words, code, state, number)])] of an organization, the total first; only those
    that it has said.
    """
    rows = [("All students", "", *table.cell(organization.pk, TOTAL))]
    found = [("", rows)] if rows[0][2] != "unknown" else []
    for dimension in broken_down(table, organization.pk):
        cells = [
            (words, code, *table.cell(organization.pk, code)) for code, words in DIMENSIONS[dimension].items()
        ]
        found.append((dimension.capitalize(), [cell for cell in cells if cell[2] != "unknown"]))
    return found


def differences(stored, typed):
    """[(category's words, stored, typed)] where two rows say something else."""
    words = {TOTAL: "All students", **WORDS}
    return [
        (label, stored.counts.get(category), typed.counts.get(category))
        for category, label in words.items()
        if stored.counts.get(category) != typed.counts.get(category)
    ]
