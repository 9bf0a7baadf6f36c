"""What is counted from the log of contacts with employers, and from speakers at events."""

import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, Value, When
from django.db.models import Count as CountOf
from django.db.models.functions import Coalesce

from consortium.counting import Count, Tally, in_each, parts_in_each, reporting_organization
from wbl.models import Employer, EmployerContact, Speaker, Speaking
from wbl.models.events import began

NO_SECTOR = "No sector given"
Outcome = EmployerContact.Outcome


def employers_contacted(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Employers with a contact about WBL for middle or high school students from `starts` to `ends`, both included: each
    once in the region, whoever contacted them and however often; twins that were merged are one. An organization's
    part are the employers contacted for it or a school of its, so that the parts do not add up. With `organizations`
    (primary keys of those that report), only contacts made for them.

    By outcome an employer stands where its latest answer in the span puts it (yes, maybe, no); only those that gave
    none stand under “asked to follow up” or “no answer”, whichever was last. `records` are employers with `counted_on`,
    the day of the latest contact, and `counted_for`, the organizations that report for their contacts.
    """
    contacts = _contacts(starts, ends, organizations).about_students()
    parts = contacts.order_by().values("reporting").annotate(employers=CountOf("employer", distinct=True))
    return Count(
        region=lambda: Tally(contacts.aggregate(employers=CountOf("employer", distinct=True))["employers"]),
        by_organization=lambda: {part["reporting"]: Tally(part["employers"]) for part in parts},
        records=_employers_of(contacts),
        breakdowns=lambda: {
            "sector": by_sector(contacts, "employer__sector", CountOf("employer", distinct=True)),
            "outcome": _by_outcome(EmployerContact.objects.filter(pk__in=_standing(contacts).values("pk"))),
        },
        region_in=lambda spans: in_each(contacts, _made(spans), _once("employer")),
        by_organization_in=lambda spans: parts_in_each(contacts, F("reporting"), _made(spans), _once("employer")),
    )


def employer_contacts(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    Logged contacts with employers from `starts` to `ends`, both included: all of them, whatever they were about and
    however often one employer was contacted. An organization's part are those made for it or a school of its; with
    `organizations`, only those made for them. `records` are the contacts, with `reporting`, who reports each.
    """
    contacts = _contacts(starts, ends, organizations)
    parts = contacts.order_by().values("reporting").annotate(contacts=CountOf("pk"))
    return Count(
        region=lambda: Tally(contacts.count()),
        by_organization=lambda: {part["reporting"]: Tally(part["contacts"]) for part in parts},
        records=contacts,
        breakdowns=lambda: {
            "sector": by_sector(contacts, "employer__sector", CountOf("pk")),
            "outcome": _by_outcome(contacts),
        },
        region_in=lambda spans: in_each(contacts, _made(spans), _once("pk")),
        by_organization_in=lambda spans: parts_in_each(contacts, F("reporting"), _made(spans), _once("pk")),
    )


def speakers(starts: datetime.date, ends: datetime.date, organizations=None) -> Count:
    """
    People from industry who spoke at an event that was held from `starts` to `ends`, both included, by the clock in
    California: each once in the region. The organization that holds the event reports them: its part are those who
    spoke at its events or its schools'. With `organizations`, only the events of those.

    A speaker's sector is the one given, or else the employer's. `records` are speakers with `counted_on`, the moment
    at which the latest event began, and `counted_for`, the organizations that report.
    """
    talks = Speaking.objects.between(starts, ends).annotate(reporting=reporting_organization("event__owner"))
    if organizations is not None:
        talks = talks.filter(reporting__in=organizations)
    parts = talks.order_by().values("reporting").annotate(speakers=CountOf("speaker", distinct=True))
    once = CountOf("speaker", distinct=True)
    return Count(
        region=lambda: Tally(talks.aggregate(speakers=once)["speakers"]),
        by_organization=lambda: {part["reporting"]: Tally(part["speakers"]) for part in parts},
        records=_speakers_of(talks),
        breakdowns=lambda: {"sector": by_sector(talks, ("speaker__sector", "speaker__employer__sector"), once)},
        region_in=lambda spans: in_each(talks, _spoken(spans), _once("speaker")),
        by_organization_in=lambda spans: parts_in_each(talks, F("reporting"), _spoken(spans), _once("speaker")),
    )


def _made(spans):
    return [Q(made_on__gte=starts, made_on__lte=ends) for starts, ends in spans]


def _spoken(spans):
    return [began(*span, "event__") for span in spans]


def _once(column):
    return lambda condition: CountOf(column, distinct=True, filter=condition)


def _contacts(starts, ends, organizations):
    contacts = EmployerContact.objects.between(starts, ends).annotate(reporting=reporting_organization())
    return contacts if organizations is None else contacts.filter(reporting__in=organizations)


def _employers_of(contacts):
    theirs = contacts.filter(employer=OuterRef("pk")).order_by()
    return Employer.objects.filter(Exists(theirs)).annotate(
        counted_on=Subquery(theirs.values("employer").annotate(last=Max("made_on")).values("last")),
        counted_for=ArraySubquery(theirs.values("reporting").distinct()),
    )


def _speakers_of(talks):
    theirs = talks.filter(speaker=OuterRef("pk")).order_by()
    return Speaker.objects.filter(Exists(theirs)).annotate(
        counted_on=Subquery(theirs.values("speaker").annotate(last=Max("event__starts_at")).values("last")),
        counted_for=ArraySubquery(theirs.values("reporting").distinct()),
    )


def _standing(contacts):
    """Of each employer the contact by whose outcome it is told: the latest that was answered, or else the latest."""
    answered = Case(
        When(outcome__in=EmployerContact.ANSWERS, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return contacts.order_by("employer_id", answered, "-made_on", "-pk").distinct("employer_id")


def _by_outcome(contacts):
    found = dict(contacts.order_by().values_list("outcome").annotate(number=CountOf("pk")))
    return {label: Tally(found.get(outcome, 0)) for outcome, label in Outcome.choices}


def by_sector(rows, paths, number):
    """{name of a sector: Tally} in the order of the list of sectors, those without one last; empty ones left out."""
    paths = [paths] if isinstance(paths, str) else paths
    name, order = ([f"{path}__{field}" for path in paths] for field in ("name", "order"))
    said = rows.order_by().values(sector_name=_first(name), sector_order=_first(order)).annotate(number=number)
    ordered = sorted(said, key=lambda row: (row["sector_name"] is None, row["sector_order"], row["sector_name"]))
    return {row["sector_name"] or NO_SECTOR: Tally(row["number"]) for row in ordered}


def _first(paths):
    return Coalesce(*paths) if len(paths) > 1 else F(paths[0])


SOURCES = {
    "employers_contacted": employers_contacted,
    "employer_contacts": employer_contacts,
    "speakers": speakers,
}


def of_organization(rows, organization):
    """Those of a count's `records` that are in the part of `organization`, the one that reports."""
    if rows.model is EmployerContact:
        return rows.filter(reporting=organization.pk)
    return rows.filter(counted_for__contains=[organization.pk])
