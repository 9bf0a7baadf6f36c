"""The list of documents and the folders: searched, narrowed, what waits first, with as many queries for many rows."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.models import StoredFile
from consortium.tests.factories import MembershipFactory, OfficeOrganizationFactory, OrganizationFactory
from goals.models import Document
from goals.queries.documents import to_do
from goals.tests.factories import (
    DistributionFactory,
    DocumentFactory,
    DocumentStageFactory,
    DocumentVersionFactory,
    FeedbackFactory,
    RecipientFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november_20")]

DAY = datetime.date
TODAY = DAY(2026, 11, 20)
POSTED = DAY(2026, 9, 1)


@pytest.fixture
def listed(office, signed_in):
    """`listed(kind="tool")` → the titles on the list that the office sees, in its order."""
    client = signed_in(office)
    return lambda **query: [document.title for document in client.get(reverse("documents"), query).context["page"]]


@pytest.fixture
def lead(working_group):
    """The lead of the working group."""
    return MembershipFactory(organization=working_group, role="reporter").user


def test_every_word_is_found_in_title_summary_or_owner(listed, district):
    DocumentFactory(title="Career fair", summary="Planned by students", owner=district)
    DocumentFactory(title="Pathway map", owner=OrganizationFactory(name="Southside"))
    assert listed(q="STUDENTS fair") == ["Career fair"]
    assert listed(q="northside") == ["Career fair"]
    assert listed(q="southside map") == ["Pathway map"]
    assert listed(q="fair map") == []


def test_by_kind_owner_folder_and_stage(listed, district, working_group):
    tool = DocumentFactory(title="Tool", kind="tool", owner=district)
    DocumentFactory(title="Practice", kind="best_practice", folder=working_group)
    DocumentStageFactory(document=tool, name="approved")
    DocumentStageFactory(document=tool, name="disseminated", reached_on=DAY(2026, 10, 1))
    assert listed(kind="tool") == ["Tool"]
    assert listed(owner=district.slug) == ["Tool"]
    assert listed(folder=working_group.slug) == ["Practice"]
    assert listed(stage="approved") == ["Tool"]
    assert listed(stage="reviewed") == []


def test_what_is_wrong_in_the_address_is_as_if_left_empty(listed):
    DocumentFactory(title="Tool")
    wrong = {"kind": "nonsense", "owner": "nobody", "state": "nonsense", "page": "99", "q": "tool"}
    assert listed(**wrong) == ["Tool"]


@pytest.fixture
def every_state(district, working_group):
    """A document in each state, named after it; all in the folder of the group."""
    common = {"owner": district, "folder": working_group}
    DocumentFactory(title="draft", **common)
    DocumentStageFactory(document=DocumentFactory(title="ready", **common), name="approved")
    DocumentFactory(title="posted", posted_on=POSTED, **common)
    DocumentFactory(title="expired", posted_on=POSTED, expires_on=DAY(2026, 11, 19), **common)
    DocumentFactory(title="last day", posted_on=POSTED, expires_on=TODAY, **common)
    DocumentFactory(title="withdrawn", posted_on=POSTED, withdrawn_on=TODAY, withdrawn_because="Old.", **common)
    DocumentFactory(title="both", expires_on=POSTED, withdrawn_on=POSTED, withdrawn_because="Old.", **common)


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("", {"draft", "ready", "posted", "last day"}),
        ("draft", {"draft"}),
        ("ready", {"ready"}),
        ("unposted", {"draft", "ready"}),
        ("posted", {"posted", "last day"}),
        ("expired", {"expired"}),
        ("withdrawn", {"withdrawn", "both"}),
        ("waiting", {"draft", "ready"}),
        ("all", {"draft", "ready", "posted", "last day", "expired", "withdrawn", "both"}),
    ],
)
def test_by_state(state, titles, listed, every_state):
    assert set(listed(state=state)) == titles


def test_what_waits_for_the_reader_comes_first_then_the_youngest(reporter, signed_in, district):
    DocumentFactory(title="old draft", owner=district, begun_on=DAY(2025, 9, 1))
    DocumentFactory(title="posted", owner=district, begun_on=DAY(2026, 10, 1), posted_on=DAY(2026, 10, 1))
    DocumentFactory(title="of others", begun_on=DAY(2026, 11, 1), posted_on=DAY(2026, 11, 1))
    page = signed_in(reporter).get(reverse("documents"))
    assert [document.title for document in page.context["page"]] == ["old draft", "of others", "posted"]
    assert page.context["to_do"] == {"draft": 1, "ready": 0}


def test_what_waits_are_drafts_and_what_every_member_is_meant_to_read(office, reporter, lead, district, working_group):
    office_s = OfficeOrganizationFactory()
    DocumentFactory(owner=district)  # a draft of the district's own
    plan = DocumentFactory(owner=district, kind="action_plan")  # approved, and meant for nobody else
    collected = DocumentFactory(owner=district, folder=working_group)
    guideline = DocumentFactory(owner=office_s)
    for document in (plan, collected, guideline):
        DocumentStageFactory(document=document, name="approved")
    assert to_do(reporter.access, TODAY) == {"draft": 1, "ready": 1}
    assert to_do(lead.access, TODAY) == {"draft": 0, "ready": 1}
    assert to_do(office.access, TODAY) == {"draft": 0, "ready": 2}


def test_pages_say_what_to_do_next_where_there_is_nothing(office, member, lead, signed_in, working_group):
    folder = reverse("folder", args=[working_group.slug])
    assert "Record a guideline, a plan or the goals themselves" in signed_in(office).get(reverse("documents")).text
    assert "You find them here once they are posted." in signed_in(member).get(reverse("documents")).text
    assert "Record a best practice" in signed_in(lead).get(folder).text
    assert "posts what the group has collected" in signed_in(member).get(folder).text
    DocumentFactory(folder=working_group)
    assert "Open what was collected, below, and post it" in signed_in(lead).get(folder).text
    assert "Use fewer words or another kind" in signed_in(lead).get(folder, {"q": "nothing"}).text


# The folder


def shown(response):
    """The titles in the three parts of a folder's page."""
    return tuple({one.title for one in response.context[part]} for part in ("page", "waiting", "gone"))


