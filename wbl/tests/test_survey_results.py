"""Results: totals for every member; what they are made of only where nobody can be recognized by it."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from consortium.tests.factories import CollegeFactory, MembershipFactory
from wbl.models import SurveyAnswer
from wbl.tests.factories import AttendanceFactory, EventFactory
from wbl.tests.surveying import Asked

pytestmark = pytest.mark.django_db

OPEN, CLOSED = datetime.date(2026, 11, 20), datetime.date(2027, 8, 1)


@pytest.fixture
def asked(district):
    """A survey of the reporter's district, open through June 30, 2027."""
    return Asked(owner=district)


@pytest.fixture
def on_day(monkeypatch):
    """`on_day(day)`: pages are looked at on that day."""
    return lambda day: monkeypatch.setattr(timezone, "localdate", lambda *args: day)


def results(client, asked, query=""):
    return client.get(reverse("survey-results", args=[asked.survey.pk]) + query)


def row_of(page, choice):
    [row] = [row for one in page.context["results"].questions for row in one.rows if row.choice == choice]
    return row


def test_counts_shares_and_positive_share_by_question(asked, reporter, signed_in):
    asked.survey.asked = 40
    asked.survey.save()
    asked.answered(asked.points[4], asked.yes, asked.labs, times=9)
    asked.answered(asked.points[0], asked.no, times=3)
    asked.on_paper({asked.points[4]: 6, asked.yes: 4}, responses=8)
    page = results(signed_in(reporter), asked)
    found = page.context["results"]
    assert (found.online, found.paper, found.completed, found.rate) == (12, 8, 20, 0.5)
    assert (found.tally.numerator, found.tally.denominator) == (28, 34)
    five = row_of(page, asked.points[4])
    assert (five.online, five.paper, five.total, five.of, five.share) == (9, 6, 15, 18, 15 / 18)
    labs = row_of(page, asked.labs)
    assert (labs.total, labs.of) == (9, 12)  # of the paper questionnaires this was not counted
    scale = found.questions[0]
    assert (scale.answered, scale.tally.numerator, scale.tally.denominator) == (18, 15, 18)
    assert found.questions[3].tally is None
    text = page.content.decode()
    assert "50\u202f%" in text
    assert "82\u202f%" in text
    assert '<rect width="83.3" height="12" class="fill-met"/>' in text


@pytest.mark.parametrize(("number", "is_shown"), [(9, False), (10, True)])
def test_fewer_than_ten_answers_are_not_broken_down_for_anybody(asked, office, reporter, signed_in, number, is_shown):
    asked.answered(asked.points[4], times=number - 4)
    asked.on_paper({asked.points[4]: 4}, responses=4)
    for person in (office, reporter):
        page = results(signed_in(person), asked)
        assert bool(page.context["results"].questions) is is_shown
        assert ("Fewer than 10 answers so far" in page.content.decode()) is not is_shown
        assert (page.context["results"].completed, page.context["results"].tally.numerator) == (number, number)


def test_what_was_written_is_for_those_who_keep_the_survey_in_the_order_of_the_alphabet(
    asked, reporter, member, signed_in, on_day
):
    responses = asked.answered(asked.points[4], times=12)
    for response, text in zip(responses, ["Welding!", "Aircraft", "Food"], strict=False):
        SurveyAnswer.objects.create(response=response, question=asked.words, text=text)
    on_day(CLOSED)
    page = results(signed_in(reporter), asked)
    assert page.context["results"].questions[4].words == ["Aircraft", "Food", "Welding!"]
    assert "do not pass it on" in page.content.decode()
    outside = results(signed_in(member), asked).content.decode()
    assert "Aircraft" not in outside
    assert "read by those who keep the survey" in outside


