"""Versions: a file or an address, numbered one after the other by two people at once too, kept where they were sent."""

import threading
import time
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse

from consortium.models import StoredFile
from goals.models import Document, DocumentVersion
from goals.rules.documents import add_version
from goals.tests.factories import DistributionFactory, DocumentFactory, DocumentStageFactory, DocumentVersionFactory

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def document(district):
    return DocumentFactory(owner=district)


@pytest.fixture
def add(reporter, signed_in, document, files_root):
    """`add(url="https://…")` → the response to a new version."""
    client = signed_in(reporter)
    return lambda **fields: client.post(reverse("document-version-new", args=[document.pk]), fields)


def text(name="minutes.txt", content=b"Who came\n"):
    return SimpleUploadedFile(name, content)


@pytest.mark.django_db
def test_versions_are_numbered_in_the_order_they_come(add, reporter, document):
    add(url="https://example.org/first")
    add(file=text(), note="With the comments of May")
    versions = list(document.versions.order_by("number"))
    assert [(version.number, version.url, version.note) for version in versions] == [
        (1, "https://example.org/first", ""),
        (2, "", "With the comments of May"),
    ]
    assert (versions[1].file.name, versions[1].file.content_type) == ("minutes.txt", "text/plain")
    assert {version.added_by for version in versions} == {reporter}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Give a file or an address, one of the two."),
        ({"file": text(), "url": "https://example.org"}, "Give a file or an address, one of the two."),
        ({"file": text(content=b"<html><script>")}, "Only PDF, PNG, JPEG, Word, Excel, PowerPoint and plain text"),
        ({"url": "javascript:alert(1)"}, "Write the whole address, such as"),
        ({"source": "99999999999999999999"}, "That file is not here any more. Choose another one."),
    ],
    ids=["neither", "both", "a page", "a script", "a file that is not there"],
)
def test_what_is_no_version_is_refused(fields, sentence, add):
    response = add(**fields)
    assert response.status_code == 422
    said = [error for errors in response.context["form"].errors.values() for error in errors]
    assert len(said) == 1
    assert said[0].startswith(sentence)
    assert not DocumentVersion.objects.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_one_file_is_used_in_two_documents(add, reporter, signed_in, document, district):
    add(file=text("plan.txt"))
    other = DocumentFactory(owner=district)
    version, client = document.versions.get(), signed_in(reporter)
    url = reverse("document-version-new", args=[other.pk])
    assert [found.pk for found in client.get(url, {"q": "PLAN"}).context["found"]] == [version.pk]
    client.post(f"{url}?use={version.pk}", {"source": version.pk})
    assert other.versions.get().file == version.file
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_before_a_new_version_of_a_posted_document_the_page_warns(reporter, signed_in, document):
    url, client = reverse("document-version-new", args=[document.pk]), signed_in(reporter)
    assert "every member reads the new version at once" not in client.get(url).text
    Document.objects.update(posted_on="2026-09-01")
    assert "every member reads the new version at once" in client.get(url).text


@pytest.mark.django_db
def test_a_version_that_was_sent_or_that_a_stage_names_is_not_deleted(reporter, signed_in, document):
    sent, named, free = (DocumentVersionFactory(document=document, number=number) for number in (1, 2, 3))
    DistributionFactory(document=document, version=sent)
    DocumentStageFactory(document=document, version=named)
    client = signed_in(reporter)
    responses = [client.post(reverse("document-version-delete", args=[one.pk])) for one in (sent, named, free)]
    assert [response.status_code for response in responses] == [409, 409, 302]
    assert "This version was sent to somebody." in responses[0].text
    assert "A stage says that it was reached with this version." in responses[1].text
    assert set(document.versions.all()) == {sent, named}


@pytest.mark.django_db
def test_the_only_version_of_a_posted_document_is_not_deleted(reporter, signed_in, document):
    version = DocumentVersionFactory(document=document)
    Document.objects.update(posted_on="2026-09-01")
    response = signed_in(reporter).post(reverse("document-version-delete", args=[version.pk]))
    assert response.status_code == 409
    assert document.versions.count() == 1


@pytest.mark.django_db
def test_nothing_is_deleted_by_opening_the_page(reporter, signed_in, document):
    version = DocumentVersionFactory(document=document)
    assert signed_in(reporter).get(reverse("document-version-delete", args=[version.pk])).status_code == 200
    assert document.versions.get() == version


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_add_two_versions():
    document = DocumentFactory()
    first_is_in = threading.Event()
    numbers, errors = [], []

    def beside():
        try:
            first_is_in.wait(5)
            numbers.append(add_version(document, None, NOW, url="https://example.org/second").number)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=beside)
    thread.start()
    with transaction.atomic():
        numbers.append(add_version(document, None, NOW, url="https://example.org/first").number)
        first_is_in.set()
        time.sleep(0.4)  # the other one asks meanwhile
    thread.join()
    assert errors == []
    assert numbers == [1, 2]
    assert set(document.versions.values_list("number", "url")) == {
        (1, "https://example.org/first"),
        (2, "https://example.org/second"),
    }
