"""What a typed figure is made of: it adds up or asks for “not reported”, and nobody overwrites anybody."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consortium.categories import GENDERS, GROUPS, RACES
from consortium.tests.factories import MembershipFactory
from indicators.forms.parts import name_of
from indicators.models import Breakdown, Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, owe, post_cell, quarter, stored

pytestmark = pytest.mark.django_db
RACE, GENDER, GROUP = "race and ethnicity", "gender", "program group"


@pytest.fixture
def period():
    return quarter(2)


@pytest.fixture
def students(district):
    return owe(district, "EN-2.6a", kind="unique", unit="students", across="distinct", breakdowns=["demographics"])


@pytest.fixture
def client(reporter, signed_in, district, period, students):
    made = signed_in(reporter)
    post_cell(made, district, period, students, numerator="100")
    return made


@pytest.fixture
def page(district, period, students):
    return address(district, period, "worksheet-parts", students.code)


def race(code, number):
    return {name_of(RACE, RACES[code]): number}


def gender(code, number):
    return {name_of(GENDER, GENDERS[code]): number}


def group(code, number):
    return {name_of(GROUP, GROUPS[code]): number}


def parts(measure, dimension):
    """category → number of those that are not zero."""
    rows = Breakdown.objects.filter(value__measure=measure, dimension=dimension, numerator__gt=0)
    return {row.category: int(row.numerator) for row in rows}


def test_parts_that_add_up_are_saved_and_the_other_categories_are_zero(client, page, students):
    response = client.post(page, {"seen": "none", **race("RH", "60"), **race("RW", "40"), **group("SE", "25")})
    assert response.status_code == 302
    assert parts(students, RACE) == {RACES["RH"]: 60, RACES["RW"]: 40}
    assert Breakdown.objects.filter(dimension=RACE).count() == len(RACES)
    assert Breakdown.objects.filter(dimension=GENDER).count() == 0
    assert list(Breakdown.objects.filter(dimension=GROUP).values_list("category", "numerator")) == [
        (GROUPS["SE"], 25)
    ]


def test_what_is_missing_of_a_partition_is_offered_as_not_reported(client, page, students):
    typed = {"seen": "none", **gender("GF", "50"), **gender("GM", "1,0")}
    assert "is not a number" in client.post(page, typed).content.decode()
    typed |= gender("GM", "40")
    response = client.post(page, typed)
    words = response.content.decode()
    assert response.status_code == 422
    assert "By gender it makes 90, and the figure is 100. The other 10 can be put in “not reported”." in words
    assert 'value="50"' in words
    assert Breakdown.objects.count() == 0
    assert client.post(page, {**typed, "rest": "on"}).status_code == 302
    assert parts(students, GENDER) == {GENDERS["GF"]: 50, GENDERS["GM"]: 40, GENDERS["GZ"]: 10}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (race("RH", "101"), "That is 1 too many."),
        (group("SS", "101"), f"{GROUPS['SS']}: 101 is more than the figure, 100."),
        (group("SS", "-1"), "is negative"),
        (group("SS", "3.5"), "has decimals"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence_even_with_the_rest_offered(client, page, typed, sentence):
    response = client.post(page, {"seen": "none", "rest": "on", **typed})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert Breakdown.objects.count() == 0


def test_of_a_percent_both_numbers_are_typed(signed_in, reporter, district, period):
    rate = owe(
        district, "EN-3.2b", factory=factories.PercentFactory, unit="students", timing="flow",
        breakdowns=["demographics"],
    )  # fmt: skip
    client = signed_in(reporter)
    post_cell(client, district, period, rate, numerator="100", denominator="1,000")
    page, name = address(district, period, "worksheet-parts", rate.code), name_of(RACE, RACES["RH"])
    assert "Of how many?" in client.post(page, {"seen": "none", name: "60"}).content.decode()
    assert "60 is more than 50" in client.post(page, {"seen": "none", name: "60", f"{name}-of": "50"}).content.decode()
    assert client.post(page, {"seen": "none", "rest": "1", name: "60", f"{name}-of": "700"}).status_code == 302
    rows = Breakdown.objects.order_by("pk").values_list("category", "numerator", "denominator")
    assert list(rows) == [(RACES["RH"], 60, 700), (RACES["RD"], 40, None)]


def test_a_changed_figure_whose_parts_no_longer_fit_is_said_at_the_cell_and_cannot_be_submitted(
    client, page, district, period, students
):
    client.post(page, {"seen": "none", **gender("GF", "60"), **gender("GM", "40")})
    response = post_cell(
        client, district, period, students, numerator="110", version=f"{stored(students).pk}.{stored(students).version}"
    )
    assert "By gender it makes 100, and the figure is 110." in response.content.decode()
    client.post(address(district, period, "worksheet-submit"))
    assert Submission.objects.get().state == "draft"
    client.post(page, {"seen": seen_on(client, page), **gender("GF", "60"), **gender("GM", "50")})
    client.post(address(district, period, "worksheet-submit"))
    assert Submission.objects.get().state == "submitted"


def seen_on(client, page):
    """The stamp in the form of the page."""
    return client.get(page).context["form"]["seen"].value()


def test_the_second_of_two_people_is_told_and_shown_both(client, page, signed_in, district, students):
    maria = MembershipFactory(user__name="Maria Ortiz", user__email="maria@example.org", organization=district).user
    client.post(page, {"seen": "none", **gender("GF", "60"), **gender("GM", "40")})
    other = signed_in(maria)
    typed = {"seen": "none", **gender("GF", "45"), **gender("GM", "55")}
    response = other.post(page, typed)
    words = " ".join(response.content.decode().split())
    assert response.status_code == 409
    assert 'Female</th><td class="num">60 </td><td class="num">45' in words
    assert parts(students, GENDER) == {"Female": 60, "Male": 40}
    again = {**typed, "seen": response.context["form"]["seen"].value()}
    assert other.post(page, again).status_code == 302
    assert parts(students, GENDER) == {"Female": 45, "Male": 55}


def test_the_same_parts_twice_are_no_conflict(client, page):
    typed = {"seen": "none", **gender("GF", "60"), **gender("GM", "40")}
    assert [client.post(page, typed).status_code for _ in range(2)] == [302, 302]
    assert Breakdown.history.rel.related_model.objects.filter(pgh_label="update").count() == 0


def test_strangers_find_nothing_readers_may_not_write_and_a_submitted_worksheet_is_closed(
    client, page, signed_in, stranger, other_reporter, office, period
):
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(other_reporter).post(page, {"seen": "none"}).status_code in (403, 404)
    office_client = signed_in(office)
    assert office_client.get(page).status_code == 200
    refused = office_client.post(page, {"seen": "none", **gender("GF", "100")})
    assert (refused.status_code, Breakdown.objects.count()) == (409, 0)  # on behalf: first say where it is from
    Submission.objects.update(state="submitted", submitted_at=timezone.now())
    assert client.post(page, {"seen": "none", **gender("GF", "100")}).status_code == 409


def test_a_locked_period_keeps_its_parts_in_the_database(client, page, period, students):
    client.post(page, {"seen": "none", **gender("GF", "60"), **gender("GM", "40")})
    period.locked_at = timezone.now()
    period.save()
    value = Value.objects.get(measure=students)
    for change in (
        lambda: Breakdown.objects.update(numerator=1),
        lambda: Breakdown.objects.all().delete(),
        lambda: Breakdown.objects.create(value=value, dimension=GROUP, category="SE", numerator=3),
    ):
        with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
            change()


def test_emptying_the_cell_takes_the_parts_with_it_and_keeps_their_history(client, page, district, period, students):
    client.post(page, {"seen": "none", **gender("GF", "60"), **gender("GM", "40")})
    version = f"{stored(students).pk}.{stored(students).version}"
    assert post_cell(client, district, period, students, numerator="", version=version).status_code == 200
    assert (Value.objects.count(), Breakdown.objects.count()) == (0, 0)
    assert Breakdown.history.rel.related_model.objects.filter(pgh_label="delete").count() == len(GENDERS)
