"""Which documented gaps were part of a document that was sent to partners by a day."""

import datetime

import pytest
from django.utils import timezone

from consortium.counting import Tally
from consortium.tests.factories import OrganizationFactory
from goals.tests.factories import DistributionFactory, DocumentFactory, RecipientFactory
from pathways.queries.gaps_counting import gaps_disseminated
from pathways.tests.factories import DocumentedGapFactory, GapInDocumentFactory, ProgramGapFactory, SectorFactory

pytestmark = pytest.mark.django_db

MAY = datetime.date(2026, 5, 4)
JUNE_30, JULY_1 = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
SPAN = datetime.date(2026, 4, 1), JUNE_30


def at_night(day):
    """Half past eleven in the evening in California: it is the next day already in UTC."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(23, 30)))


def sent(on, since=MAY, gap=None, **document):
    """A documented gap, in a document since a day, that a mail carried on another."""
    gap = gap or DocumentedGapFactory(documented_on=MAY)
    link = GapInDocumentFactory(gap=gap, document=DocumentFactory(begun_on=MAY, **document), since=since)
    if on:
        sending = DistributionFactory(document=link.document, first_day=on)
        RecipientFactory(distribution=sending, mail="sent", sent_at=at_night(on), mails_sent=1)
    return gap


def test_documented_and_in_a_document_that_was_sent_by_the_day():
    counted = [
        sent(JUNE_30),
        sent(MAY, kind="minutes"),  # whatever the document is
        sent(MAY, withdrawn_on=JULY_1, withdrawn_because="Out of date."),
        sent(MAY, since=JUNE_30, gap=sent(JUNE_30)),  # in two documents, of which one went out with it: one gap
    ]
    sent(JULY_1)
    sent(None)
    sent(MAY, withdrawn_on=JUNE_30, withdrawn_because="Out of date.")
    sent(MAY, since=JUNE_30)  # it went out before the gap was in it
    sent(MAY, gap=DocumentedGapFactory(documented_on=JULY_1))
    sent(MAY, gap=ProgramGapFactory())
    sent(MAY, gap=DocumentedGapFactory(documented_on=MAY, dismissed_on=JUNE_30, dismissed_because="No."))
    DocumentedGapFactory(documented_on=MAY)
    count = gaps_disseminated(*SPAN)
    assert set(count.records) == set(counted)
    assert count.region == Tally(4)


def test_handing_over_and_an_acknowledgement_carry_it_a_mail_that_waits_does_not():
    def through(**recipient):
        gap = sent(None)
        sending = DistributionFactory(document=gap.documents.get(), first_day=MAY)
        RecipientFactory(distribution=sending, **recipient)
        return gap

    counted = [
        through(received_on=JUNE_30, received_how="handed_over"),
        through(received_on=MAY, received_how="acknowledged"),
        through(mail="sent", sent_at=at_night(JULY_1), mails_sent=2),  # sent again since; the first mail counts
    ]
    through(mail="waiting")
    through(mail="failed", mail_problem="Refused.")
    through(received_on=JULY_1, received_how="handed_over")
    assert set(gaps_disseminated(*SPAN).records) == set(counted)


def test_by_organization_and_sector():
    ours, health = OrganizationFactory(), SectorFactory(name="Health")
    sent(MAY, gap=DocumentedGapFactory(owner=ours, sector=health, documented_on=MAY))
    sent(MAY, gap=DocumentedGapFactory(sector=None, documented_on=MAY))
    count = gaps_disseminated(*SPAN)
    assert count.by_organization[ours.pk] == Tally(1)
    assert count.breakdowns == {"sector": {"Health": Tally(1), "No sector": Tally(1)}}
    assert gaps_disseminated(*SPAN, organizations=[ours.pk]).region == Tally(1)
