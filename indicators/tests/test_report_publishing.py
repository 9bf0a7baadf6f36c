"""Publishing is a right of its own; what was published stays byte by byte, and what has changed since is listed."""

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consortium.models import Job, Membership, Organization
from consortium.refusals import sentence_of
from consortium.tests.factories import OrganizationFactory, OrganizationYearFactory, quarters
from goals.models import Goal
from indicators.models import LeadingIndicator, MeasurePlacement, Report, ReportFile, ReportSection, Target, Value
from indicators.reporting import publishing, writing
from indicators.tests.figuring import report as reported
from indicators.tests.reporting_year import WRITE, figures_of, lines, open_report, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_root")]
PUBLISH = f"{WRITE}/publish/"
LIVE = "/reports/2024-25"


@pytest.fixture
def publisher(office):
    """Staff who may publish."""
    Membership.objects.filter(user=office).update(may_publish=True)
    return office


@pytest.fixture
def figures(district):
    return figures_of(district)


@pytest.fixture
def report(publisher, figures):
    return open_report(publisher, timezone.now())


@pytest.fixture
def client(publisher, signed_in):
    return signed_in(publisher)


@pytest.fixture
def published(client, report, run_jobs):
    """The report, with a text, published by way of its page."""
    client.post(f"{WRITE}/en-2/", text("A narrative"))
    return publish(client, report, run_jobs)


def publish(client, report, run_jobs):
    client.post(f"/reports/write/{report.label}/publish/", {"sure": "on"})
    job = run_jobs()[-1]
    assert job.state == "done", job.note
    report.refresh_from_db()
    return report


def page(answer):
    return " ".join(answer.content.decode().split())


def body(answer):
    return b"".join(answer)  # to its end, which closes the file


def status_of(client, url):
    answer = client.get(url)
    body(answer)
    return answer.status_code


# The right, and the confirmation