def test_outsiders_see_totals_while_it_is_open_and_single_questions_once_it_has_closed(
    asked, member, other_reporter, signed_in, on_day
):
    asked.answered(asked.points[4], asked.yes, times=40)
    asked.answered(asked.points[3], asked.no, times=30)
    for person in (member, other_reporter):
        on_day(OPEN)
        page = results(signed_in(person), asked)
        assert page.context["results"].questions == ()
        assert page.context["results"].tally.numerator == 110
        assert "once the survey has closed" in page.content.decode()
        on_day(CLOSED)
        page = results(signed_in(person), asked)
        assert (row_of(page, asked.yes).total, row_of(page, asked.yes).hidden) == (40, False)
        assert "<th scope=\"col\" class=\"num\">Online" not in page.content.decode().partition("totals-head")[2]


def test_outsiders_see_no_part_of_one_to_ten_nor_one_that_gives_it_away(asked, member, reporter, signed_in, on_day):
    asked.answered(asked.points[4], asked.yes, times=60)
    asked.answered(asked.points[3], asked.yes, times=30)
    asked.answered(asked.points[2], asked.no, times=4)
    on_day(CLOSED)
    page = results(signed_in(member), asked)
    hidden = {choice.text for choice in asked.points if row_of(page, choice).hidden}
    assert "3" in hidden
    assert len(hidden) >= 2
    assert row_of(page, asked.no).hidden
    assert row_of(page, asked.yes).hidden  # else the four are what is left of 94
    assert page.context["results"].questions[0].tally is None
    assert "hidden" in page.content.decode()
    assert row_of(results(signed_in(reporter), asked), asked.no).total == 4


def test_an_organizations_own_people_see_their_part_and_others_do_not(asked, signed_in, on_day, district):
    colleges = [CollegeFactory(slug="a-college"), CollegeFactory(slug="b-college")]
    asked.survey.organizations.set(colleges)
    asked.answered(asked.points[4], organization=colleges[0], times=14)
    asked.answered(asked.points[0], organization=colleges[1], times=25)
    people = [MembershipFactory(organization=one).user for one in colleges]
    on_day(OPEN)
    page = results(signed_in(people[0]), asked, "?organization=a-college")
    assert page.context["results"].completed == 14
    assert row_of(page, asked.points[4]).total == 14
    assert results(signed_in(people[0]), asked, "?organization=b-college").status_code == 404
    assert "What counts for" in results(signed_in(people[0]), asked).content.decode()


def test_what_one_of_two_organizations_could_subtract_is_hidden_from_both(asked, signed_in, on_day):
    """Of twenty who were unhappy fifteen are the reader's own: the other college's five would follow."""
    colleges = [CollegeFactory(), CollegeFactory()]
    asked.survey.organizations.set(colleges)
    for college, few, many in zip(colleges, (15, 5), (40, 40), strict=True):
        asked.answered(asked.points[0], organization=college, times=few)
        asked.answered(asked.points[4], organization=college, times=many)
    on_day(CLOSED)
    page = results(signed_in(MembershipFactory(organization=colleges[0]).user), asked)
    assert row_of(page, asked.points[0]).hidden
    assert row_of(page, asked.points[4]).hidden


def test_where_several_may_be_ticked_shares_are_of_those_whose_ticks_are_known(asked, reporter, signed_in):
    asked.answered(asked.labs, times=6)
    asked.answered(asked.yes, times=4)  # nothing was ticked, which is an answer
    asked.on_paper({asked.labs: 5, asked.food: 2}, responses=10)
    asked.on_paper(responses=30, day=datetime.date(2026, 10, 7))
    labs = row_of(results(signed_in(reporter), asked), asked.labs)
    assert (labs.total, labs.of) == (11, 20)


def test_a_question_of_which_only_totals_were_entered_has_no_bars(asked, reporter, signed_in):
    asked.on_paper(responses=30)
    page = results(signed_in(reporter), asked).content.decode()
    assert page.count("of paper questionnaires only totals were entered") == 4


def test_members_see_by_organization_how_many_completed_it(asked, member, signed_in):
    colleges = [CollegeFactory(name="A College"), CollegeFactory(name="B College")]
    asked.answered(asked.points[4], organization=colleges[0], times=3)
    asked.on_paper(organization=colleges[1], responses=5)
    found = results(signed_in(member), asked).context["results"].by_organization
    assert [(organization.name, online, paper) for organization, online, paper in found] == [
        ("A College", 3, 0), ("B College", 0, 5),
    ]  # fmt: skip