WAITING = {"draft", "ready"}
AND_SEEN = ({"posted", "last day"}, set(), {"withdrawn", "expired"})
OWN = ({"posted", "last day"}, WAITING, {"withdrawn", "expired", "both"})


@pytest.mark.parametrize(
    ("person", "parts"),
    [("office", OWN), ("member", OWN), ("lead", OWN), ("reporter", OWN), ("other_reporter", AND_SEEN)],
)
def test_a_folder_shows_each_what_they_may_see(person, parts, request, signed_in, every_state, working_group):
    url = reverse("folder", args=[working_group.slug])
    assert shown(signed_in(request.getfixturevalue(person)).get(url)) == parts


def test_a_folder_is_searched_and_narrowed_by_kind(member, signed_in, working_group):
    DocumentFactory(title="Fair", kind="best_practice", folder=working_group, posted_on=POSTED)
    DocumentFactory(title="Fair checklist", kind="tool", folder=working_group, posted_on=POSTED)
    DocumentFactory(title="Fair in spring", kind="best_practice", folder=working_group)
    DocumentFactory(title="Fair elsewhere", kind="best_practice", posted_on=POSTED)
    client, url = signed_in(member), reverse("folder", args=[working_group.slug])
    assert shown(client.get(url, {"q": "fair", "kind": "best_practice"})) == ({"Fair"}, {"Fair in spring"}, set())
    assert shown(client.get(url, {"q": "checklist"})) == ({"Fair checklist"}, set(), set())


def test_only_working_groups_have_folders(office, stranger, signed_in, district, working_group):
    assert signed_in(office).get(reverse("folder", args=[district.slug])).status_code == 404
    assert signed_in(stranger).get(reverse("folder", args=[working_group.slug])).status_code == 404


def test_the_group_s_page_leads_to_its_folder(member, signed_in, district, working_group):
    client = signed_in(member)
    url = reverse("folder", args=[working_group.slug])
    assert url in client.get(working_group.get_absolute_url()).text
    assert "/folders/" not in client.get(district.get_absolute_url()).text


