"""Whoever has all reports of a year, the dashboards and last year's report has no small count of students."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from consortium.permissions import Access
from consortium.privacy import Sum, is_small
from consortium.tests.attackers import solved
from consortium.tests.factories import OrganizationFactory, OrganizationYearFactory, PeriodFactory, SchoolYearFactory
from indicators.breakdown import rows_by_organization
from indicators.figures import figures
from indicators.lens import Lens, periods_through
from indicators.models import MeasurePlacement, Value
from indicators.reporting.compose import compose
from indicators.reporting.content import as_json
from indicators.tests.factories import MeasureFactory, PercentFactory, TargetFactory
from indicators.tests.figuring import report as report_value
from indicators.tests.reports import draft, publish

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]
REGION = "region"
YEARS = (2024, 2025)
# organization → its counts in two quarters; one has few in each, one in the second, one has reported nothing yet
COUNTS = {
    "alpha": (120, 80),
    "beta": (64, 31),
    "delta": (30, 6),
    "epsilon": (3, 4),
    "college": (90, 70),
    "silent": (None, None),
}
LAST = "to 2"


@pytest.fixture
def region():
    """Two locked years of counts and rates of students, of members that all get a report."""
    kinds = {"college": {"kind": "college", "segment": "college"}}
    members = {slug: OrganizationFactory(name=slug.title(), slug=slug, **kinds.get(slug, {})) for slug in COUNTS}
    periods = {start: _two_quarters(start) for start in YEARS}
    for some in periods.values():
        for member in members.values():
            OrganizationYearFactory(organization=member, year=some[0].year)
    unit = {"unit": "students"}
    students = MeasureFactory(code="EN-3.2a", kind="unique", across="distinct", source="wbl.campus_students", **unit)
    rate = PercentFactory(code="EN-3.2b", timing="flow", source="wbl.campus_participation", **unit)
    for number, start in enumerate(YEARS):
        for slug, counts in COUNTS.items():
            for period, count in zip(periods[start], counts, strict=True):
                if count is not None:
                    report_value(students, members[slug], period, count + 3 * number * (count > 20))
                    report_value(rate, members[slug], period, count, sum(counts) + 5 + number)
        TargetFactory(measure=students, year=periods[start][0].year, value=900, baseline=7)
        TargetFactory(measure=students, year=periods[start][0].year, organization=members["delta"], value=90)
    lock(*periods[2024], *periods[2025])
    return members, periods, {"EN-3.2a": students, "EN-3.2b": rate}


def _two_quarters(start_year):
    year = SchoolYearFactory(start_year=start_year)
    return [PeriodFactory(year=year, number=number) for number in (1, 2)]


def lock(*periods):
    for period in periods:
        period.locked_at = timezone.now()
        period.save()


def unlock(period):
    period.locked_at = None
    period.save()


def truth(measures, periods):
    """(code, year, owner, span, letter) → the count; and the sums that everybody knows of."""
    alone = {}
    values = Value.objects.filter(measure__in=measures.values())
    for value in values.select_related("measure", "organization", "period"):
        key = (value.measure.code, value.period.year_id, value.organization.slug, value.period.number)
        letters = {"in": value.numerator}
        if value.denominator is not None:
            letters |= {"of": value.denominator, "rest": value.denominator - value.numerator}
        alone |= {(*key, letter): int(count) for letter, count in letters.items()}
    cells, relations = dict(alone), []
    owners = sorted({key[2] for key in alone})
    for code, year, letter in sorted({(key[0], key[1], key[4]) for key in alone}):
        for owner in owners:
            there = [(code, year, owner, quarter, letter) for quarter in (1, 2)]
            there = [part for part in there if part in alone]
            if there and letter == "in":
                cells[code, year, owner, LAST, letter] = sum(alone[part] for part in there)
                relations.append(Sum((code, year, owner, LAST, letter), tuple(there)))
            elif there:  # those enrolled are the school year's, whichever quarter it is said for
                enrolled = alone[*there[-1][:4], "of"]
                came = sum(alone[*part[:4], "in"] for part in there)
                cells[code, year, owner, LAST, letter] = enrolled if letter == "of" else enrolled - came
        for span in (1, 2, LAST):
            there = [(code, year, owner, span, letter) for owner in owners]
            there = [part for part in there if part in cells]
            if there:
                cells[code, year, REGION, span, letter] = sum(cells[part] for part in there)
                relations.append(Sum((code, year, REGION, span, letter), tuple(there)))
    relations += [Sum((*key[:4], "of"), ((*key[:4], "in"), (*key[:4], "rest"))) for key in cells if key[4] == "of"]
    return cells, relations


def read(found, code, year, owner, span, number, of=None):
    """Note that somebody has read a count."""
    found[code, year, owner, span, "in"] = int(number)
    if of is not None:
        found |= {(code, year, owner, span, "of"): int(of), (code, year, owner, span, "rest"): int(of) - int(number)}


def read_report(found, content, year, year_before):
    """All that a `Content` says: the region's lines with last year's, and all partners' parts."""
    for line in content.lines:
        amounts = [(year, line.actual), *((year_before, past.amount) for past in line.past)]
        for which, amount in amounts:
            if amount.number is not None:
                read(found, line.code, which, REGION, LAST, amount.number, amount.whole)
    for partner in content.partners:
        for line in partner.lines:
            for owner, amount in ((partner.slug, line.actual), (REGION, line.region)):
                if amount.number is not None:
                    read(found, line.code, year, owner, LAST, amount.number, amount.whole)


