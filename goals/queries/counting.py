"""
What is counted from documents, sendings and strategies.

Each function takes the first and last day of a span, both included, and answers with a `Count`. All but feedback are
stocks: they say what stands on the last day. Withdrawn and expired documents count nowhere from then on.
"""

import datetime
from urllib.parse import urlencode

from django.db.models import Count as CountOf
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from consortium.counting import Count, Tally, reporting_organization
from consortium.models import Contact, Office, Organization, OrganizationYear, SchoolYear, Segment
from goals.models import Document, DocumentStage, Feedback, Framework, GradeStrategy, Recipient

Kind = Document.Kind
ENGAGEMENT = "EN"  # the framework whose working group keeps the folder of best practices ("WG 2 folder")
MIDDLE, HIGH, NOT_KNOWN = "Middle school, grades 6–8", "High school, grades 9–12", "Grades not known"


def goals_recipients(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Offices of presidents and superintendents whose holder had received a document with the regional goals by `ends`,
    of all such offices of members. An office that changed hands is one office; a former holder's word, given after
    leaving, does not count. By segment.
    """
    return _offices_reached(Kind.GOALS, ends)


def metrics_recipients(starts: datetime.date, ends: datetime.date) -> Count:
    """As `goals_recipients`, of a document with the regional metrics."""
    return _offices_reached(Kind.METRICS, ends)


def _offices_reached(kind, day):
    year = _year_of(day)
    offices = Office.objects.filter(organization__in=_members(year, day))
    received = _received(kind, day).filter(office=OuterRef("pk"))
    offices = offices.annotate(since=_first(received)).select_related("organization")
    return _share_of_rows(offices, {"segment": ("organization__segment", _segment_labels())}, "organization_id")


def gap_recipients(starts: datetime.date, ends: datetime.date) -> Count:
    """Member organizations that had received a gap analysis by `ends`, of all members. By segment."""
    year = _year_of(ends)
    received = _received(Kind.GAP_ANALYSIS, ends).filter(organization=OuterRef("pk"))
    members = _members(year, ends).annotate(since=_first(received))
    return _share_of_rows(members, {"segment": ("segment", _segment_labels())}, "pk")


def career_preparation_recipients(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Middle and high schools of member districts that had received the goals and strategies for career preparation by
    `ends`, of all such schools. By grade band; a school with both bands is in both.
    """
    year = _year_of(ends)
    schools = Organization.objects.middle_and_high_schools(year)
    received = _received(Kind.CAREER_PREPARATION, ends).filter(organization=OuterRef("pk"))
    schools = schools.open_on(ends).annotate(since=_first(received)).select_related("parent")
    bands = {"grade band": _bands(schools, OrganizationYear.objects.filter(year=year, organization=OuterRef("pk")))}
    return _share_of_rows(schools, {}, "parent_id", bands)


def continuum_recipients(starts: datetime.date, ends: datetime.date) -> Count:
    """
    School administrators and career centers that had received the continuum of best practices by `ends`, of all whom
    a sending that had begun by then was addressed to. Each counts once, however often it was sent. Those of elementary
    schools are left out. By role and grade band.
    """
    year = _year_of(ends)
    documents = Document.objects.filter(kind=Kind.CONTINUUM).in_use(ends)
    listed = Recipient.objects.of_documents(documents).filter(distribution__first_day__lte=ends)
    facts = OrganizationYear.objects.filter(year=year, organization=OuterRef("organization"))
    elementary = facts.filter(highest_grade__lt=Organization.MIDDLE_SCHOOL + 1)
    contacts = Contact.objects.filter(
        Exists(listed.filter(contact=OuterRef("pk"))),
        ~Exists(elementary),
        role__in=[Contact.Role.ADMINISTRATOR, Contact.Role.CAREER_CENTER],
    ).select_related("organization")
    received = _received(Kind.CONTINUUM, ends).filter(contact=OuterRef("pk"))
    contacts = contacts.annotate(since=_first(received), reporting=reporting_organization())
    return _share_of_rows(
        contacts, {"role": ("role", dict(Contact.Role.choices))}, "reporting", {"grade band": _bands(contacts, facts)}
    )


def continuum_feedback(starts: datetime.date, ends: datetime.date) -> Count:
    """
    Answers about the continuum given from `starts` to `ends`: one for each recipient and round, and none from somebody
    it was never sent to. What was given stays given when the document is withdrawn.
    """
    answers = Feedback.objects.filter(
        recipient__in=Recipient.objects.sent(),
        distribution__document__kind=Kind.CONTINUUM,
        given_on__gte=starts,
        given_on__lte=ends,
    ).select_related("recipient__organization", "distribution__document")
    parts = answers.order_by().values(reporting=reporting_organization("recipient__organization"))
    return Count(
        region=lambda: Tally(answers.count()),
        by_organization=lambda: _numbers(parts, "reporting"),
        records=answers,
    )


def action_plans(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Districts with an approved action plan in force on `ends`, of all member districts that serve grades 6–12; with
    `organizations` (primary keys), of those among them. By grade band and county.
    """
    year = _year_of(ends)
    districts = Organization.objects.serving_middle_and_high_school(year).open_on(ends)
    if organizations is not None:
        districts = districts.filter(pk__in=organizations)
    plans = Document.objects.filter(kind=Kind.ACTION_PLAN).in_use(ends)
    approved = DocumentStage.objects.filter(
        document__in=plans, document__owner=OuterRef("pk"), name=DocumentStage.Name.APPROVED, reached_on__lte=ends
    )
    districts = districts.annotate(since=_first(approved, "reached_on"))
    facts = OrganizationYear.objects.filter(year=year, organization=OuterRef("pk"))
    bands = {"grade band": _bands(districts, facts)}
    return _share_of_rows(districts, {"county": ("county__name", {})}, "pk", bands)


def best_practices_collected(starts: datetime.date, ends: datetime.date) -> Count:
    """Best practices in use on `ends` that the engagement working group had collected."""
    return _documents(_best_practices(ends))


def best_practices_posted(starts: datetime.date, ends: datetime.date) -> Count:
    """Those of `best_practices_collected` that stood in the group's folder on `ends`."""
    return _documents(_best_practices(ends).posted(ends))


def _best_practices(day):
    groups = Framework.objects.filter(code=ENGAGEMENT).values("working_group")
    return Document.objects.filter(kind=Kind.BEST_PRACTICE, folder__in=groups).in_use(day)


def pathway_tools(starts: datetime.date, ends: datetime.date) -> Count:
    """Guidelines and tools for pathway development that were posted and in use on `ends`."""
    return _documents(Document.objects.filter(kind__in=[Kind.GUIDELINE, Kind.TOOL]).posted(ends))


def _documents(documents):
    documents = documents.select_related("owner", "folder")
    return Count(
        region=lambda: Tally(documents.count()),
        by_organization=lambda: _numbers(documents.order_by().values("owner"), "owner"),
        records=documents,
    )


def _numbers(grouped, column):
    """The value of `column` → how many rows there are, as a `Tally`."""
    return {row[column]: Tally(row["number"]) for row in grouped.annotate(number=CountOf("pk"))}


def grade_coverage(starts: datetime.date, ends: datetime.date) -> Count:
    """Grades 6 to 12 and the bridge to college with both a goal and a strategy on `ends`, of these eight. By grade."""
    documented = GradeStrategy.objects.documented(ends)
    there = set(documented.values_list("grade", flat=True))
    return Count(
        region=Tally(len(there), len(GradeStrategy.GRADES)),
        by_organization={},
        records=documented,
        breakdowns={"grade": {label: Tally(int(grade in there), 1) for grade, label in GradeStrategy.GRADES}},
    )


def _year_of(day):
    """The school year of `day` for a subquery: of one row, or of none where it is not set up."""
    return SchoolYear.objects.filter(start_year=SchoolYear.start_year_of(day))[:1]


def _members(year, day):
    """Members of the consortium in `year` that had not closed by `day`; none where the year is not set up."""
    themselves = [Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP]
    return Organization.objects.members_in(year).partners().exclude(kind__in=themselves).open_on(day)


def _received(kind, day):
    """Who had received a document of `kind`, in use on `day`, by that day."""
    documents = Document.objects.filter(kind=kind).in_use(day)
    return Recipient.objects.of_documents(documents).received_by(day)


def _first(rows, day="received_on"):
    """The first `day` among `rows`, a subquery; None where there is no row."""
    return Subquery(rows.order_by(day).values(day)[:1])


def _segment_labels():
    return dict(Segment.choices) | {"": "Of no segment"}


def _bands(rows, facts):
    """[(label, the rows of the band)] by the grades of `facts` (OrganizationYear, a subquery of one row of `rows`)."""
    middle = Exists(facts.filter(lowest_grade__lte=8, highest_grade__gte=Organization.MIDDLE_SCHOOL))
    high = Exists(facts.filter(highest_grade__gte=9))
    known = Exists(facts.filter(highest_grade__isnull=False))
    return [(MIDDLE, rows.filter(middle)), (HIGH, rows.filter(high)), (NOT_KNOWN, rows.exclude(known))]


def _share_of_rows(rows, columns, organization, bands=None):
    """
    A `Count` of those `rows` that have `since` (a day), of all.

    `columns`: dimension → (column, its labels), one category a row; `bands`: dimension → [(label, rows)], which may
    overlap, empty ones are left out. `organization` is the column of the organization that reports.
    """
    return Count(
        region=lambda: _share(rows),
        by_organization=lambda: _shares(rows, organization),
        records=rows.filter(since__isnull=False),
        whole=rows,
        breakdowns=lambda: _broken_down(rows, columns, bands or {}),
    )


def _broken_down(rows, columns, bands):
    breakdowns = {
        dimension: dict(sorted((labels.get(key, str(key)), tally) for key, tally in _shares(rows, column).items()))
        for dimension, (column, labels) in columns.items()
    }
    for dimension, parts in bands.items():
        tallies = {label: _share(part) for label, part in parts}
        breakdowns[dimension] = {label: tally for label, tally in tallies.items() if tally.denominator}
    return breakdowns


def _share(rows):
    found = rows.order_by().aggregate(part=CountOf("pk", filter=Q(since__isnull=False)), whole=CountOf("pk"))
    return Tally(found["part"], found["whole"])


def _shares(rows, column):
    """The value of `column` → the `Tally` of the rows that have it; rows without one are left out."""
    grouped = (
        rows.order_by()
        .values(grouped_by=F(column))
        .annotate(part=CountOf("pk", filter=Q(since__isnull=False)), whole=CountOf("pk"))
    )
    return {row["grouped_by"]: Tally(row["part"], row["whole"]) for row in grouped if row["grouped_by"] is not None}


# The sources of this room by the name they have in addresses.
SOURCES = {
    "goals_recipients": goals_recipients,
    "metrics_recipients": metrics_recipients,
    "gap_recipients": gap_recipients,
    "career_preparation_recipients": career_preparation_recipients,
    "continuum_recipients": continuum_recipients,
    "continuum_feedback": continuum_feedback,
    "action_plans": action_plans,
    "best_practices_collected": best_practices_collected,
    "best_practices_posted": best_practices_posted,
    "pathway_tools": pathway_tools,
    "grade_coverage": grade_coverage,
}


def records_address(source, starts, ends, organization=None):
    """
    The address that lists exactly the records counted by `source` (a key of SOURCES) from `starts` to `ends`; with
    `organization` (the one that reports), those of its part.
    """
    if source not in SOURCES:
        raise ValueError(f"Nothing is counted as {source!r} in this room.")
    query = {"from": starts.isoformat(), "through": ends.isoformat()}
    if organization is not None:
        query["organization"] = organization.slug
    return f"{reverse('documents-counted', args=[source])}?{urlencode(query)}"


def of_organization(rows, organization):
    """Those of a count's `rows` that are in the part of `organization`, the one that reports."""
    themselves = {
        Organization: Q(pk=organization.pk),
        Office: Q(organization=organization),
        Document: Q(owner=organization),
        Contact: Q(organization=organization),
        Feedback: Q(recipient__organization=organization),
    }
    schools = {
        Organization: Q(parent=organization, kind=Organization.Kind.SCHOOL),
        Contact: Q(organization__parent=organization, organization__kind=Organization.Kind.SCHOOL),
        Feedback: Q(
            recipient__organization__parent=organization, recipient__organization__kind=Organization.Kind.SCHOOL
        ),
    }
    if rows.model not in themselves:
        return rows.none()
    return rows.filter(themselves[rows.model] | schools.get(rows.model, Q(pk__in=[])))
