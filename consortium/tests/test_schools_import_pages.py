"""The importer in the browser: upload, look, apply, and what stops it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.models import County, Organization, StoredFile
from consortium.tests import factories

pytestmark = pytest.mark.django_db
HEADING = "CDSCode,School,District,Charter\n"
FIRST = HEADING + "37683380000001,Lincoln Middle,San Diego Unified,N\n" + "37683380000002,Museum,San Diego Unified,Y\n"


@pytest.fixture(autouse=True)
def _region(settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "consortium.stores.FolderStore",
            "OPTIONS": {"location": tmp_path},
        }
    }
    County.objects.create(code="37", name="San Diego")
    factories.SchoolYearFactory(start_year=2026)


@pytest.fixture
def client(signed_in, office):
    return signed_in(office)


def upload(client, content, name="schools.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(reverse("import-schools"), {"file": SimpleUploadedFile(name, data), "year": "2026"})


def apply(client, address, **posted):
    fingerprint = client.get(address).context["plan"].fingerprint
    return client.post(address, {"fingerprint": fingerprint} | posted)


def schools():
    return Organization.objects.filter(cds_code__isnull=False)


def test_an_upload_shows_what_would_change_and_writes_nothing(client):
    preview = client.get(upload(client, FIRST).url)
    content = preview.content.decode()
    assert "What schools.csv would change" in content
    assert "Apply 3 changes" in content
    assert [section["count"] for section in preview.context["sections"]] == [0, 1, 2, 0, 0, 0]
    assert "6–8" in client.get(preview.wsgi_request.path + "?show=schools").content.decode()
    assert not schools().exists()


def test_applying_writes_what_was_shown_and_leads_to_the_grades(client):
    address = upload(client, FIRST).url
    response = apply(client, address)
    assert response.url == reverse("grades", args=["2026-27"])
    assert schools().count() == 3
    again = client.get(upload(client, FIRST).url)
    assert again.context["plan"].changes == 0
    assert "Nothing: all 3 districts and schools of the file are here" in again.content.decode()


def test_what_changed_since_the_preview_is_shown_and_nothing_is_written(client):
    apply(client, upload(client, FIRST).url)
    address = upload(client, FIRST.replace("Museum", "Museum School")).url
    fingerprint = client.get(address).context["plan"].fingerprint
    Organization.objects.filter(name="Museum").update(name="The Museum")
    response = client.post(address, {"fingerprint": fingerprint})
    assert response.status_code == 409
    assert "Partners have been changed since you looked, so nothing was written." in response.content.decode()
    assert schools().filter(name="The Museum").exists()
    apply(client, address)
    assert schools().filter(name="Museum School").exists()


def test_only_ticked_schools_that_vanished_are_closed(client):
    apply(client, upload(client, FIRST).url)
    other = factories.SchoolFactory(name="Not of the file", cds_code="37684110000001")
    museum = schools().get(name="Museum")
    address = upload(client, HEADING + "37683380000001,Lincoln Middle,San Diego Unified,N\n").url
    assert "Close Museum" in client.get(address).content.decode()
    apply(client, address, close=[museum.pk, other.pk, "x"])
    assert list(Organization.objects.exclude(closed_on=None)) == [museum]


def test_errors_are_shown_with_their_rows_and_block_the_import(client):
    address = upload(client, FIRST + "3768338,Short code,San Diego Unified,N\n").url
    preview = client.get(address)
    content = preview.content.decode()
    assert "1 row has an error." in content
    assert "The CDS code 3768338 has 7 digits, not 14." in content
    assert "Apply" not in content
    assert apply(client, address).status_code == 422
    assert not schools().exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a,b\n1,2\n", "This is not the state's list of schools"),
        (b"", "The submitted file is empty."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not a text file with a table"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field_and_not_kept(client, content, sentence):
    response = upload(client, content)
    assert response.status_code == 422
    assert response.context["form"].errors["file"][0].startswith(sentence)
    assert not StoredFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(client, settings):
    settings.FILE_MAX_BYTES = 10
    assert upload(client, FIRST).context["form"].errors["file"] == ["The file is larger than 10 bytes. Split it."]


def test_other_stored_files_are_no_lists(client, office):
    stored = StoredFile.keep(SimpleUploadedFile("photo.png", b"\x89PNG"), "image/png", office)
    assert client.get(reverse("import-schools-preview", args=[stored.pk, "2026-27"])).status_code == 404


def test_previews_are_for_the_office(client, signed_in, reporter, stranger):
    address = upload(client, FIRST).url
    for person in (reporter, stranger):
        assert signed_in(person).get(address).status_code == 404
        assert signed_in(person).post(address).status_code == 404
    assert not schools().exists()


def test_without_counties_the_page_says_what_to_do(client):
    County.objects.all().delete()
    assert "No county has been set up" in client.get(reverse("import-schools")).content.decode()