def read_dashboards(found, year, periods, measures):
    """All that an outsider reads on dashboards and pages of indicators, quarter by quarter."""
    placements = list(MeasurePlacement.objects.in_force(year).filter(measure__in=measures.values()))
    for through in periods:
        lens = Lens(year, periods_through(periods, through), Access(member_of=frozenset({-1})))
        shown = figures(placements, lens)
        rows = rows_by_organization(list(measures.values()), lens, {key: one.shown for key, one in shown.items()})
        span = LAST if through.number > 1 else 1
        for figure in shown.values():
            code = figure.measure.code
            if figure.reading is not None:
                read(found, code, year.pk, REGION, span, *_parts(figure.reading))
            for owner, cells, total in [
                (REGION, figure.cells, None),
                *((row.organization.slug, row.cells, row.year) for row in rows[figure.measure.pk]),
            ]:
                for cell in cells:
                    if cell.reading is not None:
                        read(found, code, year.pk, owner, cell.period.number, *_parts(cell.reading))
                if total is not None:
                    read(found, code, year.pk, owner, span, *_parts(total))


def _parts(reading):
    return reading.numerator, reading.denominator


def everything_read(content, periods, measures):
    found = {}
    before, now = periods[2024][0].year, periods[2025][0].year
    read_report(found, content, now.pk, before.pk)
    for some in periods.values():
        read_dashboards(found, some[0].year, some, measures)
    return found


def test_all_reports_dashboards_and_last_year_together_give_no_small_count_away(region):
    members, periods, measures = region
    content = compose(draft(2025), timezone.now())
    assert {partner.slug for partner in content.partners} == set(members)
    found = everything_read(content, periods, measures)
    cells, relations = truth(measures, periods)
    assert {key: count for key, count in found.items() if cells[key] != count} == {}
    assert not [key for key, count in found.items() if is_small(count)]
    assert len(found) > 25  # the table is not simply empty
    hidden = [key for key, count in cells.items() if key not in found and count]
    for own in [(), *([key for key in cells if key[2] == slug] for slug in ("delta", "college"))]:
        assert [key for key in solved(cells, relations, hidden, own=own) if is_small(cells[key])] == []


def test_the_attack_itself_finds_a_cell_that_is_shown_by_mistake(region):
    """Were the large cells shown that are hidden beside small ones, the test before this one would know."""
    _, periods, measures = region
    found = everything_read(compose(draft(2025), timezone.now()), periods, measures)
    cells, relations = truth({"EN-3.2a": measures["EN-3.2a"]}, periods)
    hidden = [key for key, count in cells.items() if key not in found and count]
    neighbors = {key for key in hidden if not is_small(cells[key])}
    assert any(is_small(cells[key]) for key in solved(cells, relations, set(hidden) - neighbors))


