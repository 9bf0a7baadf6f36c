"""Writes the demonstration: last school year, locked, and the present one up to now."""

import datetime
import random
from decimal import Decimal

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from consortium.models import Membership, Organization, OrganizationYear, SchoolYear
from consortium.region import load_region
from goals.models import Document
from indicators import derived
from indicators.demo import story
from indicators.demo.agreed import fill_agreed
from indicators.demo.agreements import fill_agreements
from indicators.demo.calpass import fill_calpass
from indicators.demo.documents import fill_documents
from indicators.demo.dual_enrollment import fill_dual_enrollment
from indicators.demo.employers import fill_employers
from indicators.demo.events import fill_events
from indicators.demo.gaps import fill_gaps
from indicators.demo.inventory import fill_inventory
from indicators.demo.maps import fill_maps
from indicators.demo.meetings import fill_group_meetings, hold_group_meetings
from indicators.demo.parts import broken_down
from indicators.demo.pathways import fill_pathways
from indicators.demo.people import make_accounts, make_officeholders
from indicators.demo.reports import fill_report, open_report
from indicators.demo.sendings import fill_sendings
from indicators.demo.surveys import fill_surveys
from indicators.loading import load_frameworks
from indicators.models import (
    Assignment,
    Breakdown,
    Comment,
    Evidence,
    FollowedDocument,
    LeadingIndicator,
    Measure,
    MeasurePlacement,
    StageReached,
    Submission,
    Target,
    Value,
)
from indicators.planning import default_assignments, lock_period, open_year
from indicators.worksheets import counted
from wbl.models import Event, Participation
from wbl.queries.enrollment import TOTAL, enrolled_by_organization

SEED = 2026
CAMPUS_STUDENTS, CAMPUS_PARTICIPATION = "wbl.campus_students", "wbl.campus_participation"


@transaction.atomic
def fill(now):
    """
    Fill an empty database with the region and two school years as of `now` (aware).

    The figures come from a fixed seed, so that a demonstration on the same day looks the same everywhere.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented figures, no secret
    today = timezone.localdate(now)
    this_start = SchoolYear.start_year_of(today)
    last_year = SchoolYear.objects.create(start_year=this_start - 1)
    load_region(last_year, today=today)
    load_frameworks(last_year)
    last_year, this_year = open_year(this_start - 1), open_year(this_start)
    _tell_the_planner()
    office = make_accounts()
    make_officeholders(this_year)
    for year in (last_year, this_year):
        _enroll(year, chance)
        default_assignments(year)
        _keep_records(year)
        _tell_the_planner()
        _set_targets(year, office, now, last_year)
        _hold_meetings(year, today, office, chance)
    held = hold_group_meetings(today, now, office)
    fill_calpass(last_year, this_year, today)
    fill_pathways(last_year, this_year, today)
    fill_maps(office, today, now)
    fill_agreements(this_year, today, office)
    fill_dual_enrollment(last_year, this_year, today, office)
    fill_events(last_year, this_year, today, office)
    fill_employers(last_year, this_year, today, office)
    fill_inventory(last_year, this_year, now, office)
    fill_surveys(last_year, this_year, today, office, but=story.TYPES_TOTALS)
    fill_documents(this_year, last_year, office, today)
    _follow_documents(this_year)
    report = open_report(last_year, this_year, office, now)
    fill_sendings(this_year, today, office, random.Random(SEED))  # noqa: S311 - invented too
    _tell_the_planner()
    fill_gaps(this_year, today, office)
    _tell_the_planner()
    _climb(last_year, this_year, today)
    fill_agreed(this_year, today)
    for period in _periods(last_year):
        _report(period, chance, now, office)
    ended = [period for period in _periods(this_year) if period.ends < today]
    for period in ended:
        _report(period, chance, now, office, latest=period == ended[-1])
    closed = min(now, timezone.make_aware(datetime.datetime(this_start, 8, 3, 15)))
    for period in _periods(last_year):
        lock_period(period, office, "The figures of the year are final.", closed)
    fill_report(report, this_year, office, now)
    if ended:
        _discuss(ended[-1], office, now)
    fill_group_meetings(held, office)


def _tell_the_planner():
    """Statistics of the rows of this transaction, or PostgreSQL plans every join as if the tables were empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _periods(year):
    return list(year.periods.order_by("starts"))


def _enroll(year, chance):
    """Invented enrollment for districts with high schools: without one a rate has no denominator."""
    rows = list(OrganizationYear.objects.filter(year=year, high_school_district=True).order_by("organization__slug"))
    for row in rows:
        row.enrollment = 400 + int(chance.expovariate(1 / 5200))
    OrganizationYear.objects.bulk_update(rows, ["enrollment"])
    facts = OrganizationYear.objects.filter(year=year)
    facts.exclude(organization__slug__in=story.UNCONFIRMED).update(grades_confirmed=True)


