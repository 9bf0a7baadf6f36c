"""A report is opened once a year and written by several people at once; nobody's words are lost in silence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.models import Organization
from consortium.tests.factories import MembershipFactory, OfficeOrganizationFactory, quarters
from goals.models import Document
from goals.tests.factories import DocumentFactory, GoalFactory
from indicators.models import FollowedDocument, NextStep, Report, ReportLine, ReportSection
from indicators.reporting import writing
from indicators.tests.factories import MilestoneFactory
from indicators.tests.reporting_year import WRITE, figures_of, lines, open_report, step, text
from indicators.tests.sheets import quarter

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
EN_2 = f"{WRITE}/en-2/"


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def other(office, signed_in):
    """Somebody else of the office."""
    organization = office.memberships.get().organization
    return signed_in(MembershipFactory(user__name="Ana Example", organization=organization, role="staff").user)


@pytest.fixture
def report(office, district):
    figures_of(district)
    return open_report(office, timezone.now())


def stored(report):
    return {(section.part, section.goal and section.goal.code): section.text for section in report.sections.all()}


def page(answer):
    return " ".join(answer.content.decode().split())


# Opening


def test_opening_makes_the_report_its_document_and_the_milestone_of_the_year_after(client):
    year, after = quarter(2).year, quarters(2025)[0].year
    ladder = MilestoneFactory(code="CP-2.3a", source="reports.annual", renews=True, ladder=["prepared", "published"])
    assert "Open the report on 2024-25" in page(client.get("/reports/"))
    assert client.post("/reports/open/2024-25/").url == f"{WRITE}/"
    report = Report.objects.get()
    assert (report.year, report.number, report.document.kind) == (year, 0, "annual_report")
    assert FollowedDocument.objects.values_list("measure", "year", "document").get() == (
        ladder.pk, after.pk, report.document_id,
    )  # fmt: skip
    client.post("/reports/open/2024-25/")
    assert (Report.objects.count(), Document.objects.count()) == (1, 1)


def test_the_milestone_stays_with_what_somebody_chose(office, signed_in):
    quarter(2)
    after = quarters(2025)[0].year
    ladder = MilestoneFactory(code="CP-2.3a", source="reports.annual", renews=True)
    chosen = FollowedDocument.objects.create(measure=ladder, year=after, document=DocumentFactory())
    chosen.delete()  # typing was chosen again
    signed_in(office).post("/reports/open/2024-25/")
    assert not FollowedDocument.objects.exists()


def test_a_year_without_periods_has_nothing_to_report(office, signed_in):
    answer = signed_in(office).post("/reports/open/2030-31/")
    assert answer.status_code == 404
    assert "Open a school year" in page(signed_in(office).get("/reports/"))


# Texts


def test_a_text_is_written_beside_its_figures(client, report):
    shown = page(client.get(EN_2))
    assert "30 of 100 fairs" in shown
    assert client.post(EN_2, text("We met.\r\nTwice.", is_ready="on")).status_code == 302
    assert stored(report) == {("goal", "EN-2"): "We met.\nTwice."}
    overview = page(client.get(f"{WRITE}/"))
    assert "1 of 5 parts are finished" in overview


def test_a_text_without_a_word_is_not_finished(client, report):
    answer = client.post(EN_2, text(" ", is_ready="on"))
    assert answer.status_code == 422
    assert "A text without a word is not finished" in page(answer)
    assert not report.sections.exists()


@pytest.mark.parametrize("how", [{}, HTMX], ids=["page", "in place"])
def test_the_second_sees_both_texts_and_chooses(client, other, report, how):
    other.post(EN_2, text("What Ana wrote"))
    answer = client.post(EN_2, text("What I typed"), headers=how)
    assert answer.status_code == 409
    shown = page(answer)
    assert "Ana Example changed this text" in shown
    assert "What Ana wrote</textarea>" in shown
    assert shown.count("What I typed") == 1
    assert stored(report) == {("goal", "EN-2"): "What Ana wrote"}
    both = client.post(EN_2, text("What I typed", 1, both="1"), headers=how)
    assert both.context["form"]["text"].value() == "What Ana wrote\n\nWhat I typed"
    assert stored(report) == {("goal", "EN-2"): "What Ana wrote"}
    client.post(EN_2, text("What we both mean", answer.context["version"]), headers=how)
    assert stored(report) == {("goal", "EN-2"): "What we both mean"}


def test_of_two_who_write_first_the_second_is_told_and_of_three_the_third(client, other, report):
    other.post(EN_2, text("One"))
    seen = client.post(EN_2, text("Mine")).context["version"]
    other.post(EN_2, text("Two", 1))
    assert client.post(EN_2, text("Mine", seen)).status_code == 409
    assert stored(report) == {("goal", "EN-2"): "Two"}
    assert other.post(EN_2, text("Two", 7)).status_code == 302  # the same words are in nobody's way


def test_while_somebody_types_only_the_line_below_says_that_nothing_is_saved(client, other, report):
    autosaved = {"text": "Half a sen", "version": "0"}
    answer = client.post(EN_2, autosaved, headers=HTMX)
    assert (answer.status_code, stored(report)) == (200, {("goal", "EN-2"): "Half a sen"})
    assert 'name="version" value="1"' in page(answer)
    other.post(EN_2, text("What Ana wrote", 1))
    answer = client.post(EN_2, {"text": "Half a sentence", "version": "1"}, headers=HTMX)
    assert (answer.status_code, answer.headers.get("HX-Retarget")) == (409, None)
    assert "Not saved: Ana Example has changed this text" in page(answer)
    assert 'name="version" value="1"' in page(answer)  # it goes on being told, and overwrites nothing
    assert stored(report) == {("goal", "EN-2"): "What Ana wrote"}


@pytest.mark.parametrize("version", ["", "one", "-1", "9" * 40])
def test_a_form_without_its_version_overwrites_nothing(client, report, version):
    client.post(EN_2, text("As it was"))
    assert client.post(EN_2, text("Typed", version)).status_code == 409
    assert stored(report) == {("goal", "EN-2"): "As it was"}


# Next steps


def test_next_steps_are_added_changed_and_removed(client, report):
    assert client.post(f"{EN_2}steps/new/", step(owner="")).status_code == 422
    assert client.post(f"{EN_2}steps/new/", step()).status_code == 302
    added = report.steps.get()
    assert (added.goal.code, added.text, added.owner) == ("EN-2", "Call", "Office")
    assert client.post(f"{WRITE}/steps/{added.pk}/edit/", step(text="Write", version="1")).status_code == 302
    assert report.steps.get().text == "Write"
    assert client.post(f"{WRITE}/steps/{added.pk}/delete/", {"version": "1"}).status_code == 409
    assert client.post(f"{WRITE}/steps/{added.pk}/delete/", {"version": "2"}).status_code == 302
    assert not report.steps.exists()


def test_of_two_in_one_step_the_second_is_told(client, other, report):
    client.post(f"{WRITE}/opening/steps/new/", step())
    url = f"{WRITE}/steps/{report.steps.get().pk}/edit/"
    other.post(url, step(text="What Ana wrote", version="1"))
    answer = client.post(url, step(text="What I typed", version="1"))
    assert answer.status_code == 409
    assert "What Ana wrote" in page(answer)
    assert "What I typed" in page(answer)
    assert report.steps.get().text == "What Ana wrote"
    client.post(url, step(text="What I typed", version=answer.context["version"]))
    assert report.steps.get().text == "What I typed"


def test_steps_of_another_report_are_not_there(client, report):
    later = quarters(2025)[0].year
    strange = NextStep.objects.create(
        report=writing.open_report(later, None, timezone.now()), text="Call", owner="Office", due=later.ends
    )
    assert client.get(f"{WRITE}/steps/{strange.pk}/edit/").status_code == 404


# Lines of one page


def test_lines_are_proposed_but_what_people_wrote_stays(client, report):
    url = f"{WRITE}/one-page/"
    assert client.post(url, lines(ask_1="Come to the meeting")).status_code == 302
    client.post(f"{url}propose/")
    said = {(line.kind, line.order): (line.text, line.is_edited) for line in report.lines.exclude(text="")}
    behind = "Take up goal EN-2, Create and expand WBL opportunities, with us: 1 of its 1 measures is behind."
    assert said == {
        ("headline", 1): ("Label of EN-2.4a: 30 of 100 fairs, 30\xa0%, with 50\xa0% of the year gone: behind.", False),
        ("ask", 1): ("Come to the meeting", True),
        ("ask", 2): (behind, False),
    }
    client.post(url, lines(version=1, ask_1="", headline_1="Ours", ask_2=behind))
    client.post(f"{url}propose/")
    assert report.lines.get(kind="headline", order=1).text == "Ours"
    assert report.lines.get(kind="ask", order=1).text.startswith("Take up goal EN-2")


def test_of_two_in_one_line_the_second_is_told_and_nothing_of_theirs_is_saved(client, other, report):
    url = f"{WRITE}/one-page/"
    other.post(url, lines(ask_1="What Ana wrote"))
    answer = client.post(url, lines(ask_1="What I typed", ask_2="Also mine"))
    assert answer.status_code == 409
    assert "What Ana wrote" in page(answer)
    assert "What I typed" in page(answer)
    assert "Also mine" in page(answer)
    assert [line.text for line in report.lines.exclude(text="")] == ["What Ana wrote"]
    again = lines(ask_1="What I typed", ask_2="Also mine") | {"version-ask-1": "1"}
    assert client.post(url, again).status_code == 302
    assert [line.text for line in report.lines.exclude(text="")] == ["What I typed", "Also mine"]


def test_a_line_that_nobody_touched_is_no_conflict(client, other, report):
    url = f"{WRITE}/one-page/"
    client.post(url, lines(ask_1="One", ask_2="Two"))
    other.post(url, lines(version=1, ask_1="One, by Ana", ask_2="Two"))
    assert client.post(url, lines(version=1, ask_1="One, by Ana", ask_2="Two, by me")).status_code == 302


# How far it is


def test_a_finished_report_is_noted_as_prepared(client, report):
    for place in writing.places(report.year):
        client.post(f"{WRITE}/{place.slug}/", text("Words", is_ready="on"))
    assert not report.document.stages.exists()
    client.post(f"{WRITE}/one-page/", lines(**{f"{kind}_{order}": "Words" for kind, order in writing.line_keys()}))
    assert [stage.name for stage in report.document.stages.all()] == ["prepared"]


def test_overview_and_list_ask_as_often_for_many_as_for_few(client, report):
    def counted(url):
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    urls = [f"{WRITE}/", "/reports/", EN_2, f"{WRITE}/one-page/"]
    few = [counted(url) for url in urls]
    edition = writing.goals_of(report.year)[0].edition
    goals = [GoalFactory(edition=edition, number=number) for number in range(3, 9)]
    for goal in goals:
        ReportSection.objects.create(report=report, part="goal", goal=goal, text="Words", edited_by=report.opened_by)
        NextStep.objects.create(report=report, goal=goals[0], text="Call", owner="Office", due=report.year.ends)
    for kind, order in writing.line_keys():
        ReportLine.objects.create(report=report, kind=kind, order=order, text="Words", edited_by=report.opened_by)
    for start in (2025, 2026, 2027):
        writing.open_report(quarters(start)[0].year, report.opened_by, timezone.now())
    assert [counted(url) for url in urls] == few
    assert few[0] <= 11


def test_the_office_must_be_an_organization(office, signed_in):
    quarter(2)
    OfficeOrganizationFactory()
    Organization.objects.filter(kind="office").update(kind="working_group")
    answer = signed_in(office).post("/reports/open/2024-25/", follow=True)
    assert "The consortium office is not among the organizations yet" in page(answer)