def test_not_a_word_of_any_report_depends_on_how_hidden_counts_are_divided(region):
    """Two students more in one hidden count and two fewer in another beside it, once so and once so."""
    members, periods, _ = region
    q1, q2 = periods[2025]
    measure = MeasureFactory(code="EN-2.6a", kind="unique", across="distinct", unit="students")
    TargetFactory(measure=measure, year=q1.year, organization=members["epsilon"], value=8)
    texts = []
    for step in (0, 2):
        with transaction.atomic():
            unlock(q1)
            for slug, count in (("alpha", 120), ("beta", 64), ("delta", 16 - step), ("epsilon", 3 + step)):
                report_value(measure, members[slug], q1, count)
            lock(q1)
            content = compose(draft(2025), datetime.datetime(2026, 9, 1, tzinfo=datetime.UTC))
            transaction.set_rollback(True)
        shown = amounts(content, "EN-2.6a")
        assert (shown["delta"].state, shown["epsilon"].state, shown[REGION].number) == ("hidden", "hidden", 203)
        texts.append(as_json(content))
    assert texts[0] == texts[1]


@pytest.fixture
def published(region):
    """The report on 2025-26, published with what it says."""
    members, *_ = region
    report = draft(2025)
    return publish(report, *members.values(), content=as_json(compose(report, timezone.now())))


def amounts(content, code):
    [line] = [line for line in content.lines if line.code == code]
    parts = {partner.slug: part.actual for partner in content.partners for part in partner.lines if part.code == code}
    return {REGION: line.actual, **parts}


def corrected(report):
    return compose(draft(2025, number=1, corrects=report, correction_note="Late figures."), timezone.now())


def test_who_reports_few_students_late_is_not_the_difference_of_two_reports(region, published):
    members, periods, measures = region
    first = amounts(compose(published, timezone.now()), "EN-3.2a")
    assert first[REGION].number is not None
    unlock(periods[2025][1])
    report_value(measures["EN-3.2a"], members["silent"], periods[2025][1], 4)
    lock(periods[2025][1])
    later = amounts(corrected(published), "EN-3.2a")
    assert later["silent"].state == "hidden"
    gained = [
        owner for owner, amount in later.items() if amount.number is not None and amount.number != first[owner].number
    ]
    assert gained == []  # a new total beside old parts would say four
    hidden = {owner for owner, amount in first.items() if amount.state == "hidden"}
    assert {later[owner].state for owner in hidden} == {"hidden"}
    found = {}
    read_dashboards(found, periods[2025][0].year, periods[2025], measures)
    assert ("EN-3.2a", periods[2025][0].year_id, REGION, LAST, "in") not in found


def test_what_a_report_hid_is_hidden_in_its_correction_whatever_it_is_by_then(region, published):
    members, periods, measures = region
    first = amounts(compose(published, timezone.now()), "EN-3.2a")
    assert first["epsilon"].state == "hidden"
    unlock(periods[2025][1])
    measures["EN-3.2a"].values.filter(organization=members["epsilon"], period=periods[2025][1]).update(numerator=250)
    lock(periods[2025][1])
    later = amounts(corrected(published), "EN-3.2a")
    assert later["epsilon"].state == "hidden"
    assert later["alpha"] == first["alpha"]


def test_a_large_slip_is_corrected(region, published):
    members, periods, measures = region
    first = amounts(compose(published, timezone.now()), "EN-3.2a")
    unlock(periods[2025][1])
    measures["EN-3.2a"].values.filter(organization=members["alpha"], period=periods[2025][1]).update(numerator=600)
    lock(periods[2025][1])
    later = amounts(corrected(published), "EN-3.2a")
    assert later["alpha"].number == first["alpha"].number - 83 + 600
    assert later[REGION].number == first[REGION].number - 83 + 600


def test_without_a_change_nothing_is_hidden_by_publishing(region, published):
    members, periods, measures = region
    assert amounts(corrected(published), "EN-3.2a") == amounts(compose(published, timezone.now()), "EN-3.2a")
