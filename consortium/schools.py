"""
The importer of the state's list of schools: what a file would change, and the changing of it.

`plan_schools` compares a file that was read with what is there and writes nothing. `apply_plan` writes such
a plan as a whole. The preview in the browser keeps the plan's fingerprint: `import_schools` refuses to write
anything but what was shown.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.text import slugify

from consortium import grades
from consortium.models import Consortium, County, Office, Organization, OrganizationYear, Segment
from consortium.offices import ensure_offices
from consortium.schools_file import CLOSED, OPEN, PENDING, SchoolRow
from consortium.slugs import free_slug, repeated

Kind = Organization.Kind
DISTRICT_KINDS = (Kind.K12_DISTRICT, Kind.COUNTY_OFFICE, Kind.CHARTER)
SCHOOL_KINDS = (Kind.SCHOOL, Kind.ADULT_SCHOOL)


class PlanHasChanged(Exception):
    """What would be written is no longer what was shown."""


@dataclass(frozen=True)
class Difference:
    """One thing that changes about an organization: which field, what happened in a word, before and after."""

    field: str
    event: str
    before: object
    after: object


@dataclass(frozen=True)
class NewOrganization:
    """A district or school that is not there yet, from row `number`. `grades` is the proposal, or None."""

    number: int
    code: str
    name: str
    kind: str
    district_code: str
    district_name: str
    charter: bool
    grades: tuple | None

    @property
    def is_district(self):
        """Whether it is a district code rather than a school."""
        return self.kind in DISTRICT_KINDS

    @property
    def kind_label(self):
        """The kind in words."""
        return Kind(self.kind).label

    @property
    def grades_written(self):
        """The proposed grades, `K–6`, or nothing."""
        return grades.written(*(self.grades or (None, None)))


@dataclass(frozen=True)
class Changed:
    """An organization that is there and differs from row `number`."""

    number: int
    organization: Organization
    differences: tuple


@dataclass(frozen=True)
class YearFacts:
    """What is to be noted of an existing organization for the year: `known` is its row where it has one."""

    organization: Organization
    grades: tuple | None
    member: bool
    high_school_district: bool
    known: OrganizationYear | None = None

    @property
    def grades_written(self):
        """The proposed grades, `K–6`, or nothing."""
        return grades.written(*(self.grades or (None, None)))


@dataclass
class Plan:
    """What a file would change for a school year, errors as (row number, sentence), and what was left out."""

    year: object
    new: list = field(default_factory=list)
    changed: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    vanished: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    skipped: Counter = field(default_factory=Counter)
    unchanged: int = 0

    @property
    def new_districts(self):
        """The new organizations that are districts, county offices or charters of the state board."""
        return [item for item in self.new if item.is_district]

    @property
    def new_schools(self):
        """The new organizations that are schools."""
        return [item for item in self.new if not item.is_district]

    @property
    def changes(self):
        """How many things it would write; vanished schools count only once somebody closes them."""
        return len(self.new) + len(self.changed) + len(self.facts)

    @property
    def fingerprint(self):
        """The same for the same changes, another for any other: what a person saw is what will be written."""
        parts = [
            self.year.label,
            self.new,
            [(item.organization.pk, item.differences) for item in self.changed],
            [(item.organization.pk, item.grades, item.member, item.high_school_district) for item in self.facts],
            [organization.pk for organization in self.vanished],
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


class _State:
    """What is in the database: organizations by code and by school code, and their facts of the year."""

    def __init__(self, year):
        organizations = (
            Organization.objects.filter(cds_code__isnull=False).select_related("parent", "county").order_by("cds_code")
        )
        self.by_code = {organization.cds_code: organization for organization in organizations}
        self.by_school_code = {code[7:]: organization for code, organization in self.by_code.items()}
        facts = OrganizationYear.objects.filter(
            organization__cds_code__isnull=False, year__start_year__lte=year.start_year
        )
        self.facts, self.earlier = {}, {}
        for row in facts.select_related("year").order_by("year__start_year"):
            if row.year.start_year == year.start_year:
                self.facts[row.organization_id] = row
            else:
                self.earlier[row.organization_id] = row


def plan_schools(school_file, year, today, *, only_new=False):
    """
    SchoolsFile and SchoolYear → Plan. Two queries, however large the file; nothing is written.

    With `only_new` what is there is kept as it is, and only what is missing is planned (the first load).
    """
    plan = Plan(year, errors=list(school_file.errors), skipped=Counter(school_file.skipped))
    state = _State(year)
    rows = _with_districts(school_file.rows)
    pairs = _matched(rows, state, plan)
    district_names = _district_names(pairs, state)
    for row, organization in pairs:
        if organization is None:
            _plan_new(plan, row)
        else:
            differences = () if only_new else _differences(row, organization, district_names, today)
            if differences:
                plan.changed.append(Changed(row.number, organization, differences))
            else:
                plan.unchanged += 1
            _plan_facts(plan, row, organization, state)
    _propose_for_charters(plan)
    if not only_new:
        plan.vanished = _vanished(rows, pairs, state)
    return plan


def _matched(rows, state, plan):
    """
    Rows with the organization they are about, or None where it is new.

    A school keeps the last seven digits of its code when it moves to another district: a row whose code is not
    known is the known school with the same seven digits, unless that one goes on under its own code.
    """
    open_codes = {row.code for row in rows if row.status == OPEN}
    taken, pairs = set(), []
    for row in rows:
        organization = state.by_code.get(row.code)
        if organization is None and row.status == OPEN and not row.is_district:
            former = state.by_school_code.get(row.code[7:])
            if former and former.cds_code not in open_codes and former.kind in SCHOOL_KINDS and former.pk not in taken:
                organization = former
                taken.add(former.pk)
        pairs.append((row, organization))
    return [pair for pair in pairs if not _left_out(*pair, taken, plan)]


def _left_out(row, organization, moved, plan):
    """Whether nothing follows from the row: closed or pending and unknown here, or the former code of a school."""
    if organization is not None and organization.cds_code == row.code and organization.pk in moved:
        plan.skipped["about the former code of a school that moved"] += 1
    elif organization is None and row.status == CLOSED:
        plan.skipped["closed and not known here"] += 1
    elif row.status == PENDING:
        plan.skipped["not open yet"] += 1
    else:
        return False
    return True


def _district_names(pairs, state):
    """District code → the district's name: as the file has it, or as it is here."""
    names = {code: organization.name for code, organization in state.by_code.items()}
    names |= {row.district_code: row.district_name for row, _ in pairs if row.status == OPEN}
    return names