def _keep_records(year):
    """Whatever can be counted is counted from records, but for the districts that still type totals."""
    can = Assignment.objects.in_year(year).filter(measure__source__in=derived.SOURCES)
    can = can.exclude(measure__code__in=story.NOT_KNOWN)
    can.exclude(organization__slug__in=story.TYPES_TOTALS).update(mode=Assignment.Mode.RECORDS)


def _set_targets(year, office, now, first_year):
    """A target for every measure but those that are to show what none looks like; two were revised."""
    owed = {}
    for measure in Assignment.objects.in_year(year).values_list("measure__code", flat=True):
        owed[measure] = owed.get(measure, 0) + 1
    growth = 1 if year == first_year else 1.04
    rows = []
    for placement in MeasurePlacement.objects.in_force(year):
        code, measure = placement.measure.code, placement.measure
        if measure.is_milestone or code in story.NO_TARGET:
            continue
        value, baseline = _target(measure, owed.get(code, 0), growth)
        if placement.given_target is not None:
            value = None
        factor, reason = story.REVISED.get(code, (None, ""))
        if factor and year != first_year:
            rows.append(
                _row(measure, year, round(value / Decimal(str(factor))), baseline, office, now, replaced_at=now)
            )
        rows.append(_row(measure, year, value, baseline, office, now, reason=reason if year != first_year else ""))
    Target.objects.bulk_create(rows + _own_targets(year, office, now))


def _own_targets(year, office, now):
    """What districts and colleges have set themselves for counts that add up."""
    owed = Assignment.objects.in_year(year).filter(
        organization__kind__in=story.OWN_TARGET_KINDS, measure__timing=Measure.Timing.FLOW
    )
    return [
        _row(one.measure, year, Decimal(round(3.2 * typical)), None, office, now, organization=one.organization)
        for one in owed.select_related("measure", "organization")
        if (typical := story.COUNTS.get(one.measure.code)) and one.measure.code not in story.COUNTED_TARGETS
    ]


def _row(measure, year, value, baseline, office, now, **more):
    in_spring = datetime.date(year.start_year + 1, 1, 1) if measure.code in story.IN_SPRING else None
    facts = {"value": value, "baseline": baseline, "first_due": in_spring, "set_by": office, "set_at": now}
    return Target(measure=measure, year=year, **facts, **more)


def _target(measure, owed, growth):
    """(target, baseline) that fit the typical figures."""
    code = measure.code
    if measure.is_percent:
        baseline = Decimal(round(100 * story.SHARES[code][0] * 0.8)) if code in story.SHARES else Decimal(60)
        return Decimal(story.SHARE_TARGETS.get(code, 90)), baseline
    if code == "CP-1.4b":
        return Decimal(8), Decimal(6)
    if code in story.IN_THIRD_QUARTER:
        return Decimal(story.COUNTS[code]), Decimal(0)
    if code in story.COUNTED_TARGETS:
        target, baseline = story.COUNTED_TARGETS[code]
        return Decimal(round(target * growth)), Decimal(baseline)
    typical = story.COUNTS[code] * max(owed, 1)
    if measure.timing == Measure.Timing.STOCK:
        expected = Decimal(typical) * Decimal("1.5")
        return (expected * Decimal(str(story.REACH.get(code, story.USUAL_REACH)))).quantize(1), Decimal(typical) // 2
    expected = 4 * typical * growth
    target = Decimal(round(expected * story.REACH.get(code, story.USUAL_REACH)))
    return max(target, Decimal(1)), Decimal(round(expected * 0.6))


def _follow_documents(year):
    """The milestones of which there is a document read their stages from it; those that renew in this year alone."""
    for code, kind in story.FOLLOWS.items():
        measure = Measure.objects.get(code=code)
        document = Document.objects.filter(kind=kind, withdrawn_on=None).order_by("begun_on").first()
        if document:
            FollowedDocument.objects.create(
                measure=measure, year=year if measure.renews else None, document=document
            )


