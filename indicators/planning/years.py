"""School years and their periods."""

import datetime
from contextlib import nullcontext

import pghistory
from django.db import transaction

from consortium.models import OrganizationYear, ReportingPeriod, SchoolYear
from indicators.models import Assignment, MeasurePlacement

from .errors import PlanningError
from .locks import hold
from .owing import default_assignments

# The quarters of a school year: number → (first month, last day as month and day).
QUARTERS = {1: (7, (9, 30)), 2: (10, (12, 31)), 3: (1, (3, 31)), 4: (4, (6, 30))}
DAYS_UNTIL_DUE = 15
FIRST_AND_LAST_YEAR = (2000, 2100)


@transaction.atomic
def open_year(start_year, user=None):
    """
    The school year that starts in the calendar year `start_year`, with four quarters, ready for worksheets.

    What is true of the organizations (members, grades) and who owes what are taken over from the year
    before; where nothing was agreed yet, who owes what is proposed. Again changes nothing. Raises
    PlanningError where the year is kept as a whole year of annual totals.
    """
    with pghistory.context(user=user.pk) if user else nullcontext():
        year = _year(start_year)
        if year.periods.filter(number=0).exists():
            raise PlanningError(f"{year} is kept as a whole year of annual totals. It cannot have quarters too.")
        _set_up(year, [_quarter(year, number) for number in QUARTERS])
    return year


@transaction.atomic
def open_past_year(start_year, user=None):
    """
    A school year of which only annual totals are known: one period, from July 1 to June 30.

    Otherwise as `open_year`. Raises PlanningError where the year has quarters.
    """
    with pghistory.context(user=user.pk) if user else nullcontext():
        year = _year(start_year)
        if year.periods.exclude(number=0).exists():
            raise PlanningError(f"{year} has quarters already. It cannot be a whole year of annual totals too.")
        due = year.ends + datetime.timedelta(days=DAYS_UNTIL_DUE)
        _set_up(year, [ReportingPeriod(year=year, number=0, starts=year.starts, ends=year.ends, due=due)])
    return year


def next_start_year(today):
    """The calendar year in which the school year starts that is opened next: the current one, or one after the last."""
    last = SchoolYear.objects.filter(periods__isnull=False).order_by("-start_year").first()
    current = SchoolYear.start_year_of(today)
    return current if last is None else max(current, last.start_year + 1)


def _year(start_year):
    """The school year, made if need be, and held against a second person who opens it."""
    first, last = FIRST_AND_LAST_YEAR
    if not first <= start_year <= last:
        raise PlanningError("Write the calendar year in which the school year starts, such as 2026.")
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year)
    return hold(year)


def _quarter(year, number):
    first_month, (last_month, last_day) = QUARTERS[number]
    calendar_year = year.start_year + (first_month < 7)
    ends = datetime.date(calendar_year, last_month, last_day)
    return ReportingPeriod(
        year=year,
        number=number,
        starts=datetime.date(calendar_year, first_month, 1),
        ends=ends,
        due=ends + datetime.timedelta(days=DAYS_UNTIL_DUE),
    )


def _set_up(year, periods):
    """Create the periods that are missing; a year without any also takes over what was agreed for another one."""
    there = set(year.periods.values_list("number", flat=True))
    ReportingPeriod.objects.bulk_create(period for period in periods if period.number not in there)
    if not there:
        _take_over(year)


def _take_over(year):
    """Members, grades, the switch and assignments of the nearest year on record: the one before, else the one after."""
    others = SchoolYear.objects.filter(organization_years__isnull=False).exclude(pk=year.pk)
    nearest = (
        others.filter(start_year__lt=year.start_year).order_by("-start_year").first()
        or others.filter(start_year__gt=year.start_year).order_by("start_year").first()
    )
    agreed_before = year.assignments.exists()
    if nearest is not None:
        _copy_facts(nearest, year)
        year.charters_count = nearest.charters_count
        year.save(update_fields=["charters_count"])
        if not agreed_before:
            _copy_assignments(nearest, year)
    if not year.assignments.exists():
        default_assignments(year)


def _copy_facts(source, year):
    """Enrollment is a fact of one year and stays empty."""
    facts = OrganizationYear.objects.filter(year=source, organization__closed_on__isnull=True)
    OrganizationYear.objects.bulk_create(
        (
            OrganizationYear(
                organization_id=fact.organization_id,
                year=year,
                member=fact.member,
                lowest_grade=fact.lowest_grade,
                highest_grade=fact.highest_grade,
                grades_confirmed=fact.grades_confirmed,
                high_school_district=fact.high_school_district,
            )
            for fact in facts
        ),
        ignore_conflicts=True,
    )


def _copy_assignments(source, year):
    """Only measures that this year's editions still hold, and organizations that have not closed."""
    held = MeasurePlacement.objects.in_force(year).order_by().values("measure")
    agreed = Assignment.objects.in_year(source).filter(organization__closed_on__isnull=True, measure__in=held)
    Assignment.objects.bulk_create(
        Assignment(measure_id=row.measure_id, year=year, organization_id=row.organization_id, mode=row.mode)
        for row in agreed
    )
