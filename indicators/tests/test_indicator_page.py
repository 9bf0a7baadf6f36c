"""An indicator's page: figures by organization, charts, evidence, comments."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from consortium.tests.factories import OrganizationFactory, quarters
from goals.tests.factories import EditionFactory, GoalFactory
from indicators.charts import points
from indicators.loading import load_frameworks
from indicators.models import Comment, Evidence, Measure, MeasurePlacement
from indicators.tests.factories import (
    AssignmentFactory,
    IndicatorFactory,
    PlacementFactory,
    SubmissionFactory,
    TargetFactory,
    ValueFactory,
)
from indicators.tests.figuring import figure_of

pytestmark = pytest.mark.django_db

CHOICE = "?year=2026-27&through=Q1"
PDF = b"%PDF-1.7\n1 0 obj\n"


@pytest.fixture(autouse=True)
def files_root(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}},
    }
    return tmp_path


@pytest.fixture
def q1(district):
    period = quarters(2026)[0]
    load_frameworks(period.year)
    AssignmentFactory(measure=Measure.objects.get(code="EN-2.4a"), year=period.year, organization=district)
    return period


def add(client, q1, district, **data):
    placement = MeasurePlacement.objects.get(measure__code="EN-2.4a")
    typed = {"measure": placement.pk, "organization": district.pk, "period": q1.pk, "title": "Sign-in sheet", **data}
    return client.post(f"/indicators/EN-2.4/evidence/{CHOICE}", typed)


@pytest.mark.parametrize("code", ["EN-2.4", "CP-1.1", "CP-1.4", "EN-3.3", "CP-8.1", "CP-1.3", "EN-6.2"])
@pytest.mark.parametrize("through", ["Q1", "Q2", "Q4"])
def test_every_kind_has_its_page_with_a_chart_that_no_policy_forbids(signed_in, office, q1, code, through):
    for measure in Measure.objects.filter(code__startswith=code).exclude(kind="milestone"):
        TargetFactory(measure=measure, year=q1.year, value=80)
        for period in q1.year.periods.filter(number__lte=2):
            ValueFactory(
                measure=measure,
                organization=OrganizationFactory(),
                period=period,
                numerator=7,
                denominator=9 if measure.is_percent else None,
            )
    page = signed_in(office).get(f"/indicators/{code}/?year=2026-27&through={through}").content.decode()
    charts = page.split('<div class="chart"')[1:]
    assert len(charts) == Measure.objects.filter(code__startswith=code).exclude(kind="milestone").count()
    for chart in charts:
        drawing = chart.partition("</svg>")[0]
        assert "<script" not in drawing
        assert "style=" not in drawing
        assert '<style type="text/css" nonce="' in drawing or 'nonce="' in drawing


def test_four_kinds_of_nothing_are_told_apart(signed_in, member, q1, district):
    fairs = Measure.objects.get(code="EN-2.4a")
    others = {name: OrganizationFactory(name=name) for name in ("Zero", "Not applicable", "Not available")}
    ValueFactory(measure=fairs, organization=others["Zero"], period=q1, numerator=0)
    for name, state in (("Not applicable", "not_applicable"), ("Not available", "not_available")):
        silent = {"state": state, "numerator": None, "reason": "No list."}
        ValueFactory(measure=fairs, organization=others[name], period=q1, **silent)
    page = " ".join(signed_in(member).get(f"/indicators/EN-2.4/{CHOICE}").content.decode().split())
    assert '<th scope="row">Zero</th><td class="num" data-label="Q1">0' in page
    assert '<span class="caption">not applicable</span>' in page
    assert '<span class="caption">not available: No list.</span>' in page
    assert '<span class="caption">not reported</span>' in page


def test_a_reporter_adds_a_file_and_gets_it_back_as_a_download(signed_in, reporter, q1, district):
    client = signed_in(reporter)
    upload = SimpleUploadedFile("../../sheet.pdf", PDF, content_type="text/html")
    assert add(client, q1, district, file=upload).status_code == 302
    piece = Evidence.objects.get()
    assert (piece.file.content_type, piece.file.name) == ("application/pdf", "sheet.pdf")
    download = client.get(f"/evidence/{piece.pk}/file")
    assert b"".join(download.streaming_content) == PDF
    assert download["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert download["X-Content-Type-Options"] == "nosniff"


def test_evidence_of_a_draft_is_the_organizations_own_until_it_is_approved(
    signed_in, reporter, other_reporter, member, office, q1, district
):
    add(signed_in(reporter), q1, district, file=SimpleUploadedFile("sheet.pdf", PDF))
    address = f"/evidence/{Evidence.objects.get().pk}/file"

    def status(person):
        response = signed_in(person).get(address)
        list(response)  # to the end, so that the file is closed
        return response.status_code

    assert [status(person) for person in (other_reporter, member, office)] == [404, 404, 200]
    SubmissionFactory(organization=district, period=q1, state="approved")
    assert [status(person) for person in (other_reporter, member)] == [200, 200]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Give a file, an address or a document, one of the three."),
        ({"url": "https://example.org/a", "file": SimpleUploadedFile("a.pdf", PDF)}, "one of the three."),
        ({"file": SimpleUploadedFile("a.pdf", b"")}, "The submitted file is empty."),
        ({"file": SimpleUploadedFile("a.pdf", b"<html><script>")}, "Only PDF, PNG, JPEG"),
        ({"file": SimpleUploadedFile("a.png", b"MZ\x00\x01")}, "Only PDF, PNG, JPEG"),
        ({"url": "javascript:alert(1)"}, "Enter a valid URL."),
    ],
)
def test_what_cannot_be_evidence_gets_a_sentence(signed_in, reporter, q1, district, data, sentence):
    response = add(signed_in(reporter), q1, district, **data)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="Sign-in sheet"' in page
    assert Evidence.objects.count() == 0


def test_a_file_that_is_too_large_is_refused(signed_in, reporter, q1, district, settings):
    settings.FILE_MAX_BYTES = 1024 * 1024
    upload = SimpleUploadedFile("a.pdf", PDF + b"0" * 1024 * 1024)
    assert "larger than 1 MB" in add(signed_in(reporter), q1, district, file=upload).content.decode()


def test_nobody_adds_evidence_for_somebody_else(signed_in, reporter, other_reporter, member, q1, district):
    other = other_reporter.memberships.get().organization
    assert add(signed_in(reporter), q1, other, url="https://example.org/a").status_code == 422
    assert add(signed_in(other_reporter), q1, district, url="https://example.org/a").status_code == 403
    assert add(signed_in(member), q1, district, url="https://example.org/a").status_code == 403
    assert Evidence.objects.count() == 0


def test_members_of_a_group_comment_and_reporters_do_not(signed_in, member, reporter, stranger, q1):
    address = f"/indicators/EN-2.4/comments/{CHOICE}"
    assert signed_in(member).post(address, {"text": "Ask the counties."}).status_code == 302
    assert signed_in(reporter).post(address, {"text": "No."}).status_code == 403
    assert signed_in(stranger).post(address, {"text": "No."}).status_code == 404
    assert list(Comment.objects.values_list("text", flat=True)) == ["Ask the counties."]
    assert "Ask the counties." in signed_in(reporter).get(f"/indicators/EN-2.4/{CHOICE}").content.decode()


def test_an_empty_comment_is_refused_beside_the_field(signed_in, member, q1):
    response = signed_in(member).post(f"/indicators/EN-2.4/comments/{CHOICE}", {"text": "  "})
    assert (response.status_code, Comment.objects.count()) == (422, 0)
    assert "This field is required." in response.content.decode()


def test_a_revised_target_is_shown_with_the_earlier_one_and_the_reason(signed_in, member, q1):
    fairs = Measure.objects.get(code="EN-2.4a")
    TargetFactory(measure=fairs, year=q1.year, value=30, replaced_at="2026-08-01T10:00Z", reason="First guess.")
    TargetFactory(measure=fairs, year=q1.year, value=40, reason="Two districts joined.")
    page = signed_in(member).get(f"/indicators/EN-2.4/{CHOICE}").content.decode()
    assert "30 until Aug 1, 2026: First guess." in page
    assert "Two districts joined." in page


def test_the_chart_leaves_out_a_quarter_that_nobody_reported(q1, office):
    fairs = Measure.objects.get(code="EN-2.4a")
    second = q1.year.periods.get(number=2)
    ValueFactory(measure=fairs, organization=OrganizationFactory(), period=second, numerator=30)
    assert points(figure_of(fairs, second)) == [None, 30.0]


def test_a_measures_address_leads_to_where_the_edition_of_the_chosen_year_puts_it(signed_in, member, q1):
    fairs = Measure.objects.get(code="EN-2.4a")
    framework = fairs.placements.get().indicator.goal.edition.framework
    next_year = quarters(2027)[0].year
    goal = GoalFactory(edition=EditionFactory(framework=framework, first_year=next_year), number=3)
    PlacementFactory(measure=fairs, indicator=IndicatorFactory(goal=goal, number=7))
    client = signed_in(member)
    addresses = [client.get(f"/indicators/EN-2.4a/?year={label}").url for label in ("2026-27", "2027-28")]
    assert addresses == ["/indicators/EN-2.4/?year=2026-27#EN-2.4a", "/indicators/EN-3.7/?year=2027-28#EN-2.4a"]
    assert client.get(addresses[1]).status_code == 200
    assert client.get("/indicators/EN-2.5a/?year=2027-28").status_code == 404