# One document's page


def test_the_page_counts_recipients_receipts_and_answers_of_each_round(reporter, signed_in, district):
    document = DocumentFactory(owner=district)
    first, second = (DistributionFactory(document=document) for _ in range(2))
    for day in (None, TODAY, TODAY):
        recipient = RecipientFactory(distribution=first, received_on=day, received_how="noted" if day else "")
        FeedbackFactory(recipient=recipient)
    FeedbackFactory(distribution=first, recipient=None, from_whom="Somebody else")
    RecipientFactory(distribution=second)
    page = signed_in(reporter).get(document.get_absolute_url())
    counts = {one.pk: (one.all, one.received, one.answered) for one in page.context["rounds"]}
    assert counts == {first.pk: (3, 2, 3), second.pk: (1, 0, 0)}


def test_sending_is_offered_to_those_who_may_send(reporter, office, lead, signed_in, district, working_group):
    own = DocumentVersionFactory(document__owner=district).document
    collected = DocumentVersionFactory(document__owner=district, document__folder=working_group).document

    def offered(person):
        client = signed_in(person)
        pages = {one: client.get(one.get_absolute_url()) for one in (own, collected)}
        return [
            one
            for one, page in pages.items()
            if page.status_code == 200 and reverse("distribution-new", args=[one.pk]) in page.text
        ]

    assert offered(reporter) == []
    assert offered(lead) == [collected]
    assert offered(office) == [own, collected]


def make(number, group, files):
    """`number` documents in each part of the folder of `group`, each with versions, stages and rounds."""
    states = [{}, {"posted_on": POSTED}, {"withdrawn_on": POSTED, "withdrawn_because": "Old."}]
    for state in states * number:
        document = DocumentFactory(owner=OrganizationFactory(), folder=group, **state)
        for version in range(1, 3):
            DocumentVersionFactory(document=document, number=version, url="", file=files)
        for name in ("drafted", "approved", "published"):
            DocumentStageFactory(document=document, name=name, version=document.versions.first())
        FeedbackFactory(recipient__distribution=DistributionFactory(document=document))


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("person", ["office", "lead", "reporter"])
def test_lists_ask_equally_often_for_few_and_many_documents(
    person, request, signed_in, working_group, files_root
):
    client = signed_in(request.getfixturevalue(person))
    stored = StoredFile.keep(SimpleUploadedFile("plan.txt", b"Plan"), "text/plain", None)
    urls = [reverse("documents"), f"{reverse('documents')}?state=all&q=document", f"/folders/{working_group.slug}/"]
    make(1, working_group, stored)
    few = [queries_of(client, url) for url in urls]
    make(9, working_group, stored)
    assert [queries_of(client, url) for url in urls] == few
    assert max(few) <= 20


def test_the_page_of_a_document_asks_equally_often_for_few_and_many_versions_stages_and_rounds(
    reporter, signed_in, district, files_root
):
    document, client = DocumentFactory(owner=district), signed_in(reporter)
    stored = StoredFile.keep(SimpleUploadedFile("plan.txt", b"Plan"), "text/plain", None)

    def add(numbers, stages):
        for number in numbers:
            version = DocumentVersionFactory(document=document, number=number, url="", file=stored, added_by=reporter)
            FeedbackFactory(recipient__distribution=DistributionFactory(document=document, version=version))
        for name in stages:
            DocumentStageFactory(document=document, name=name, version=version)

    add([1], ["drafted", "published"])
    few = queries_of(client, document.get_absolute_url())
    add(range(2, 9), ["approved", "reviewed", "in use", "adopted"])
    assert queries_of(client, document.get_absolute_url()) == few
    assert Document.objects.count() == 1


def test_what_is_on_paper_only_can_be_handed_over(signed_in, office):
    document = DocumentFactory(posted_on=None)
    page = signed_in(office).get(document.get_absolute_url()).content.decode()
    assert reverse("distribution-new", args=[document.pk]) in page
