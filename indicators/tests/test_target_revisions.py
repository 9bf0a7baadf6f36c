"""Targets: what is refused, what is kept when one is revised, and two people at once."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consortium.tests.factories import OrganizationFactory, SchoolYearFactory, UserFactory
from indicators.models import Target
from indicators.planning import Revision, TargetsRefused, revise_target, revise_targets
from indicators.tests.factories import MeasureFactory, PercentFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)


@pytest.fixture
def year(db):
    return SchoolYearFactory(start_year=2026)


@pytest.fixture
def measure(year):
    return MeasureFactory(placed__indicator__goal__edition__first_year=year)


@pytest.fixture
def user(db):
    return UserFactory(name="Example Person")


def refusal(*args, **kwargs):
    with pytest.raises(TargetsRefused) as refused:
        revise_target(*args, **kwargs)
    (fields,) = refused.value.by_code.values()
    return fields


def test_the_first_target_needs_no_reason(measure, year, user):
    target = revise_target(measure, year, value=Decimal(120), baseline=Decimal(80), user=user, now=NOW)
    assert (target.value, target.baseline, target.set_by, target.set_at) == (120, 80, user, NOW)


def test_a_revised_target_is_kept_with_the_day_it_was_replaced(measure, year, user):
    revise_target(measure, year, value=Decimal(120), user=user, now=NOW)
    later = NOW + timedelta(days=30)
    revise_target(measure, year, value=Decimal(90), reason="Two schools closed", user=user, now=later)
    assert list(Target.objects.order_by("pk").values_list("value", "replaced_at", "reason")) == [
        (120, later, ""),
        (90, None, "Two schools closed"),
    ]


def test_a_revision_without_a_reason_is_refused(measure, year, user):
    revise_target(measure, year, value=Decimal(120), user=user, now=NOW)
    fields = refusal(measure, year, value=Decimal(90), reason="  ", user=user, now=NOW)
    assert fields == {"reason": "Say why: a target stood here, and it is kept beside the new one with your reason."}
    assert Target.objects.current().get().value == 120


def test_what_has_not_changed_is_not_saved_again(measure, year, user):
    revise_target(measure, year, value=Decimal("120"), user=user, now=NOW)
    assert revise_target(measure, year, value=Decimal("120.00"), reason="Same", user=user, now=NOW) is None
    assert Target.objects.count() == 1


def test_nothing_where_nothing_was_is_not_saved(measure, year, user):
    assert revise_target(measure, year, value=None, user=user, now=NOW) is None
    assert not Target.objects.exists()


def test_the_documents_own_target_is_overridden_with_a_reason_only(year, user):
    percent = PercentFactory(placed__indicator__goal__edition__first_year=year, placed__given_target=100)
    assert revise_target(percent, year, value=Decimal(100), user=user, now=NOW) is None
    fields = refusal(percent, year, value=Decimal(80), user=user, now=NOW)
    assert fields == {"reason": "Say why: the goal document itself sets 100."}
    assert revise_target(percent, year, value=Decimal(80), reason="Agreed", user=user, now=NOW).value == 80


def test_a_baseline_beside_the_documents_target_needs_no_reason(year, user):
    percent = PercentFactory(placed__indicator__goal__edition__first_year=year, placed__given_target=100)
    target = revise_target(percent, year, value=Decimal(100), baseline=Decimal(62), user=user, now=NOW)
    assert (target.value, target.baseline) == (100, 62)


def test_an_emptied_target_is_the_documents_own_again(year, user):
    percent = PercentFactory(placed__indicator__goal__edition__first_year=year, placed__given_target=100)
    revise_target(percent, year, value=Decimal(80), reason="Agreed", user=user, now=NOW)
    assert revise_target(percent, year, value=None, reason="As written", user=user, now=NOW).value == 100


def test_the_documents_target_is_the_regions_not_an_organizations(year, user):
    percent = PercentFactory(placed__indicator__goal__edition__first_year=year, placed__given_target=100)
    organization = OrganizationFactory()
    target = revise_target(percent, year, organization, value=Decimal(50), user=user, now=NOW)
    assert (target.organization, target.value) == (organization, 50)


@pytest.mark.parametrize(
    ("factory", "value", "sentence"),
    [
        (PercentFactory, "101", "A target in percent is from 0 to 100."),
        (PercentFactory, "-1", "A target in percent is from 0 to 100."),
        (MeasureFactory, "-1", "A target is zero or more."),
        (MeasureFactory, "1.5", "A target in fairs is a whole number."),
        (MeasureFactory, "99999999999", "A target is at most 9,999,999,999."),
    ],
)
def test_figures_out_of_range_are_refused(factory, value, sentence, year, user):
    assert refusal(factory(), year, value=Decimal(value), user=user, now=NOW) == {"value": sentence}
    assert not Target.objects.exists()


def test_a_first_day_outside_the_year_is_refused(measure, year, user):
    fields = refusal(measure, year, value=Decimal(1), first_due=date(2027, 7, 1), user=user, now=NOW)
    assert list(fields) == ["first_due"]
    assert "2026-27" in fields["first_due"]


def test_the_second_of_two_people_is_told_both_values(measure, year, user):
    first = revise_target(measure, year, value=Decimal(120), user=user, now=NOW)
    revise_target(measure, year, value=Decimal(150), reason="More", user=user, now=NOW, seen=first.pk)
    fields = refusal(measure, year, value=Decimal(90), reason="Less", user=user, now=NOW, seen=first.pk)
    assert fields == {
        "value": "Example Person set target 150, baseline none since you opened this page. "
        "You typed target 90, baseline none: save again to replace it."
    }
    assert Target.objects.current().get().value == 150


def test_a_row_left_as_it_was_does_not_undo_anothers_work(measure, year, user):
    first = revise_target(measure, year, value=Decimal(120), user=user, now=NOW)
    revise_target(measure, year, value=Decimal(150), reason="More", user=user, now=NOW)
    assert revise_target(measure, year, value=Decimal(120), user=user, now=NOW, seen=first.pk) is None
    assert Target.objects.current().get().value == 150


def test_a_page_is_saved_as_a_whole_or_not_at_all(measure, year, user):
    percent = PercentFactory()
    with pytest.raises(TargetsRefused) as refused:
        revise_targets(
            year, None, [Revision(measure, Decimal(5)), Revision(percent, Decimal(500))], user=user, now=NOW
        )
    assert list(refused.value.by_code) == [percent.code]
    assert not Target.objects.exists()


def test_a_page_takes_the_same_queries_for_many_measures(year, user, django_assert_num_queries):
    measures = [MeasureFactory(placed__indicator__goal__edition__first_year=year) for _ in range(20)]
    with django_assert_num_queries(7):  # savepoint twice, year, standing, editions, given, insert
        revise_targets(year, None, [Revision(m, Decimal(5), seen=None) for m in measures], user=user, now=NOW)


figures = st.one_of(st.none(), st.integers(0, 500).map(Decimal))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(st.tuples(figures, figures), max_size=6))
def test_history_never_loses_a_value(wanted, measure, year, user):
    Target.objects.all().delete()
    expected, current = [], (None, None)
    for step, (value, baseline) in enumerate(wanted):
        now = NOW + timedelta(hours=step)
        revise_target(measure, year, value=value, baseline=baseline, reason="Because", user=user, now=now)
        if (value, baseline) != current:
            current = value, baseline
            expected.append(current)
    kept = Target.objects.order_by("set_at", "pk")
    assert [(target.value, target.baseline) for target in kept] == expected
    assert kept.current().count() == min(len(expected), 1)
    ends = [target.replaced_at for target in kept]
    assert ends == [later.set_at for later in kept[1:]] + [None] * min(len(expected), 1)