def _differences(row, organization, district_names, today):
    """What row and organization do not have in common, as a tuple of Difference."""
    found = []
    if row.code != organization.cds_code:
        found.append(Difference("cds_code", "new code", organization.cds_code, row.code))
    parent_code = organization.parent.cds_code if organization.parent else None
    if not row.is_district and parent_code != row.district_code:
        former = organization.parent.name if organization.parent else ""
        found.append(Difference("parent", "moved", former, district_names.get(row.district_code, row.district_name)))
    if row.status == CLOSED:
        if organization.closed_on is None or row.closed_on not in (None, organization.closed_on):
            found.append(Difference("closed_on", "closed", organization.closed_on, row.closed_on or today))
        return tuple(found)  # under which name and type a closed school is listed is of no interest
    if row.name != organization.name:
        found.append(Difference("name", "renamed", organization.name, row.name))
    if row.charter is not None and not row.is_district and row.charter != organization.charter:
        found.append(Difference("charter", "charter", organization.charter, row.charter))
    if organization.closed_on is not None:
        found.append(Difference("closed_on", "opened again", organization.closed_on, None))
    return tuple(found)


def _plan_new(plan, row):
    kind = _district_kind(row.name) if row.is_district else _school_kind(row)
    plan.new.append(
        NewOrganization(
            row.number,
            row.code,
            row.name,
            kind,
            row.district_code,
            row.district_name,
            bool(row.charter) and not row.is_district,
            row.grades or _proposed(row.name, kind),
        )
    )


