"""A map to take away as PDF or SVG: the version asked for, for who may see it, with headers that let nothing run."""

import datetime

import pytest
from django.urls import reverse

from consortium.pdf import PdfError
from pathways.tests.factories import CareerPathwayFactory, MapBoxFactory, MapVersionFactory

pytestmark = pytest.mark.django_db
FILES = ("map-pdf", "map-svg")


@pytest.fixture
def pathway(district):
    """Two published versions and a draft, each with a box that says its number."""
    pathway = CareerPathwayFactory(name="Welding", slug="welding", organization=district)
    for number, day in ((1, datetime.date(2024, 9, 1)), (2, datetime.date(2025, 9, 1)), (3, None)):
        version = MapVersionFactory(pathway=pathway, number=number)
        MapBoxFactory(version=version, title=f"Box of version {number}")
        version.published_on = day
        version.save()
    return pathway


def drawn(client, pathway, **query):
    response = client.get(reverse("map-svg", args=[pathway.slug]), query)
    return b"".join(response).decode() if response.status_code == 200 else response.status_code


def test_the_last_published_version_is_drawn_and_others_on_asking(member, signed_in, pathway):
    client = signed_in(member)
    assert "Published September 1, 2025, version 2" in drawn(client, pathway)
    assert "Published September 1, 2024, version 1" in drawn(client, pathway, version="1")
    assert [drawn(client, pathway, version=asked) for asked in ("9", "3", "x", "-1", "1" * 30)] == [404] * 5


def test_drafts_are_drawn_for_the_owners_people_and_the_office(
    member, reporter, office, other_reporter, signed_in, pathway
):
    for person, sees in ((reporter, True), (office, True), (member, False), (other_reporter, False)):
        found = drawn(signed_in(person), pathway, version="draft")
        assert ("Box of" in found and "Draft" in found) if sees else found == 404, person


def test_a_pathway_that_is_only_a_draft_is_not_there_for_others(member, reporter, signed_in, district):
    draft = MapVersionFactory(pathway__organization=district)
    MapBoxFactory(version=draft)
    assert drawn(signed_in(member), draft.pathway) == 404
    assert "Draft" in drawn(signed_in(reporter), draft.pathway)


def test_visitors_sign_in_and_strangers_find_nothing(client, stranger, signed_in, pathway):
    for name in FILES:
        url = reverse(name, args=[pathway.slug])
        assert client.get(url).status_code == 302
        assert signed_in(stranger).get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content_type", "file_name", "begins"),
    [
        ("map-pdf", "application/pdf", "welding-2.pdf", b"%PDF"),
        ("map-svg", "image/svg+xml", "welding-2.svg", b"<svg"),
    ],
)
def test_files_are_saved_under_their_name_and_run_nothing(
    member, signed_in, pathway, name, content_type, file_name, begins
):
    response = signed_in(member).get(reverse(name, args=["welding"]))
    assert b"".join(response).startswith(begins)
    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="{file_name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_a_pdf_that_cannot_be_made_is_said_on_the_maps_page(member, signed_in, pathway, monkeypatch):
    def fails(*args, **kwargs):
        raise PdfError("The PDF could not be made. Try again.")

    monkeypatch.setattr("pathways.views.map_files.sheet.pdf", fails)
    page = signed_in(member).get(reverse("map-pdf", args=["welding"]), follow=True)
    assert page.redirect_chain[0][0].startswith(pathway.get_absolute_url())
    assert "The PDF could not be made." in page.content.decode()


def test_the_maps_page_draws_it_and_leads_to_its_files(member, signed_in, pathway):
    page = signed_in(member).get(pathway.get_absolute_url()).content.decode()
    assert "Box of version 2" in page
    assert 'role="img"' in page
    for name in FILES:
        assert f"{reverse(name, args=['welding'])}?version=2" in page
