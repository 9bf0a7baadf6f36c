"""The grid of Cal-PASS Plus, the form behind it, and what a district's own page says of it."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.calpass import records_address
from consortium.models import CalpassAgreement, CalpassUpload, County
from consortium.tests import factories

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
GRID = "/partners/calpass/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *arguments: TODAY)


@pytest.fixture
def years():
    return factories.SchoolYearFactory(start_year=2026), factories.SchoolYearFactory(start_year=2025)


def district(name, *years, **fields):
    made = factories.OrganizationFactory(name=name, slug=name.lower(), **fields)
    for year in years:
        factories.OrganizationYearFactory(organization=made, year=year)
    return made


@pytest.fixture
def three(years):
    """Alpha has both in both years, Beta an agreement that ended, Gamma serves grades 9–12 only this year."""
    this, last = years
    county = County.objects.create(code="37", name="San Diego")
    alpha, beta, gamma = district("Alpha", *years, county=county), district("Beta", *years), district("Gamma", this)
    factories.CalpassAgreementFactory(organization=alpha)
    factories.CalpassAgreementFactory(organization=beta, ends_on=datetime.date(2026, 8, 31))
    factories.CalpassUploadFactory(organization=alpha)
    factories.CalpassUploadFactory(organization=alpha, year=last, accepted_on=datetime.date(2026, 10, 1))
    return alpha, beta, gamma


def shown(response):
    """name → [(agreement?, upload?) or why not, a year]."""
    return {
        row.organization.name: [
            cell.why_not or (cell.agreement is not None, cell.upload is not None) for cell in row.cells
        ]
        for row in response.context["rows"]
    }


def test_the_grid_shows_each_district_by_year_in_words(signed_in, member, three):
    response = signed_in(member).get(GRID)
    assert shown(response) == {
        "Alpha": [(True, True), (True, True)],
        "Beta": [(False, False), (True, False)],
        "Gamma": [(False, False), "serves no grades 9–12"],
    }
    page = response.content.decode()
    for words in ("signed Mar 2, 2026", "until Aug 31, 2026", "accepted Sep 15, 2026", "No agreement", "No upload"):
        assert words in page
    assert "accepted Oct 1, 2026, after the year" in page
    assert "1 of 3 districts" in page
    assert "No agreement yet in 2026-27: 2" in page
    assert "No data of 2026-27 yet: 2" in page
    assert reverse("calpass-district", args=["alpha"]) not in page


def test_late_uploads_are_told_from_the_years_figure(signed_in, member, three):
    response = signed_in(member).get(GRID)
    totals = [(total.districts, total.agreements, total.uploads, total.late) for total in response.context["totals"]]
    assert totals == [(3, 1, 1, 0), (2, 2, 1, 1)]
    assert "of which 1 after Jun 30, 2026: the figure of the year does not count it" in response.content.decode()


def test_charters_are_shown_with_the_years_switch(signed_in, member, years):
    district("Charter", *years, kind="charter")
    client = signed_in(member)
    assert shown(client.get(GRID)) == {}
    years[1].charters_count = True
    years[1].save()
    assert shown(client.get(GRID)) == {"Charter": ["charters do not count", (False, False)]}


def test_a_year_that_has_not_begun_is_not_shown(signed_in, member, years):
    district("Alpha", *years, factories.SchoolYearFactory(start_year=2027))
    totals = signed_in(member).get(GRID).context["totals"]
    assert [total.year.label for total in totals] == ["2026-27", "2025-26"]


def test_by_county_and_by_what_is_missing(signed_in, member, three):
    client = signed_in(member)
    assert list(shown(client.get(GRID, {"county": "37"}))) == ["Alpha"]
    assert list(shown(client.get(GRID, {"missing": "agreement"}))) == ["Beta", "Gamma"]
    page = client.get(GRID, {"county": "37", "missing": "upload"})
    assert shown(page) == {}
    assert "No district of this county lacks what you chose." in page.content.decode()


@pytest.mark.parametrize(
    ("source", "day", "names", "words"),
    [
        ("calpass_agreements", datetime.date(2026, 8, 31), ["Alpha", "Beta"], "<strong>2 of 3</strong> districts"),
        ("calpass_agreements", datetime.date(2026, 9, 30), ["Alpha"], "<strong>1 of 3</strong> districts had an"),
        ("calpass_uploads", datetime.date(2026, 9, 30), ["Alpha"], "<strong>1 of 3</strong> districts had their"),
        ("calpass_uploads", datetime.date(2026, 6, 30), [], "<strong>0 of 2</strong> districts had their"),
        ("calpass_uploads", datetime.date(2031, 6, 30), [], "<strong>0 of 0</strong> districts had their"),
    ],
)
def test_the_address_of_a_figure_lists_exactly_what_it_counted(source, day, names, words, signed_in, member, three):
    response = signed_in(member).get(records_address(source, datetime.date(2026, 7, 1), day))
    assert list(shown(response)) == names
    assert len(names) + len(response.context["others"]) == response.context["count"].region.denominator
    assert words in response.content.decode()


def test_the_address_of_one_districts_part(signed_in, member, three):
    alpha, beta, _ = three
    span = (datetime.date(2026, 7, 1), datetime.date(2026, 9, 30))
    client = signed_in(member)
    assert list(shown(client.get(records_address("calpass_agreements", *span, alpha)))) == ["Alpha"]
    assert list(shown(client.get(records_address("calpass_agreements", *span, beta)))) == []


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"county": "99"}, "Choose one of the list."),
        ({"counted": "calpass_uploads"}, "A figure is counted on a day: give the last day of its span."),
        ({"counted": "calpass_uploads", "through": "soon"}, "Write the day as year, month and day"),
        ({"counted": "other", "through": "2026-09-30"}, "Choose one of the list."),
        ({"organization": "nobody"}, "No partner has this name."),
    ],
)
def test_what_cannot_be_meant_is_said_and_lists_nothing(query, sentence, signed_in, member, three):
    response = signed_in(member).get(GRID, query)
    assert sentence in response.content.decode()
    assert shown(response) == {}


def test_an_empty_page_says_what_to_do(signed_in, office, member):
    assert "Open a school year under Set-up" in signed_in(office).get(GRID).content.decode()
    assert "The consortium office has not noted" in signed_in(member).get(GRID).content.decode()


def test_the_grid_asks_the_same_number_of_questions_for_few_and_many(signed_in, office, years):
    client = signed_in(office)

    def questions():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(GRID).status_code == 200
        return len(queries)

    factories.CalpassUploadFactory(organization=district("First", *years))
    few = questions()
    for number in range(12):
        more = district(f"More-{number}", *years)
        factories.CalpassAgreementFactory(organization=more)
        factories.CalpassUploadFactory(organization=more)
    assert questions() == few == 10


def typed(agreements=(), uploads=(), initial=(0, 0)):
    data = {}
    for prefix, rows, known in (("agreements", agreements, initial[0]), ("uploads", uploads, initial[1])):
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": known}
        for number, row in enumerate(rows):
            data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


@pytest.fixture
def form(signed_in, office, years):
    """`form(data)` posts the form of the district Alpha."""
    alpha = district("Alpha", *years)
    client = signed_in(office)

    def post(data):
        return client.post(reverse("calpass-district", args=["alpha"]), data)

    post.district, post.client = alpha, client
    return post


def test_an_agreement_and_an_upload_are_saved_together(form, years):
    agreement = {"signed_on": "2026-03-02", "ends_on": "", "note": "By mail"}
    upload = {"year": years[0].pk, "accepted_on": "2026-09-15"}
    response = form(typed([agreement], [upload]))
    assert response.url == "/partners/alpha/"
    kept = CalpassAgreement.objects.get()
    assert (kept.organization, kept.signed_on, kept.ends_on, kept.note) == (
        form.district, datetime.date(2026, 3, 2), None, "By mail",
    )  # fmt: skip
    assert list(CalpassUpload.objects.values_list("year__start_year", "accepted_on")) == [
        (2026, datetime.date(2026, 9, 15))
    ]
    assert kept.history.count() == 1


def test_an_agreement_is_ended_and_followed_in_one_step(form):
    first = factories.CalpassAgreementFactory(organization=form.district)
    rows = [
        {"id": first.pk, "signed_on": "2026-03-02", "ends_on": "2026-06-30"},
        {"signed_on": "2026-07-01"},
    ]
    assert form(typed(rows, initial=(1, 0))).status_code == 302
    assert list(CalpassAgreement.objects.order_by("signed_on").values_list("signed_on", "ends_on")) == [
        (datetime.date(2026, 3, 2), datetime.date(2026, 6, 30)),
        (datetime.date(2026, 7, 1), None),
    ]


def test_agreements_that_move_together_meet_only_on_the_way(form):
    first = factories.CalpassAgreementFactory(organization=form.district, ends_on=datetime.date(2026, 6, 30))
    second = factories.CalpassAgreementFactory(organization=form.district, signed_on=datetime.date(2026, 7, 1))
    rows = [
        {"id": second.pk, "signed_on": "2026-09-01"},
        {"id": first.pk, "signed_on": "2026-03-02", "ends_on": "2026-08-31"},
    ]
    rows.reverse()
    assert form(typed(sorted(rows, key=lambda row: -row["id"]), initial=(2, 0))).status_code == 302
    assert CalpassAgreement.objects.in_force(datetime.date(2026, 8, 31)).get() == first


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"signed_on": "2026-03-02"}, {"signed_on": "2026-07-01"}], "The agreement signed on March 2, 2026 is still"),
        ([{"signed_on": "2026-03-02", "ends_on": "2026-03-01"}], "The last day comes before the day it was signed."),
        ([{"signed_on": "", "note": "When?"}], "Give the day."),
    ],
)
def test_what_is_wrong_with_an_agreement_is_said_and_nothing_is_saved(rows, sentence, form, years):
    response = form(typed(rows, [{"year": years[0].pk, "accepted_on": "2026-09-15"}]))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not CalpassAgreement.objects.exists()
    assert not CalpassUpload.objects.exists()


def test_what_is_wrong_with_an_upload_is_said(form, years):
    this = years[0].pk
    future = form(typed([], [{"year": this, "accepted_on": "2026-11-24"}]))
    assert "This day is yet to come." in future.content.decode()
    twice = form(typed([], [{"year": this, "accepted_on": "2026-09-15"}, {"year": this, "accepted_on": "2026-09-16"}]))
    assert "Each school year&#x27;s data is uploaded once." in twice.content.decode()
    assert not CalpassUpload.objects.exists()


def test_an_upload_and_an_agreement_are_removed(form, years):
    agreement = factories.CalpassAgreementFactory(organization=form.district)
    upload = factories.CalpassUploadFactory(organization=form.district)
    data = typed(
        [{"id": agreement.pk, "signed_on": "2026-03-02", "DELETE": "on"}],
        [{"id": upload.pk, "year": years[0].pk, "accepted_on": "2026-09-15", "DELETE": "on"}],
        initial=(1, 1),
    )
    assert form(data).status_code == 302
    assert not CalpassAgreement.objects.exists()
    assert not CalpassUpload.objects.exists()


def test_the_form_of_what_is_no_district_is_not_there(form):
    factories.SchoolFactory(slug="a-school")
    assert form.client.get(reverse("calpass-district", args=["a-school"])).status_code == 404


def test_a_districts_page_says_how_it_stands(signed_in, office, reporter, three, years):
    page = signed_in(reporter).get("/partners/alpha/").content.decode()
    assert "Cal-PASS Plus" in page
    assert "signed Mar 2, 2026" in page
    assert reverse("calpass-district", args=["alpha"]) not in page
    assert reverse("calpass-district", args=["alpha"]) in signed_in(office).get("/partners/alpha/").content.decode()
    factories.OrganizationFactory(slug="elementary", name="Elementary")
    assert "Nothing is asked of Elementary" in signed_in(office).get("/partners/elementary/").content.decode()
    factories.CollegeFactory(slug="college")
    assert "Cal-PASS" not in signed_in(office).get("/partners/college/").content.decode()


def test_no_partner_gets_the_name_of_the_page(signed_in, office):
    posted = {"name": "CalPASS", "kind": "workforce_board"}
    assert signed_in(office).post(reverse("partner-new"), posted).url == "/partners/calpass-2/"
