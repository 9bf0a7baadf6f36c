"""A document is its own people's and the office's until it is posted; then members read the latest version of it."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.models import StoredFile
from consortium.tests.factories import MembershipFactory, OrganizationFactory, SchoolFactory, WorkingGroupFactory
from goals.models import Document, DocumentStage, DocumentVersion
from goals.tests.factories import DistributionFactory, DocumentFactory, DocumentStageFactory, DocumentVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november_20", "files_root")]

PEOPLE = ["office", "reporter", "other_reporter", "member", "stranger"]
POSTED = datetime.date(2026, 9, 10)
READ = ["document"]
WRITE = ["document-edit", "document-post", "document-withdraw", "document-version-new", "document-stage-new"]
ACTIONS = ["document-take-down", "document-take-up"]


@pytest.fixture
def document(district):
    """A document of `district`, with two versions and a stage; nobody but its people reads it."""
    made = DocumentFactory(owner=district, title="Northside plan")
    for number in (1, 2):
        upload = SimpleUploadedFile(f"plan-{number}.txt", f"The plan, version {number}".encode())
        stored = StoredFile.keep(upload, "text/plain", None)
        DocumentVersionFactory(document=made, number=number, url="", file=stored)
    DocumentStageFactory(document=made, name="drafted", reached_on=datetime.date(2026, 8, 1))
    return made


def posted(document):
    Document.objects.filter(pk=document.pk).update(posted_on=POSTED)


def statuses(client, document):
    """Status codes of reading the page, of the forms, and of the buttons."""
    forms = {client.get(reverse(name, args=[document.pk])).status_code for name in WRITE}
    forms |= {client.post(reverse(name, args=[document.pk]), {"save": "1"}).status_code for name in WRITE}
    buttons = {client.post(reverse(name, args=[document.pk])).status_code for name in ACTIONS}
    return client.get(document.get_absolute_url()).status_code, forms, buttons


DRAFT = {
    "office": (200, {200, 422}, {302}),
    "reporter": (200, {200, 422}, {302}),
    "other_reporter": (404, {404}, {404}),
    "member": (404, {404}, {404}),
    "stranger": (404, {404}, {404}),
}
IN_PUBLIC = DRAFT | {"other_reporter": (200, {403}, {403}), "member": (200, {403}, {403})}


@pytest.mark.parametrize("person", PEOPLE)
def test_a_draft_is_read_and_written_by_its_own_people_and_the_office(person, request, signed_in, document):
    assert statuses(signed_in(request.getfixturevalue(person)), document) == DRAFT[person]


@pytest.mark.parametrize("person", PEOPLE)
def test_once_posted_members_read_it_and_write_nothing(person, request, signed_in, document):
    posted(document)
    assert statuses(signed_in(request.getfixturevalue(person)), document) == IN_PUBLIC[person]


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("is_posted", [False, True])
def test_versions_and_stages_are_changed_by_those_who_write(person, is_posted, request, signed_in, document):
    if is_posted:
        posted(document)
    client = signed_in(request.getfixturevalue(person))
    latest, stage = document.versions.get(number=2), document.stages.get()
    answers = [
        client.get(reverse("document-version-delete", args=[latest.pk])).status_code,
        client.get(reverse("document-stage-edit", args=[stage.pk])).status_code,
        client.post(reverse("document-stage-edit", args=[stage.pk]), {}).status_code,
        client.post(reverse("document-stage-take-back", args=[stage.pk])).status_code,
        client.post(reverse("document-version-delete", args=[latest.pk])).status_code,
    ]
    if person in ("office", "reporter"):
        assert answers == [200, 200, 422, 302, 302]
        assert (DocumentVersion.objects.count(), DocumentStage.objects.count()) == (1, 0)
    else:
        readers = is_posted and person != "stranger"
        assert answers == [403 if readers else 404] * 5
        assert (DocumentVersion.objects.count(), DocumentStage.objects.count()) == (2, 1)


FILES = {  # person: (version 1, version 2) as a draft, and once posted
    "office": ((200, 200), (200, 200)),
    "reporter": ((200, 200), (200, 200)),
    "other_reporter": ((404, 404), (404, 200)),
    "member": ((404, 404), (404, 200)),
    "stranger": ((404, 404), (404, 404)),
}


@pytest.mark.parametrize("person", PEOPLE)
def test_outsiders_fetch_the_latest_version_of_a_posted_document_only(person, request, signed_in, document):
    client = signed_in(request.getfixturevalue(person))
    urls = [reverse("document-version-file", args=[version.pk]) for version in document.versions.order_by("number")]
    before = fetched(client, urls)
    posted(document)
    assert (before, fetched(client, urls)) == FILES[person]


def fetched(client, urls):
    """The status codes of `urls`, whose files are read to their end."""
    responses = [client.get(url) for url in urls]
    for response in responses:
        b"".join(response)
    return tuple(response.status_code for response in responses)


def test_a_file_is_sent_as_a_download(member, signed_in, document):
    posted(document)
    latest = document.versions.get(number=2)
    response = signed_in(member).get(reverse("document-version-file", args=[latest.pk]))
    assert b"".join(response.streaming_content) == b"The plan, version 2"
    assert response["Content-Disposition"] == 'attachment; filename="plan-2.txt"'


def test_outsiders_see_the_latest_version_on_the_page_and_not_the_drafts_before_it(member, signed_in, document):
    posted(document)
    page = signed_in(member).get(document.get_absolute_url())
    assert [version.number for version in page.context["versions"]] == [2]
    assert "plan-1.txt" not in page.text


def test_a_version_that_is_an_address_has_no_file(office, signed_in, document):
    version = DocumentVersionFactory(document=document, number=3)
    assert signed_in(office).get(reverse("document-version-file", args=[version.pk])).status_code == 404


PLACES = ["/documents/", "/documents/?state=all", "/documents/?state=all&q=north", "/folders/working-group-2/?q=pra"]


@pytest.mark.parametrize("place", PLACES)
def test_a_draft_of_another_organization_is_found_nowhere(place, other_reporter, signed_in, document, working_group):
    DocumentFactory(owner=document.owner, folder=working_group, title="Northside practice")
    page = signed_in(other_reporter).get(place)
    assert page.status_code == 200
    assert "northside" not in page.text.lower()  # nor the owner among the choices


def test_a_file_of_a_draft_cannot_be_used_in_a_document_of_one_s_own(other_reporter, signed_in, document):
    southside = other_reporter.memberships.get().organization
    own = DocumentFactory(owner=southside)
    hidden, client = document.versions.get(number=2), signed_in(other_reporter)
    url = reverse("document-version-new", args=[own.pk])
    assert "plan-2.txt" not in client.get(url, {"q": "plan"}).text
    assert client.get(url, {"use": hidden.pk}).context["source"] is None
    response = client.post(f"{url}?use={hidden.pk}", {"source": hidden.pk})
    assert response.status_code == 422
    assert not own.versions.exists()


def test_people_of_the_folder_s_group_read_what_was_collected_and_its_lead_writes_it(
    member, signed_in, document, working_group
):
    Document.objects.filter(pk=document.pk).update(folder=working_group)
    lead = MembershipFactory(organization=working_group, role="reporter").user
    assert signed_in(member).get(document.get_absolute_url()).status_code == 200
    assert signed_in(member).get(reverse("document-edit", args=[document.pk])).status_code == 403
    assert signed_in(lead).get(reverse("document-edit", args=[document.pk])).status_code == 200


def test_a_lead_cannot_take_a_collected_document_from_its_owner(signed_in, document, working_group):
    Document.objects.filter(pk=document.pk).update(folder=working_group)
    lead = MembershipFactory(organization=working_group, role="reporter").user
    fields = {
        "title": "Taken over", "kind": "tool", "owner": working_group.pk, "folder": working_group.pk,
        "begun_on": "2026-07-01",
    }  # fmt: skip
    signed_in(lead).post(reverse("document-edit", args=[document.pk]), fields)
    document.refresh_from_db()
    assert (document.title, document.owner) == ("Taken over", Document.objects.get().owner)
    assert document.owner.slug == "northside-union-high"


def test_a_lead_who_gives_a_document_out_of_the_folder_is_led_to_the_list(signed_in, document, working_group):
    Document.objects.filter(pk=document.pk).update(folder=working_group)
    lead = MembershipFactory(organization=working_group, role="reporter").user
    fields = {"title": "Plan", "kind": "tool", "folder": "", "begun_on": "2026-07-01"}
    response = signed_in(lead).post(reverse("document-edit", args=[document.pk]), fields)
    assert response.url == reverse("documents")
    assert Document.objects.get().folder is None


def test_readable_and_writable_are_one_s_own_one_s_schools_and_one_s_folder(
    reporter, other_reporter, member, office, stranger, document, working_group
):
    of_school = DocumentFactory(owner=SchoolFactory(parent=document.owner))
    collected = DocumentFactory(owner=OrganizationFactory(), folder=working_group)
    elsewhere = DocumentFactory(owner=OrganizationFactory(), folder=WorkingGroupFactory())
    everything = {document, of_school, collected, elsewhere}
    readable = {
        person: set(Document.objects.readable_by(person.access))
        for person in (reporter, other_reporter, member, office, stranger)
    }
    assert readable == {
        reporter: {document, of_school}, other_reporter: set(), member: {collected}, office: everything,
        stranger: set(),
    }  # fmt: skip
    assert set(Document.objects.writable_by(reporter.access)) == {document, of_school}
    assert set(Document.objects.writable_by(office.access)) == everything
    assert not Document.objects.writable_by(member.access).exists()


def test_whom_it_reached_is_shown_to_its_own_people_and_the_office(member, reporter, signed_in, document):
    posted(document)
    DistributionFactory(document=document, subject="To all superintendents")
    assert "To all superintendents" in signed_in(reporter).get(document.get_absolute_url()).text
    page = signed_in(member).get(document.get_absolute_url())
    assert "To all superintendents" not in page.text
    assert "Whom it reached" not in page.text


def test_a_document_is_recorded_for_one_s_own_organization_only(reporter, other_reporter, signed_in, district):
    southside = other_reporter.memberships.get().organization
    fields = {"title": "Plan", "kind": "action_plan", "owner": southside.pk, "begun_on": "2026-09-01"}
    response = signed_in(reporter).post(reverse("document-new"), fields)
    assert response.context["form"].errors["owner"] == [
        "You cannot record documents of this organization. Choose one of the list."
    ]
    signed_in(reporter).post(reverse("document-new"), fields | {"owner": district.pk})
    made = Document.objects.get()
    assert (made.title, made.owner, made.recorded_by) == ("Plan", district, reporter)


@pytest.mark.parametrize(("person", "status"), [("member", 403), ("stranger", 404)])
def test_readers_record_nothing(person, status, request, signed_in, working_group):
    client = signed_in(request.getfixturevalue(person))
    fields = {"title": "Plan", "kind": "tool", "owner": working_group.pk, "begun_on": "2026-09-01"}
    assert client.get(reverse("document-new")).status_code == status
    assert client.post(reverse("document-new"), fields).status_code == status
    assert not Document.objects.exists()


def test_the_page_offers_changes_only_to_those_who_may(reporter, member, signed_in, document):
    posted(document)
    edit = reverse("document-edit", args=[document.pk])
    assert edit in signed_in(reporter).get(document.get_absolute_url()).text
    assert edit not in signed_in(member).get(document.get_absolute_url()).text
