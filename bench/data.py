"""
A region to measure on: each organization has answered every measure of organizations in every quarter.

That is more than a real region has, where a college owes no district's figures. All of it is invented.
"""

import datetime
import random

from django.db import connection, transaction
from django.utils import timezone

from consortium.models import Consortium, Membership, Organization, OrganizationYear, SchoolYear, Segment, User
from indicators import derived
from indicators.loading import load_frameworks
from indicators.models import Assignment, Measure, StageReached, Submission, Target, Value
from indicators.planning import lock_period, open_year
from wbl.models import Event, Participation

BATCH = 5000
MEETINGS_A_YEAR = 10
ROLES = {"office": Membership.Role.STAFF, "member": Membership.Role.MEMBER, "reporter": Membership.Role.REPORTER}


@transaction.atomic
def fill(years, number, now):
    """
    Fill an empty database with `number` partners and `years` school years up to the one of `now`.

    Years that are over are locked. Returns a dictionary from "office", "member" and "reporter" to their `User`.
    """
    chance = random.Random(60)
    this_start = SchoolYear.start_year_of(timezone.localdate(now))
    starts = range(this_start - years + 1, this_start + 1)
    Consortium.objects.create(name="Regional Consortium", short_name="Regional")
    first, *_ = school_years = [SchoolYear.objects.create(start_year=start) for start in starts]
    load_frameworks(first)
    office, group, partners = organizations(number)
    OrganizationYear.objects.bulk_create(
        OrganizationYear(organization=one, year=year, high_school_district=True)
        for one in partners
        for year in school_years
    )
    people = people_of(office, group, partners[0])
    measures = list(Measure.objects.all())
    for year in school_years:
        _agree(year, office, partners, measures)
        open_year(year.start_year)
        _meet(year, office, partners, people["office"], chance, now)
        for period in year.periods.order_by("starts"):
            _report(period, office, partners, measures, people["office"], chance, now)
    for year in school_years[:-1]:
        for period in year.periods.order_by("starts"):
            lock_period(period, people["office"], "The figures of the year are final.", now)
    return people


def analyze():
    """Let the database look at what has been filled in, as it does by itself on a server that has run for a while."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def organizations(number):
    """The office, a working group, and `number` partners: of twelve 9 districts, 2 colleges and an adult school."""
    office = Organization(name="Consortium office", slug="office", kind="office")
    group = Organization(name="Working group 2", slug="working-group-2", kind="working_group")
    kinds = [("k12_district", Segment.K12)] * 9 + [("college", Segment.COMMUNITY_COLLEGE)] * 2
    kinds += [("adult_school", Segment.ADULT_EDUCATION)]
    partners = [
        Organization(name=f"Partner {n:03}", slug=f"partner-{n:03}", kind=kind, segment=segment)
        for n in range(number)
        for kind, segment in [kinds[n % len(kinds)]]
    ]
    Organization.objects.bulk_create([office, group, *partners])
    return office, group, partners


def people_of(office, group, partner):
    """A `User` of each of ROLES."""
    people = {}
    for (name, role), organization in zip(ROLES.items(), (office, group, partner), strict=True):
        people[name] = User.objects.create_user(f"{name}@example.org")
        Membership.objects.create(user=people[name], organization=organization, role=role)
    return people


def _mode(measure):
    """What is about the region is counted where that is built; organizations type totals."""
    counted = measure.about_region and derived.is_built(measure)
    return Assignment.Mode.RECORDS if counted else Assignment.Mode.TOTALS


def _agree(year, office, partners, measures):
    """Everybody owes every measure of organizations; what is about the region is owed by the office."""
    Assignment.objects.bulk_create(
        Assignment(measure=measure, year=year, organization=owner, mode=_mode(measure))
        for measure in measures
        for owner in ([office] if measure.about_region else partners)
    )
    Target.objects.bulk_create(
        Target(measure=measure, year=year, value=80 if measure.is_percent else 100 * len(partners), baseline=0)
        for measure in measures
        if not measure.is_milestone
    )
    StageReached.objects.bulk_create(
        StageReached(measure=measure, year=year, stage=stage, due=year.starts + datetime.timedelta(days=60 * stage))
        for measure in measures
        if measure.renews
        for stage in range(1, len(measure.ladder) + 1)
    )


def _meet(year, office, partners, user, chance, now):
    meetings = [
        Event(
            title=f"Regional meeting {number}",
            status=Event.Status.HELD,
            owner=office,
            starts_at=timezone.make_aware(datetime.datetime.combine(year.starts, datetime.time(9)))
            + datetime.timedelta(days=30 * number + 5),
            recorded_at=now,
            recorded_by=user,
        )
        for number in range(MEETINGS_A_YEAR)
    ]
    Event.objects.bulk_create(meetings)
    Participation.objects.bulk_create(
        Participation(event=event, organization=one)
        for event in meetings
        for one in chance.sample(partners, min(len(partners), 25))
    )


def _report(period, office, partners, measures, user, chance, now):
    """An approved worksheet of every organization, with every figure in it."""
    facts = {"state": "approved", "submitted_at": now, "submitted_by": user, "reviewed_at": now, "reviewed_by": user}
    worksheets = [Submission(organization=one, period=period, **facts) for one in (office, *partners)]
    Submission.objects.bulk_create(worksheets)
    values = [
        Value(
            submission=worksheet,
            measure=measure,
            organization=None if measure.about_region else worksheet.organization,
            period=period,
            entered_by=user,
            entered_at=now,
            **_answer(measure, chance),
        )
        for worksheet in worksheets
        for measure in measures
        if measure.about_region == (worksheet.organization == office)
    ]
    Value.objects.bulk_create(values, batch_size=BATCH)


def _answer(measure, chance):
    if measure.is_milestone:
        return {"stage": 0}
    whole = chance.randint(20, 400) if measure.is_percent else None
    number = chance.randint(10, whole or 60)
    is_counted = _mode(measure) == Assignment.Mode.RECORDS
    counted = {"counted": True, "year_to_date": number, "year_to_date_of": whole} if is_counted else {}
    return {"numerator": number, "denominator": whole, **counted}