def _hold_meetings(year, today, office, chance):
    owner = Organization.objects.get(slug="office")
    members = Organization.objects.partners().members_in(year).order_by("slug")
    partners = list(members.values_list("pk", flat=True))
    colleges = list(Organization.objects.filter(kind="college").order_by("slug").values_list("pk", flat=True))
    for month, day, title, kind, status in story.MEETINGS:
        on = datetime.date(year.start_year + (month < 7), month, day)
        starts = timezone.make_aware(datetime.datetime.combine(on, datetime.time(9, 30)))
        if on >= today and status == Event.Status.HELD:
            status = Event.Status.PLANNED
        event = Event.objects.create(
            title=title,
            kind=kind,
            status=status,
            cancelled_because=story.WHY_CANCELLED if status == Event.Status.CANCELLED else "",
            owner=owner,
            starts_at=starts,
            ends_at=starts + datetime.timedelta(hours=2),
            place="County office of education, room 3 (invented)" if kind == "meeting" else "By telephone",
            recorded_at=starts + datetime.timedelta(days=1),
            recorded_by=office,
        )
        if status == Event.Status.HELD:
            came = sorted({*chance.sample(partners, min(18, len(partners))), *chance.sample(colleges, 4)})
            Participation.objects.bulk_create(Participation(event=event, organization_id=pk) for pk in came)


def _climb(last_year, this_year, today):
    """The milestones' stages with their due dates, and the days on which they were reached."""
    measures = Measure.objects.in_bulk(story.MILESTONES, field_name="code")
    followed = set(FollowedDocument.objects.values_list("measure__code", flat=True))
    rows = []
    for code, (reached, offsets) in story.MILESTONES.items():
        measure = measures[code]
        reached = 0 if code in followed else reached  # then its document says so
        rows += _stages(measure, this_year, reached, offsets, latest=today - datetime.timedelta(days=40))
        if measure.renews:  # last year's ladder was climbed to the top
            rows += _stages(measure, last_year, len(offsets), offsets, latest=last_year.ends)
    StageReached.objects.bulk_create(rows)


def _stages(measure, year, reached, offsets, latest):
    """The ladder of one year: each stage reached nine days before it is due, and `latest` at the latest."""
    for stage, offset in enumerate(offsets, start=1):
        due = story.due_on(year, offset)
        yield StageReached(
            measure=measure,
            year=year if measure.renews else None,
            stage=stage,
            due=due,
            reached=min(due - datetime.timedelta(days=9), latest) if stage <= reached else None,
        )


def _report(period, chance, now, office, latest=False):
    """Everybody's worksheet of one period; in the latest one some are late, returned or waiting."""
    owed = {}
    assignments = Assignment.objects.in_year(period.year).with_followed().select_related("measure", "organization")
    for assignment in assignments.order_by("organization__slug", "measure__code"):
        owed.setdefault(assignment.organization, []).append(assignment)
    reporting = Membership.objects.filter(role=Membership.Role.REPORTER).select_related("user")
    reporters = {membership.organization_id: membership.user for membership in reporting}
    climbed = _climbed(period)
    submissions, values, counts = [], [], {}
    for organization, own in owed.items():
        if latest and organization.slug in story.MISSING:
            continue
        submission = _submission(organization, period, now, office, reporters, latest)
        submissions.append(submission)
        values += [_value(assignment, submission, chance, climbed, counts) for assignment in own]
    _of_those_enrolled(values, enrolled_by_organization(period.year))
    Submission.objects.bulk_create(submissions)
    Value.objects.bulk_create(values)
    Breakdown.objects.bulk_create(broken_down(values, random.Random(f"{SEED} {period.code}")))  # noqa: S311