def test_staff_without_the_right_see_why_the_button_is_not_there(office, figures, signed_in, run_jobs):
    open_report(office, timezone.now())
    client = signed_in(office)
    assert "Publishing is a right of its own, which you do not have" in page(client.get(f"{WRITE}/"))
    answers = [client.get(PUBLISH), client.post(PUBLISH, {"sure": "on"})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert not Job.objects.exists()


def test_what_is_not_finished_is_said_before_and_confirmed(client, report):
    shown = page(client.get(PUBLISH))
    assert "Q1, Q2 are not locked: figures may still change" in shown
    assert "5 of 5 parts are not finished: Opening;" in shown
    assert "1 partner report" in shown
    assert client.post(PUBLISH).status_code == 422
    assert not Job.objects.exists()


def test_publishing_makes_every_file_and_notes_the_document(client, report, run_jobs, district):
    client.post(f"{WRITE}/en-2/", text("A narrative"))
    publish(client, report, run_jobs)
    of_region = {(None, form) for form in publishing.REGIONAL}
    of_partner = {(district.slug, form) for form in publishing.PARTNERS}
    assert set(ReportFile.objects.values_list("organization__slug", "form")) == of_region | of_partner
    assert ReportFile.objects.count() == 10
    assert (report.published_by.email, report.content["goals"][0]["narrative"]) == ("office@example.org", "A narrative")
    document, today = report.document, timezone.localdate()
    document.refresh_from_db()
    assert document.posted_on == today
    assert [(one.name, one.reached_on) for one in document.stages.all()] == [("prepared", today), ("published", today)]
    assert document.versions.get().file == report.files.get(organization=None, form="pdf").file


def test_pressed_twice_and_by_two_it_is_published_once(client, report, run_jobs):
    for _ in range(2):
        client.post(PUBLISH, {"sure": "on"})
    assert Job.objects.count() == 1
    run_jobs()
    number = ReportFile.objects.count()
    assert client.post(PUBLISH, {"sure": "on"}).url == "/reports/record/2024-25/"
    publishing.begin(report, report.opened_by, "/")  # somebody whose page was older still
    second = run_jobs()[-1]
    assert second.state == "failed"
    assert second.note.startswith("It was published already, by ")
    assert ReportFile.objects.count() == number


def test_what_is_saved_after_the_button_was_pressed_and_before_it_is_composed_is_published(client, report, run_jobs):
    client.post(PUBLISH, {"sure": "on"})
    assert client.post(f"{WRITE}/en-2/", text("The last word")).status_code == 302
    run_jobs()
    report.refresh_from_db()
    assert report.content["goals"][0]["narrative"] == "The last word"


def test_while_it_runs_and_after_it_nothing_is_saved_and_what_was_typed_stays(client, report, run_jobs):
    client.post(PUBLISH, {"sure": "on"})
    Job.objects.update(state="running", started_at=timezone.now())
    answer = client.post(f"{WRITE}/en-2/", text("Too late"))
    assert (answer.status_code, "The report is being published at this moment." in page(answer)) == (409, True)
    Job.objects.update(state="waiting", started_at=None)
    run_jobs()
    answer = client.post(f"{WRITE}/en-2/", text("Too late"))
    assert (answer.status_code, "Too late</textarea>" in page(answer)) == (409, True)
    assert client.post(f"{WRITE}/one-page/", lines(ask_1="Too late")).status_code == 409
    assert client.get(f"{WRITE}/en-2/").url == "/reports/record/2024-25/"
    assert not ReportSection.objects.exists()


def test_when_one_file_cannot_be_made_nothing_is_published(client, report, run_jobs, monkeypatch):
    def broken(content, form, partner=None):
        raise RuntimeError(form)

    monkeypatch.setattr(publishing, "render", broken)
    client.post(PUBLISH, {"sure": "on"})
    [job] = run_jobs()
    report.refresh_from_db()
    assert (job.state, report.is_published, ReportFile.objects.exists()) == ("failed", False, False)
    assert job.note.endswith("Nothing was changed.")


# Frozen


def addresses(district):
    forms = ["/", ".pdf", ".xlsx", ".csv"]
    regional = [LIVE + form for form in forms]
    one_page = ["/reports/one-page/2024-25/", "/reports/one-page/2024-25.pdf"]
    return [*regional, *one_page, *(f"{LIVE}/{district.slug}{form}" for form in forms)]


def test_whatever_changes_afterwards_the_bytes_stay(client, published, figures, district, settings, monkeypatch):
    everything = {url: body(client.get(url)) for url in addresses(district)}
    assert all(everything.values())
    measure, period = figures
    Value.objects.update(numerator=77)
    Target.objects.update(value=11)
    Goal.objects.update(text="Reworded", short_title="Reworded")
    LeadingIndicator.objects.update(text="Reworded")
    MeasurePlacement.objects.update(label="Reworded", definition="Reworded")
    Organization.objects.filter(pk=district.pk).update(name="Renamed Union High")
    OrganizationYearFactory(organization=OrganizationFactory(), year=period.year)
    settings.ON_TRACK_AT = 0
    monkeypatch.setattr(publishing, "render", None)
    monkeypatch.setattr("indicators.reporting.render.html.report", None)
    assert {url: body(client.get(url)) for url in everything} == everything
    for kept in ReportFile.objects.select_related("file", "organization", "report__year"):
        answer = client.get(kept.get_absolute_url())
        assert answer["ETag"] == f'"{hashlib.sha256(body(answer)).hexdigest()}"'
        assert kept.file.sha256 in page(client.get("/reports/record/2024-25/"))


@pytest.mark.parametrize(
    "write",
    [
        lambda report: ReportSection.objects.update(text="Changed"),
        lambda report: report.sections.all().delete(),
        lambda report: ReportSection.objects.create(report=report, part="opening", text="Later"),
        lambda report: ReportFile.objects.filter(form="pdf").update(form="csv", organization=None),
        lambda report: ReportFile.objects.all().delete(),
    ],
)
def test_the_database_refuses_to_change_what_belongs_to_it(published, write):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        write(published)
    assert sentence_of(caught.value).startswith("The report is published: it stays as it is.")


def test_a_browser_that_has_the_bytes_is_sent_none(client, published):
    for url in (f"{LIVE}/", "/reports/one-page/2024-25.pdf"):
        first = client.get(url)
        again = client.get(url, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again["ETag"], again["Cache-Control"]) == (304, first["ETag"], "private, no-cache")
        assert body(first)
        head = client.head(url)
        for close in head._resource_closers:
            close()
        assert (head.status_code, body(head), head["ETag"]) == (200, b"", first["ETag"])
    assert client.get("/reports/one-page/2024-25.csv").status_code == 404


# What has changed since


def test_the_record_says_that_nothing_has_changed(client, published):
    assert "Nothing: figures, targets, statuses, wording and members are as they were" in page(
        client.get("/reports/record/2024-25/")
    )


def test_the_record_lists_exactly_what_has_changed(client, published, district, figures):
    Value.objects.update(numerator=95)
    Goal.objects.update(text="Reworded")
    Organization.objects.filter(pk=district.pk).update(name="Renamed Union High")
    found = client.get("/reports/record/2024-25/").context["changes"]
    assert [(kind, [(one.what, one.then, one.now) for one in some]) for kind, some in found] == [
        (
            "Figures",
            [
                ("Label of EN-2.4a (EN-2.4a)", "30", "95"),
                ("Renamed Union High: Label of EN-2.4a (EN-2.4a)", "30", "95"),
            ],
        ),
        ("Statuses", [("Label of EN-2.4a (EN-2.4a)", "Behind", "On track")]),
        ("Wording", [("Goal EN-2", "Deepen learning and career development of students.", "Reworded")]),
        ("Members", [("Name of a member", "Northside Union High", "Renamed Union High")]),
    ]


def test_the_record_asks_as_often_for_many_members_as_for_few(client, published, figures, report):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            client.get("/reports/record/2024-25/")
        return len(queries)

    counted()
    few = counted()
    measure, period = figures
    for number in range(5):
        organization = OrganizationFactory()
        OrganizationYearFactory(organization=organization, year=period.year)
        reported(measure, organization, period, number)
    assert counted() == few


# Who reads it


def test_members_read_the_region_and_their_own(published, signed_in, reporter, other_reporter, member, district):
    own = f"{LIVE}/{district.slug}/"
    readers = [signed_in(one) for one in (reporter, other_reporter, member)]
    assert [status_of(one, own) for one in readers] == [200, 404, 404]
    assert [status_of(one, f"{LIVE}/") for one in readers] == [200, 200, 200]
    assert f'href="{own}"' in page(signed_in(reporter).get("/reports/"))
    assert "Write a correction" not in page(signed_in(member).get("/reports/record/2024-25/"))
    assert page(signed_in(other_reporter).get("/reports/record/2024-25/")).count('class="sum"') == 6


def test_a_draft_is_not_there_for_members(report, signed_in, member, stranger):
    for path in (f"{WRITE}/", f"{WRITE}/en-2/", f"{WRITE}/preview/", "/reports/record/2024-25/", f"{LIVE}/"):
        assert [signed_in(one).get(path).status_code for one in (member, stranger)] == [404, 404], path
    assert "2024-25" not in page(signed_in(member).get("/reports/"))


# Corrections


def test_a_correction_starts_from_the_texts_and_the_old_points_to_it(client, published, run_jobs, signed_in, member):
    before = body(client.get(f"{LIVE}/"))
    assert client.post("/reports/correct/2024-25/", {"note": ""}).status_code == 422
    answer = client.post("/reports/correct/2024-25/", {"note": "Fairs were counted twice."})
    assert answer.url == "/reports/write/2024-25-correction-1/"
    correction = Report.objects.get(number=1)
    assert correction.document != published.document
    assert [section.text for section in correction.sections.all()] == ["A narrative"]
    assert "No correction of this report" in page(signed_in(None).get("/reports/notice/2024-25/"))
    assert client.post("/reports/correct/2024-25/", {"note": "Again"}).status_code == 409
    uncorrected = client.get(f"{LIVE}/")
    assert (body(uncorrected), "Link" in uncorrected) == (before, False)
    publish(client, correction, run_jobs)
    old = client.get(f"{LIVE}/")
    assert old["Link"] == '</reports/2024-25-correction-1/>; rel="successor-version"'
    assert body(old) == before
    notice = signed_in(None).get("/reports/notice/2024-25/")
    assert "This report was corrected" in page(notice)
    assert "X-Frame-Options" not in notice
    reader = signed_in(member)
    assert "Fairs were counted twice." in page(reader.get("/reports/record/2024-25/"))
    assert "Corrected on" in page(reader.get("/reports/"))
    assert "Fairs were counted twice." in body(client.get("/reports/2024-25-correction-1/")).decode()
    assert "It was corrected already" in page(client.get("/reports/correct/2024-25/"))
    assert client.post("/reports/correct/2024-25-correction-1/", {"note": "Once more"}).status_code == 302


def test_last_years_words_are_at_hand(client, published, publisher):
    later = writing.open_report(quarters(2025)[0].year, publisher, timezone.now())
    shown = page(client.get(f"/reports/write/{later.label}/en-2/"))
    assert "A narrative" in shown
    assert f'href="{LIVE}/"' in shown