def test_more_answers_than_people_asked_are_noticed(asked, reporter, signed_in):
    asked.survey.asked = 5
    asked.survey.save()
    asked.answered(asked.points[4], times=6)
    assert "More answers than people who were asked" in results(signed_in(reporter), asked).content.decode()


def test_where_nobody_noted_how_many_were_asked_it_is_those_who_came_or_the_places(
    asked, reporter, office, signed_in, district
):
    tour = EventFactory(owner=district, kind="campus_tour", capacity=50)
    asked.survey.event = tour
    asked.survey.save()
    asked.answered(asked.points[4], times=20)
    assert "of 50 places" in results(signed_in(reporter), asked).content.decode()
    AttendanceFactory(event=tour, organization=district, headcount=40)
    assert "of 40 who came" in results(signed_in(reporter), asked).content.decode()
    AttendanceFactory(event=tour, headcount=8)  # of another district, whose students the reporter does not see
    assert "of 50 places" in results(signed_in(reporter), asked).content.decode()
    assert "of 48 who came" in results(signed_in(office), asked).content.decode()
    asked.survey.asked = 25
    asked.survey.save()
    assert "of 25 asked" in results(signed_in(reporter), asked).content.decode()


def test_strangers_and_visitors_see_nothing(asked, stranger, signed_in):
    asked.answered(asked.points[4], times=20)
    assert results(signed_in(stranger), asked).status_code == 404
    assert results(signed_in(None), asked).status_code == 302


def file_of(client, asked, form):
    return client.get(reverse("survey-results-file", args=[asked.survey.pk, form]))


def test_the_results_go_out_as_csv_and_xlsx_and_no_cell_is_a_formula(asked, reporter, signed_in):
    [response, *_] = asked.answered(asked.points[4], asked.yes, times=11)
    asked.on_paper({asked.points[4]: 4}, responses=5)
    SurveyAnswer.objects.create(response=response, question=asked.words, text="=1+1")
    client = signed_in(reporter)
    content = file_of(client, asked, "csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0] == ["question", "kind", "answer", "counts as", "online", "on paper", "total", "percent"]
    assert rows[1] == ["Completed", "", "", "", "11", "5", "16", ""]
    assert ["How helpful was it?", "Scale from 1 to 5", "5", "Positive", "11", "4", "15", "100.0"] in rows
    assert ["Anything else?", "A few words", "'=1+1", "", "1", "0", "1", ""] in rows
    sheet = load_workbook(io.BytesIO(file_of(client, asked, "xlsx").content)).active
    cells = [cell for line in sheet.iter_rows() for cell in line if cell.value == "=1+1"]
    assert [cell.data_type for cell in cells] == ["s"]


def test_a_file_of_fewer_than_ten_answers_holds_the_totals_alone(asked, reporter, signed_in):
    asked.answered(asked.points[4], times=9)
    rows = list(csv.reader(io.StringIO(file_of(signed_in(reporter), asked, "csv").content.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["Completed", "Valid answers", "Answers that count as positive"]


def test_only_those_who_keep_the_survey_take_the_results_out(asked, member, stranger, reporter, signed_in):
    codes = [file_of(signed_in(person), asked, "csv").status_code for person in (stranger, member, reporter)]
    assert codes == [404, 403, 200]
    assert file_of(signed_in(reporter), asked, "pdf").status_code == 404


@pytest.mark.parametrize("who", ["reporter", "member"])
def test_results_ask_the_database_equally_often_for_few_and_many(
    who, asked, request, signed_in, on_day, django_assert_max_num_queries
):
    on_day(CLOSED)
    client = signed_in(request.getfixturevalue(who))
    for times in (12, 60):
        asked.answered(asked.points[4], asked.yes, times=times)
        asked.answered(asked.points[2], asked.no, times=times, organization=CollegeFactory())
        with django_assert_max_num_queries(16):
            results(client, asked)