def _district_kind(name):
    """What the state files under a district code, by its name: a county office, a charter of its board, a district."""
    if name.endswith("County Office of Education"):
        return Kind.COUNTY_OFFICE
    if name.startswith(("SBC -", "SBE -")):
        return Kind.CHARTER
    return Kind.K12_DISTRICT


def _school_kind(row):
    return Kind.ADULT_SCHOOL if row.adult else Kind.SCHOOL


def _proposed(name, kind):
    """Grades proposed from the name; none for county offices, which serve whom others do not."""
    if kind == Kind.K12_DISTRICT:
        return grades.of_district(name)
    return grades.of_school(name) if kind == Kind.SCHOOL else None


def _with_districts(rows):
    """
    Rows, and before them one for each district that has open schools and no row of its own: the list of 2018
    has no rows about districts. Such a district stands in the row of its first school.
    """
    told = {row.code for row in rows if row.is_district}
    added = {}
    for row in rows:
        if row.status == OPEN and row.district_code not in told and row.district_code not in added:
            added[row.district_code] = SchoolRow(row.number, row.district_code, row.district_name, row.district_name)
    return [*added.values(), *rows]


def _propose_for_charters(plan):
    """A charter of the state board serves what its schools serve: its own name does not say."""
    of_schools = defaultdict(list)
    for item in plan.new_schools:
        of_schools[item.district_code].append(item.grades)
    plan.new = [
        NewOrganization(**(vars(item) | {"grades": item.grades or grades.spanned(of_schools[item.code])}))
        if item.kind == Kind.CHARTER
        else item
        for item in plan.new
    ]


def _plan_facts(plan, row, organization, state):
    """
    The year's facts of an existing organization: those of the year before, or a proposal; and better grades,
    where the file states them and nobody has confirmed the ones proposed before.
    """
    if row.status == CLOSED:
        return
    known = state.facts.get(organization.pk)
    if known is None:
        plan.facts.append(_first_facts(row, organization, state.earlier.get(organization.pk)))
    elif row.grades and not known.grades_confirmed and row.grades != (known.lowest_grade, known.highest_grade):
        high = _is_high_school_district(organization.kind, row.grades)
        plan.facts.append(YearFacts(organization, row.grades, known.member, high, known))


def _first_facts(row, organization, before):
    if before is None:
        proposal = row.grades or _proposed(row.name, organization.kind)
        high = _is_high_school_district(organization.kind, proposal)
        return YearFacts(organization, proposal, organization.kind != Kind.SCHOOL, high)
    carried = None if before.lowest_grade is None else (before.lowest_grade, before.highest_grade)
    proposal = row.grades or carried
    return YearFacts(organization, proposal, before.member, before.high_school_district)


def _is_high_school_district(kind, pair):
    return kind in (Kind.K12_DISTRICT, Kind.CHARTER) and grades.serves_high_school(pair)


def _vanished(rows, pairs, state):
    """Open schools that the file does not list, of districts that it does."""
    covered = {row.district_code for row in rows}
    listed = {organization.pk for _, organization in pairs if organization} | {
        state.by_code[row.code].pk for row in rows if row.code in state.by_code
    }
    return [
        organization
        for code, organization in state.by_code.items()
        if code[:7] + "0000000" in covered
        and organization.kind in SCHOOL_KINDS
        and organization.closed_on is None
        and organization.pk not in listed
    ]


def import_schools(school_file, year, today, *, fingerprint=None, close=()):
    """
    Plan once more and write it, all or nothing; `close` are keys of vanished schools to close on `today`.

    Returns the Plan that was written. A plan with errors is returned unwritten. Raises PlanHasChanged where
    `fingerprint` is given and is not that of the plan.
    """
    with transaction.atomic():
        # imports wait for each other here
        list(Consortium.objects.select_for_update())
        plan = plan_schools(school_file, year, today)
        if fingerprint is not None and fingerprint != plan.fingerprint:
            raise PlanHasChanged
        if not plan.errors:
            apply_plan(plan)
            chosen = [organization.pk for organization in plan.vanished if organization.pk in set(close)]
            Organization.objects.filter(pk__in=chosen).update(closed_on=today)
    return plan


