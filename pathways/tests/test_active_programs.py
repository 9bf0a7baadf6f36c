"""Which programs are offered on a day: the first and the last day included, an empty day is no limit."""

import datetime

import pytest

from pathways.models import Program
from pathways.tests.factories import ProgramFactory

pytestmark = pytest.mark.django_db

FIRST, LAST, DAY = datetime.date(2025, 7, 1), datetime.date(2026, 6, 30), datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "day", "active"),
    [
        (FIRST, LAST, FIRST - DAY, False),
        (FIRST, LAST, FIRST, True),
        (FIRST, LAST, LAST, True),
        (FIRST, LAST, LAST + DAY, False),
        (None, LAST, datetime.date(1999, 1, 1), True),
        (None, LAST, LAST + DAY, False),
        (FIRST, None, datetime.date(2099, 1, 1), True),
        (FIRST, None, FIRST - DAY, False),
        (None, None, FIRST, True),
    ],
)
def test_a_program_is_active_from_its_first_to_its_last_day(starts_on, ends_on, day, active):
    ProgramFactory(starts_on=starts_on, ends_on=ends_on)
    assert Program.objects.active(day).exists() is active
