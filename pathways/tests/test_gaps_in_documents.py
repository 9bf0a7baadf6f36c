"""Several gaps are put in a gap analysis, an existing one or a new one; the gap says where and to how many."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from goals.models import Document
from goals.tests.factories import DistributionFactory, DocumentFactory, RecipientFactory
from pathways.models import GapInDocument
from pathways.tests.factories import DocumentedGapFactory, GapInDocumentFactory, ProgramGapFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def analysis(district):
    return DocumentFactory(kind="gap_analysis", owner=district, begun_on=datetime.date(2026, 7, 1))


def address(*gaps):
    return f"{reverse('gaps-in-document')}?{'&'.join(f'gap={gap.pk}' for gap in gaps)}"


def test_several_at_once_in_one_that_is_here(reporter, signed_in, analysis):
    gaps = [DocumentedGapFactory() for _ in range(2)]
    client, today = signed_in(reporter), timezone.localdate()
    answer = client.post(address(*gaps), {"document": analysis.pk, "since": today})
    assert answer.url == analysis.get_absolute_url()
    links = GapInDocument.objects.all()
    assert {(link.gap, link.document, link.since) for link in links} == {(gap, analysis, today) for gap in gaps}
    client.post(address(*gaps), {"document": analysis.pk, "since": "2026-07-02"})
    assert links.count() == 2
    assert set(links.values_list("since", flat=True)) == {today}


def test_in_a_new_one(office, signed_in, district):
    gap = DocumentedGapFactory()
    posted = {"title": "Gap analysis of fall", "owner": district.pk, "since": "2026-09-20"}
    signed_in(office).post(address(gap), posted)
    document = Document.objects.get()
    assert (document.kind, document.owner, document.recorded_by) == ("gap_analysis", district, office)
    assert list(gap.documents.all()) == [document]


@pytest.mark.parametrize(
    ("posted", "field"),
    [
        ({}, "title"),
        ({"title": "New"}, "owner"),
        ({"title": "New", "document": "here"}, "__all__"),
        ({"document": "here", "since": "2999-01-01"}, "since"),
        ({"document": "others"}, "document"),
        ({"document": "minutes"}, "document"),
    ],
)
def test_what_is_missing_or_not_theirs_is_said(posted, field, reporter, signed_in, analysis, district):
    of_others = DocumentFactory(kind="gap_analysis", posted_on=datetime.date(2026, 7, 1))
    minutes = DocumentFactory(kind="minutes", owner=district)
    keys = {"here": analysis.pk, "others": of_others.pk, "minutes": minutes.pk}
    posted = {"since": timezone.localdate()} | posted
    if "document" in posted:
        posted["document"] = keys[posted["document"]]
    answer = signed_in(reporter).post(address(DocumentedGapFactory()), posted)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert GapInDocument.objects.count() == 0


def test_only_documented_gaps_and_at_least_one(office, signed_in, analysis):
    client, posted = signed_in(office), {"document": analysis.pk, "since": timezone.localdate()}
    aside = DocumentedGapFactory(dismissed_on=datetime.date(2026, 10, 1), dismissed_because="No.")
    for gap in (ProgramGapFactory(), aside):
        answer = client.post(address(gap, DocumentedGapFactory()), posted)
        assert "A document holds documented gaps." in answer.content.decode()
    assert client.get(reverse("gaps-in-document")).url == reverse("gap-list")
    assert GapInDocument.objects.count() == 0


def test_the_gap_says_to_how_many_each_was_sent_since(member, signed_in):
    gap = DocumentedGapFactory()
    document = DocumentFactory(kind="gap_analysis", posted_on=datetime.date(2026, 8, 1))
    GapInDocumentFactory(gap=gap, document=document, since=datetime.date(2026, 9, 15))
    GapInDocumentFactory(gap=gap, document__title="A draft that nobody else reads")
    sending = DistributionFactory(document=document)
    noon = timezone.make_aware(datetime.datetime(2026, 9, 16, 12))
    for _ in range(2):
        RecipientFactory(distribution=sending, mail="sent", sent_at=noon, mails_sent=1)
    RecipientFactory(distribution=sending, mail="sent", sent_at=noon - datetime.timedelta(days=9), mails_sent=1)
    page = signed_in(member).get(gap.get_absolute_url())
    assert [(link.document, link.reached) for link in page.context["links"]] == [(document, 2)]


def test_who_writes_the_document_takes_a_gap_out(reporter, other_reporter, signed_in, analysis):
    gap = GapInDocumentFactory(document=analysis).gap
    out = reverse("gap-take-out", args=[gap.pk, analysis.pk])
    assert signed_in(other_reporter).post(out).status_code == 404  # the document is a draft of others
    assert signed_in(reporter).post(out).status_code == 302
    assert GapInDocument.objects.count() == 0