def apply_plan(plan):
    """Write `plan` (Plan without errors) within the caller's transaction; a handful of queries."""
    counties = {county.code: county for county in County.objects.all()}
    slugs = set(Organization.objects.values_list("slug", flat=True))
    districts = _create_districts(plan, counties, slugs)
    by_code = {
        organization.cds_code: organization
        for organization in Organization.objects.filter(kind__in=DISTRICT_KINDS, cds_code__isnull=False)
    }
    schools = _create_schools(plan, counties, by_code, slugs)
    _update(plan, counties, by_code)
    _write_facts(plan, {organization.cds_code: organization for organization in [*districts, *schools]})
    ensure_offices(districts, Office.Title.SUPERINTENDENT)


def _create_districts(plan, counties, slugs):
    items = plan.new_districts
    return Organization.objects.bulk_create(
        Organization(
            name=item.name,
            slug=free_slug(slugs, item.name, f"{item.name} {item.code[:7]}"),
            kind=item.kind,
            segment=Segment.K12,
            county=counties[item.code[:2]],
            cds_code=item.code,
        )
        for item in items
    )


def _create_schools(plan, counties, districts, slugs):
    items = plan.new_schools
    ambiguous = repeated(item.name for item in items)
    return Organization.objects.bulk_create(
        Organization(
            name=item.name,
            slug=free_slug(slugs, *_school_names(item, ambiguous)),
            kind=item.kind,
            segment=Segment.ADULT_EDUCATION if item.kind == Kind.ADULT_SCHOOL else Segment.K12,
            parent=districts[item.district_code],
            county=counties[item.code[:2]],
            cds_code=item.code,
            charter=item.charter,
        )
        for item in items
    )


def _school_names(item, ambiguous):
    """What a school may be called in addresses: by its name, else with its district, else with its code."""
    if item.name == item.district_name:
        in_district = f"{item.name} school"
    else:
        in_district = f"{item.name} {item.district_name}"
    names = [item.name, in_district, f"{item.name} {item.code[7:]}"]
    return [name for name in names if slugify(name) not in ambiguous]


def _update(plan, counties, districts):
    """Write the differences of existing organizations in one statement."""
    for item in plan.changed:
        for difference in item.differences:
            if difference.field != "parent":
                setattr(item.organization, difference.field, difference.after)
            if difference.field == "cds_code":
                code = difference.after
                item.organization.county = counties[code[:2]]
        if any(difference.field == "parent" for difference in item.differences):
            item.organization.parent = districts[item.organization.cds_code[:7] + "0000000"]
    Organization.objects.bulk_update(
        [item.organization for item in plan.changed],
        ["name", "cds_code", "parent", "county", "charter", "closed_on"],
    )


def _write_facts(plan, created):
    """The year's facts: new rows, and grades of rows that nobody has confirmed."""
    first = [
        YearFacts(
            created[item.code],
            item.grades,
            item.kind != Kind.SCHOOL,
            _is_high_school_district(item.kind, item.grades),
        )
        for item in plan.new
    ]
    first += [facts for facts in plan.facts if facts.known is None]
    OrganizationYear.objects.bulk_create(_facts_row(facts, OrganizationYear(year=plan.year)) for facts in first)
    OrganizationYear.objects.bulk_update(
        [_facts_row(facts, facts.known) for facts in plan.facts if facts.known],
        ["lowest_grade", "highest_grade", "high_school_district"],
    )


def _facts_row(facts, row):
    row.organization = facts.organization
    row.lowest_grade, row.highest_grade = facts.grades or (None, None)
    row.member = facts.member
    row.high_school_district = facts.high_school_district
    return row