def _of_those_enrolled(values, enrolled):
    """The typed participation rates: the students typed beside them, of those enrolled; colleges enroll none."""
    came = {value.submission.organization_id: value for value in values if value.measure.source == CAMPUS_STUDENTS}
    for value in values:
        if value.measure.source != CAMPUS_PARTICIPATION or value.counted or value.numerator is None:
            continue
        organization = value.submission.organization_id
        if organization in enrolled and came[organization].numerator is not None:
            value.denominator = Decimal(enrolled[organization][TOTAL])
            came[organization].numerator = min(came[organization].numerator, value.denominator // 6)
            value.numerator = came[organization].numerator
        else:
            value.state, value.numerator, value.denominator = Value.State.NOT_APPLICABLE, None, None


def _submission(organization, period, now, office, reporters, latest):
    handed_in = timezone.make_aware(datetime.datetime.combine(period.due, datetime.time(11)))
    handed_in = min(handed_in, now) - datetime.timedelta(days=3)
    submission = Submission(
        organization=organization,
        period=period,
        state=Submission.State.APPROVED,
        submitted_at=handed_in,
        submitted_by=reporters.get(organization.pk, office),
        reviewed_at=handed_in + datetime.timedelta(days=2),
        reviewed_by=office,
    )
    if latest and organization.slug in story.RETURNED:
        submission.state = Submission.State.RETURNED
        submission.review_comment = story.RETURNED[organization.slug]
    elif latest and organization.slug in story.WAITING:
        submission.state = Submission.State.SUBMITTED
        submission.reviewed_at, submission.reviewed_by = None, None
    return submission


def _value(assignment, submission, chance, climbed, counts):
    measure, organization, period = assignment.measure, assignment.organization, submission.period
    value = Value(
        submission=submission,
        measure=measure,
        organization=None if measure.about_region else organization,
        period=period,
        entered_by=submission.submitted_by,
        entered_at=submission.submitted_at,
    )
    key = (organization.slug, measure.code)
    why = story.NOT_AVAILABLE.get(key) or story.NOT_KNOWN.get(measure.code)
    if why:
        value.state, value.reason = Value.State.NOT_AVAILABLE, why
    elif key in story.NOT_APPLICABLE:
        value.state = Value.State.NOT_APPLICABLE
    elif counted.is_counted(assignment):
        _count(value, organization, counts)
    elif measure.is_milestone:
        value.stage, value.stage_date = climbed.get(measure.pk, (0, None))
    elif measure.is_percent:
        value.numerator, value.denominator = _share(measure, organization, period, chance)
    else:
        value.numerator = _figure(measure, period, chance)
    return value


def _climbed(period):
    """Measure key → (stage, day) of the highest stage that was reached by the end of `period`."""
    reached = StageReached.objects.filter(Q(year=period.year) | Q(year=None), reached__lte=period.ends)
    return {row.measure_id: (row.stage, row.reached) for row in reached.order_by("stage")}


def _count(value, organization, counts):
    """The figure as the records say; `counts` keeps what was counted for the other organizations."""
    measure, period = value.measure, value.period
    if measure.is_milestone:
        _say(value, counted.fields_of(measure, organization, period))
        return
    spans = counted.spans_of(period)
    if measure.pk not in counts:
        counts[measure.pk] = derived.counts(measure, spans)
    parts = [counted.part_of(counts[measure.pk][span], measure, organization) for span in spans]
    _say(value, counted.as_fields(*parts))


def _say(value, fields):
    for name, content in fields.items():
        setattr(value, name, content)


def _share(measure, organization, period, chance):
    share, size = story.SHARES[measure.code]
    whole = size if measure.about_region or size == 1 else max(1, round(chance.gauss(size, size * 0.3)))
    likely = min(1.0, share + 0.03 * period.number)
    part = int(chance.random() < likely) if whole == 1 else round(whole * min(1, max(0, chance.gauss(likely, 0.06))))
    if measure.about_region:
        part = round(whole * likely)
    return Decimal(part), Decimal(whole)


def _figure(measure, period, chance):
    if measure.code in story.IN_SPRING and period.number < 3:
        return Decimal(0)
    typical = story.COUNTS[measure.code]
    if measure.code in story.IN_THIRD_QUARTER:
        stays = measure.timing == Measure.Timing.STOCK and period.number > 3
        return Decimal(typical if period.number == 3 or stays else 0)
    if measure.timing == Measure.Timing.STOCK:
        return Decimal(round(typical * (1 + 0.12 * period.number)))
    return Decimal(max(0, round(chance.gauss(typical, typical * 0.3))))


def _discuss(period, office, now):
    """A comment and two pieces of evidence, so that the places for them are not empty."""
    indicator = LeadingIndicator.objects.get(goal__edition__framework__code="EN", goal__number=2, number=3)
    Comment.objects.create(
        indicator=indicator,
        year=period.year,
        author=office,
        written_at=now - datetime.timedelta(days=6),
        text="Several districts schedule their industry speakers in spring. The group asks for dates by January.",
    )
    owner = Organization.objects.get(slug="office")
    guidelines = Document.objects.filter(kind=Document.Kind.GUIDELINE, posted_on__isnull=False)
    guideline = guidelines.order_by("begun_on").first()
    if guideline:
        Evidence.objects.create(
            measure=Measure.objects.get(code="CP-5.3b"),
            organization=owner,
            period=period,
            title="The guideline that is most in use (invented)",
            document=guideline,
            added_by=office,
            added_at=now - datetime.timedelta(days=12),
        )
    for code, title in (("CP-1.4a", "Meeting schedule (invented)"), ("CP-1.4b", "Agenda, September (invented)")):
        Evidence.objects.create(
            measure=Measure.objects.get(code=code),
            organization=owner,
            period=period,
            title=title,
            url="https://example.org/invented",
            added_by=office,
            added_at=now - datetime.timedelta(days=20),
        )
