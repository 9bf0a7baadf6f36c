"""
What is counted of Cal-PASS Plus (measures CP-1.1a and CP-1.2a), and the grid of districts by school year.

Both figures are shares of the same districts: those that serve grades 9–12 in the school year of the last day, are
members in it and have not closed by that day; charters by the year's switch.
"""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse

from consortium.counting import Count, Tally
from consortium.models import (
    CalpassAgreement,
    CalpassUpload,
    Organization,
    OrganizationYear,
    SchoolYear,
)

Kind = Organization.Kind
# kinds that can serve grades 9–12 of their own: the others never sign
DISTRICT_KINDS = (Kind.K12_DISTRICT, Kind.CHARTER)


def districts(day):
    """Organizations of which a share is counted on `day`; none where its school year has not been set up."""
    year = SchoolYear.objects.containing(day)
    if year is None:
        return Organization.objects.none()
    return Organization.objects.high_school_districts(year).open_on(day)


def calpass_agreements(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Districts with a signed agreement in force on `ends`, of all such districts (CP-1.1a; a stock, so `starts` plays
    no part). Two agreements of one district count once. `records`: those districts, each with `signed_on` and
    `ends_on` of its agreement.
    """
    in_force = CalpassAgreement.objects.in_force(ends).filter(organization=OuterRef("pk")).order_by("-signed_on")
    signed = districts(ends).filter(Exists(in_force))
    signed = signed.annotate(
        signed_on=Subquery(in_force.values("signed_on")[:1]), ends_on=Subquery(in_force.values("ends_on")[:1])
    )
    return _share(signed, ends)


def calpass_uploads(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Districts whose data of the school year of `ends` had been accepted by `ends`, of all such districts (CP-1.2a).
    `records`: those districts, each with `accepted_on`.
    """
    year = SchoolYear.objects.containing(ends)
    uploads = CalpassUpload.objects.accepted_by(ends).filter(organization=OuterRef("pk"), year=year)
    uploaded = districts(ends).filter(Exists(uploads))
    return _share(uploaded.annotate(accepted_on=Subquery(uploads.values("accepted_on")[:1])), ends)


def _share(records, day):
    """`records` as a share of the districts of `day`; each district's part is 1 of 1 or 0 of 1."""
    whole = districts(day)

    def parts():
        counted = set(records.order_by().values_list("pk", flat=True))
        return {pk: Tally(int(pk in counted), 1) for pk in whole.order_by().values_list("pk", flat=True)}

    return Count(
        region=lambda: Tally(records.count(), whole.count()),
        by_organization=parts,
        records=records,
        whole=whole,
        breakdowns=lambda: {"county": _by_county(parts())},
    )


def _by_county(parts):
    """`parts` (organization → Tally, which add up) by name of county, in order; one query."""
    named = Organization.objects.filter(pk__in=parts).values_list("pk", "county__name")
    have, of = Counter(), Counter()
    for pk, county in named:
        have[county or "No county"] += parts[pk].numerator
        of[county or "No county"] += parts[pk].denominator
    return {county: Tally(have[county], of[county]) for county in sorted(of)}


# The sources of this page by the name they have in addresses.
SOURCES = {"calpass_agreements": calpass_agreements, "calpass_uploads": calpass_uploads}


def records_address(source, starts, ends, organization=None):
    """
    The address that lists exactly the districts counted by `source` (a key of SOURCES) from `starts` to `ends`;
    with `organization`, that one if it is counted.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} of Cal-PASS Plus.")
    query = {"from": starts.isoformat(), "through": ends.isoformat(), "counted": source}
    if organization is not None:
        query["organization"] = organization.slug
    return f"{reverse('calpass')}?{urlencode(query)}"


@dataclass(frozen=True)
class Cell:
    """One district in one school year as of `day`. `why_not` says why nothing is asked of it, empty where it is."""

    year: SchoolYear
    day: datetime.date
    why_not: str = ""
    agreement: CalpassAgreement | None = None
    upload: CalpassUpload | None = None

    @property
    def is_late(self):
        """Whether the upload was accepted after `day`, so that a figure as of that day does not count it."""
        return self.upload is not None and self.upload.accepted_on > self.day


@dataclass(frozen=True)
class Row:
    """A district with a cell for each year."""

    organization: Organization
    cells: list


@dataclass
class Total:
    """How many districts of a year have an agreement on its `day`, and an upload; `late` were accepted after it."""

    year: SchoolYear
    day: datetime.date
    districts: int = 0
    agreements: int = 0
    uploads: int = 0
    late: int = 0
    no_agreement: list = field(default_factory=list)
    no_upload: list = field(default_factory=list)

    @property
    def agreements_address(self):
        """Where the districts with an agreement are listed."""
        return records_address("calpass_agreements", self.year.starts, self.day)

    @property
    def uploads_address(self):
        """Where the districts whose data was accepted by the day are listed."""
        return records_address("calpass_uploads", self.year.starts, self.day)

    def add(self, organization, cell):
        """Take in one district's cell."""
        if cell.why_not:
            return
        self.districts += 1
        self.agreements += cell.agreement is not None
        self.uploads += cell.upload is not None
        self.late += cell.is_late
        if cell.agreement is None:
            self.no_agreement.append(organization)
        if cell.upload is None:
            self.no_upload.append(organization)


def years_begun(today):
    """The school years set up that had begun by `today`, the latest first."""
    return SchoolYear.objects.filter(start_year__lte=SchoolYear.start_year_of(today))


def grid(organizations, years, today):
    """
    [Row] of those of `organizations` (a queryset) that serve grades 9–12 in one of `years`, by name; four queries.

    A year is looked at on its last day, or on `today` while it runs. Uploads are shown whenever they were accepted
    up to `today`.
    """
    years = list(years)
    rows = organizations.filter(kind__in=DISTRICT_KINDS).select_related("county").order_by("name", "pk")
    rows = {organization.pk: organization for organization in rows}
    found = {"organization__in": list(rows)}
    facts = {
        (one.organization_id, one.year_id): one for one in OrganizationYear.objects.filter(year__in=years, **found)
    }
    agreements = defaultdict(list)
    for one in CalpassAgreement.objects.filter(**found):
        agreements[one.organization_id].append(one)
    uploads = {
        (one.organization_id, one.year_id): one
        for one in CalpassUpload.objects.accepted_by(today).filter(year__in=years, **found)
    }
    grid_rows = []
    for pk, organization in rows.items():
        cells = []
        for year in years:
            day = min(year.ends, today)
            why_not = _why_not(organization, facts.get((pk, year.pk)), year, day)
            agreement = next((one for one in agreements[pk] if one.is_in_force(day)), None)
            upload = uploads.get((pk, year.pk))
            cells.append(Cell(year, day, why_not) if why_not else Cell(year, day, "", agreement, upload))
        if not all(cell.why_not for cell in cells):
            grid_rows.append(Row(organization, cells))
    return grid_rows


def _why_not(organization, facts, year, day):
    """Why the organization is not among the year's districts, as `Organization.high_school_districts` has it."""
    if facts is None or not facts.high_school_district:
        return "serves no grades 9–12"
    if not facts.member:
        return "not a member"
    if organization.kind == Kind.CHARTER and not year.charters_count:
        return "charters do not count"
    if organization.closed_on is not None and organization.closed_on <= day:
        return "closed"
    return ""


def totals(rows, years, today):
    """[Total] of the years over `rows`, in the order of the years."""
    summed = [Total(year, min(year.ends, today)) for year in years]
    for row in rows:
        for total, cell in zip(summed, row.cells, strict=True):
            total.add(row.organization, cell)
    return summed
