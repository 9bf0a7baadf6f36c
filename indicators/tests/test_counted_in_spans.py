"""Several spans of days are counted together: each says what counting it alone says, in few statements."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consortium.tests.factories import quarters
from indicators import derived
from indicators.loading import load_frameworks, read_measures
from indicators.models import Measure
from indicators.tests.factories import AssignmentFactory
from wbl.models import Event
from wbl.rules import kinds
from wbl.tests.factories import EmployerContactFactory, EmployerFactory, SpeakerFactory, SpeakingFactory
from wbl.tests.trapped import BEGINS, ENDS, LAST, SUMMER, Trapped

pytestmark = pytest.mark.django_db

QUARTERS = [
    (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30)),
    (datetime.date(2026, 10, 1), datetime.date(2026, 12, 31)),
    (datetime.date(2027, 1, 1), datetime.date(2027, 3, 31)),
    (datetime.date(2027, 4, 1), LAST),
]
SPANS = [*QUARTERS, (datetime.date(2026, 7, 1), LAST)]
KINDS = {
    row["source"]: row["kind"] for row in read_measures().values() if row["source"].startswith(("wbl.", "events."))
}
STOCKS = {"wbl.inventory", "wbl.inventory_districts"}  # as of a day: nothing to look through twice
NOT_HERE = STOCKS | {"wbl.parent_surveys", "wbl.tour_survey_positive", "events.meetings_all_segments"}


@pytest.fixture
def year():
    """Each kind of event in the first and last minutes of the year and on both sides of midnight between quarters."""
    trap = Trapped()
    speaker, employer = SpeakerFactory(), EmployerFactory()
    midnight = datetime.datetime(2026, 10, 1, tzinfo=SUMMER)
    for kind in Event.Kind:
        for place, moment in enumerate([BEGINS, midnight - datetime.timedelta(minutes=1), midnight, ENDS]):
            _event(trap, kind, moment, place, speaker)
    for day, purpose in ((7, 1), "students"), ((10, 1), "students"), ((10, 2), "teachers"):
        EmployerContactFactory(employer=employer, organization=trap.high, made_on=_day(*day), purpose=purpose)
    EmployerContactFactory(employer=employer, organization=trap.south, made_on=_day(12, 1))
    return trap


def _day(month, day):
    return datetime.date(2026 + (month < 7), month, day)


def _event(trap, kind, moment, place, speaker):
    fields = {"minutes": trap.minutes, "labor_market_note": "Openings.", "sector": trap.health, "capacity": 5 + place}
    site = trap.east if kind in (Event.Kind.CAMPUS_TOUR, Event.Kind.CAMPUS_EVENT) else trap.high
    came = [trap.high, trap.south, trap.east] if place % 2 else [trap.high]
    event = trap.add(kind, *came, starts_at=moment, site=site, languages=["en"], **fields)
    SpeakingFactory(event=event, speaker=speaker)
    for audience in kinds.KINDS[kind].audiences:
        if audience == "parents" or place == 1:
            trap.headcount(event, trap.south, audience, 10 + place)
        else:
            trap.roster(event, trap.high, audience, 1, 2 + place, 3 + place)


def test_spans_say_together_what_each_says_alone(year, django_assert_max_num_queries):
    for source, kind in KINDS.items():
        measure = Measure(source=source, kind=kind, reporters=["district", "college"])
        for organizations in (None, [year.north.pk, year.east.pk]):
            with django_assert_max_num_queries(25 if source in STOCKS else 7):  # of a rate people are looked up twice
                together = derived.counts(measure, SPANS, organizations)
                assert [count.region.numerator >= 0 for count in together.values()] == [True] * len(SPANS)
            for span in SPANS:
                alone = derived.count(measure, *span, organizations)
                assert together[span].region == alone.region, (source, span)
                assert together[span].by_organization == alone.by_organization, (source, span)
                assert set(together[span].records) == set(alone.records), (source, span)
            year_alone = derived.count(measure, *SPANS[-1], organizations)
            assert together[SPANS[-1]].breakdowns == year_alone.breakdowns, source
            # what they know of their own students bears on what others may see
            assert together[SPANS[-1]].breakdowns_by_organization == year_alone.breakdowns_by_organization, source
            assert organizations or source in NOT_HERE or together[SPANS[0]].region.numerator > 0, source


@pytest.mark.parametrize("goal", [2, 3, 5])
def test_a_goal_with_all_counted_now_asks_as_often_for_many_records_as_for_few(goal, office, signed_in):
    year = quarters(2026)[0].year
    load_frameworks(year)
    trap, speaker = Trapped(), SpeakerFactory()
    for measure in Measure.objects.filter(source__in=KINDS):
        for owner in [office.memberships.get().organization] if measure.about_region else [trap.north, trap.east]:
            AssignmentFactory(measure=measure, year=year, organization=owner, mode="records")
    client, page = signed_in(office), f"/goals/en/{goal}/?year=2026-27&through=Q4&figures=drafts"
    asked = []
    for number in (1, 3):
        for kind in Event.Kind:
            for place in range(number):
                _event(trap, kind, BEGINS + datetime.timedelta(days=90 * place), place, speaker)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(page).status_code == 200
        asked.append(len(statements))
    assert asked[0] == asked[1]
