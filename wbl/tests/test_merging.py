"""Two records of a directory become one: what is chosen, what moves, who may, who was faster, and undoing it."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.urls import reverse

from consortium.tests.factories import UserFactory
from wbl.models import Employer, EmployerContact, Speaker, Speaking
from wbl.rules.merging import MOVES, CannotMerge, choices, fingerprint, merge, undo
from wbl.tests.factories import (
    EmployerContactFactory,
    EmployerFactory,
    EventFactory,
    SpeakerFactory,
    SpeakingFactory,
)

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 10, 7, 18, tzinfo=datetime.UTC)


def merged(kept, gone, taken=(), user=None):
    merge(kept, gone, dict(taken), fingerprint(kept, gone), user, NOW)
    kept.refresh_from_db()
    gone.refresh_from_db()


@pytest.fixture
def kept():
    return EmployerFactory(name="Harbor Welding", city="Chula Vista", notes="Call in the morning.")


@pytest.fixture
def gone():
    return EmployerFactory(
        name="Harbor Welding, Inc.", city="San Diego", notes="Ask for the foreman.", website="https://example.org/"
    )


def test_all_that_refers_to_a_record_is_known_to_merging():
    """A room that refers to employers or speakers later has to say how its rows move."""
    for model, moves in MOVES.items():
        relations = {relation.get_accessor_name() for relation in model._meta.related_objects} - {"history"}
        assert relations == set(moves)


def test_contents_are_taken_field_by_field(kept, gone, office):
    merged(kept, gone, {"name": "gone", "city": "kept", "notes": "both"}, office)
    kept.refresh_from_db()
    assert (kept.name, kept.city) == ("Harbor Welding, Inc.", "Chula Vista")
    assert kept.notes == "Call in the morning.\n\nAsk for the foreman."
    assert kept.website == "https://example.org/"  # where one is empty the other one's is proposed


def test_what_is_proposed_loses_nothing(kept, gone):
    assert {choice.name: choice.taken for choice in choices(kept, gone)} == {
        "name": "kept",
        "city": "kept",
        "website": "gone",
        "notes": "both",
    }
    odd = choices(kept, gone, {"name": "both", "city": "nonsense"})
    assert {choice.name: choice.taken for choice in odd if choice.name in ("name", "city")} == {
        "name": "kept",
        "city": "kept",
    }


def test_contacts_speakers_and_earlier_merges_move(kept, gone, office):
    earlier = EmployerFactory()
    merged(gone, earlier, user=office)
    contact, speaker = EmployerContactFactory(employer=gone), SpeakerFactory(employer=gone)
    merged(kept, gone, user=office)
    for row in (contact, speaker):
        row.refresh_from_db()
        assert row.employer == kept
    earlier.refresh_from_db()
    gone.refresh_from_db()
    assert (earlier.merged_into, gone.merged_into, gone.merged_at, gone.merged_by) == (kept, kept, NOW, office)


def test_two_speakers_at_one_event_become_one_on_its_list(office):
    kept, gone, event = SpeakerFactory(), SpeakerFactory(), EventFactory()
    SpeakingFactory(event=event, speaker=kept, topic="Welding")
    SpeakingFactory(event=event, speaker=gone, topic="Safety")
    alone = SpeakingFactory(speaker=gone)
    merged(kept, gone, user=office)
    assert sorted(Speaking.objects.values_list("event", "speaker", "topic")) == sorted(
        [(event.pk, kept.pk, "Welding"), (alone.event_id, kept.pk, "")]
    )
    undo(gone)
    assert set(gone.speakings.values_list("event", "topic")) == {(event.pk, "Safety"), (alone.event_id, "")}
    assert list(kept.speakings.values_list("topic", flat=True)) == ["Welding"]


def test_a_merged_record_cannot_be_merged_nor_one_into_itself(kept, gone, office):
    merged(kept, gone, user=office)
    third = EmployerFactory()
    for one, other in ((third, gone), (gone, third), (kept, gone)):
        with pytest.raises(CannotMerge, match="has been merged in the meantime"):
            merged(one, other, user=office)
    with pytest.raises(CannotMerge, match="into itself"):
        merged(kept, kept, user=office)


def test_what_somebody_changed_meanwhile_is_not_merged_unseen(kept, gone, office):
    seen = fingerprint(kept, gone)
    Employer.objects.filter(pk=kept.pk).update(city="Oceanside")
    with pytest.raises(CannotMerge, match="Somebody has changed one of the two"):
        merge(kept, gone, {}, seen, office, NOW)
    gone.refresh_from_db()
    assert gone.merged_into is None


def test_contents_that_do_not_fit_together_are_refused_and_nothing_is_changed(office):
    kept = SpeakerFactory(lowest_grade=9, highest_grade=12)
    gone = SpeakerFactory(lowest_grade=6, highest_grade=8)
    with pytest.raises(CannotMerge, match="lowest grade comes before the highest"):
        merged(kept, gone, {"highest_grade": "gone"}, office)
    assert Speaker.objects.current().count() == 2


def test_a_row_for_a_merged_record_goes_to_the_kept_one_also_in_bulk(kept, gone, district, office):
    merged(kept, gone, user=office)
    contact = EmployerContactFactory(employer=gone)
    contact.refresh_from_db()
    assert contact.employer == kept
    EmployerContact.objects.bulk_create([EmployerContactFactory.build(employer=gone, organization=district)])
    Speaker.objects.bulk_create([SpeakerFactory.build(employer=gone)])
    assert (kept.contacts.count(), gone.contacts.count()) == (2, 0)
    assert kept.speakers.count() == 1


def test_undoing_gives_back_what_was_and_what_moved(kept, gone, office):
    own, moved = EmployerContactFactory(employer=kept), EmployerContactFactory(employer=gone)
    merged(kept, gone, {"city": "gone", "notes": "both"}, office)
    later = EmployerContactFactory(employer=kept)
    Employer.objects.filter(pk=kept.pk).update(notes="Call at noon.")
    undo(Employer.objects.get(pk=gone.pk))
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (kept.city, kept.website) == ("Chula Vista", "")
    assert kept.notes == "Call at noon."  # somebody has written it since
    assert set(kept.contacts.all()) == {own, later}
    assert list(gone.contacts.all()) == [moved]
    assert (gone.merged_into, gone.merged_at, gone.merged_by, gone.merge_undo) == (None, None, None, None)


def test_merges_are_undone_the_last_one_first(kept, gone, office):
    last = EmployerFactory()
    merged(kept, gone, user=office)
    merged(last, kept, user=office)
    with pytest.raises(CannotMerge, match="Undo that merge first"):
        undo(Employer.objects.get(pk=gone.pk))
    undo(Employer.objects.get(pk=kept.pk))
    gone.refresh_from_db()
    assert gone.merged_into == kept
    gone = undo(gone)
    with pytest.raises(CannotMerge, match="is not merged"):
        undo(gone)


def test_the_history_tells_what_both_were(kept, gone, office):
    merged(kept, gone, {"name": "gone"}, office)
    assert list(kept.history.order_by("pgh_id").values_list("name", flat=True)) == [
        "Harbor Welding",
        "Harbor Welding, Inc.",
    ]
    assert list(gone.history.order_by("pgh_id").values_list("merged_into", flat=True)) == [None, kept.pk]


@pytest.mark.django_db(transaction=True)
def test_a_contact_that_is_logged_while_two_are_merged_is_the_kept_one_s():
    kept, gone, user = EmployerFactory(), EmployerFactory(), UserFactory()
    contact = EmployerContactFactory.build(employer=gone, organization=EmployerContactFactory().organization)

    def log():
        try:
            contact.save()
        finally:
            connection.close()

    other = threading.Thread(target=log)
    with transaction.atomic():
        merge(kept, gone, {}, fingerprint(kept, gone), user, NOW)
        other.start()
        other.join(timeout=0.5)
        assert other.is_alive()  # it waits for the merge
    other.join(timeout=10)
    contact.refresh_from_db()
    assert contact.employer_id == kept.pk


def page_of(kept, gone, word="employer"):
    return reverse(f"{word}-merge", args=[kept.pk, gone.pk])


def test_the_page_shows_both_and_merges_what_was_chosen(kept, gone, office, signed_in):
    EmployerContactFactory(employer=gone)
    client = signed_in(office)
    page = client.get(page_of(kept, gone))
    assert [choice.name for choice in page.context["choices"]] == ["name", "city", "website", "notes"]
    assert "1 contact and 0 speakers move there" in page.content.decode()
    answer = client.post(
        page_of(kept, gone), {"seen": page.context["seen"], "take-name": "gone", "take-website": "kept"}, follow=True
    )
    assert answer.redirect_chain == [(kept.get_absolute_url(), 302)]
    kept.refresh_from_db()
    assert (kept.name, kept.website, kept.contacts.count()) == ("Harbor Welding, Inc.", "", 1)
    assert "Merged into this record" in answer.content.decode()


def test_the_address_of_a_merged_record_leads_to_the_kept_one(kept, gone, office, member, signed_in):
    merged(kept, gone, user=office)
    answer = signed_in(member).get(gone.get_absolute_url(), follow=True)
    assert answer.redirect_chain == [(kept.get_absolute_url(), 302)]
    assert "“Harbor Welding, Inc.” was merged into “Harbor Welding” on October 7, 2026." in answer.content.decode()
    office_client = signed_in(office)
    for name in ("employer-edit", "employer-contact-new", "employer-merge-choose"):
        assert office_client.get(reverse(name, args=[gone.pk])).url == kept.get_absolute_url()


def test_a_page_that_is_out_of_date_says_so_and_shows_what_is_now(kept, gone, office, signed_in):
    client = signed_in(office)
    seen = client.get(page_of(kept, gone)).context["seen"]
    Employer.objects.filter(pk=gone.pk).update(city="Oceanside")
    answer = client.post(page_of(kept, gone), {"seen": seen, "take-city": "gone"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert ("Somebody has changed one of the two" in page, "Oceanside" in page) == (True, True)
    assert {choice.name: choice.taken for choice in answer.context["choices"]}["city"] == "gone"


@pytest.mark.parametrize("who", ["reporter", "member"])
def test_only_the_office_merges(who, kept, gone, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    assert client.post(page_of(kept, gone), {"seen": fingerprint(kept, gone)}).status_code == 403
    merged(kept, gone)
    assert client.post(reverse("employer-unmerge", args=[gone.pk])).status_code == 403
    gone.refresh_from_db()
    assert gone.merged_into == kept


def test_a_merge_is_undone_on_the_kept_one_s_page(kept, gone, office, signed_in):
    merged(kept, gone, user=office)
    answer = signed_in(office).post(reverse("employer-unmerge", args=[gone.pk]), follow=True)
    assert answer.redirect_chain == [(gone.get_absolute_url(), 302)]
    gone.refresh_from_db()
    assert gone.merged_into is None
    again = signed_in(office).post(reverse("employer-unmerge", args=[gone.pk]), follow=True)
    assert "This record is not merged." in again.content.decode()


def test_the_other_record_is_chosen_by_its_name(kept, gone, office, signed_in):
    client = signed_in(office)
    page = client.get(reverse("employer-merge-choose", args=[kept.pk]))
    assert page.context["alike"] == [gone]
    found = client.get(reverse("employer-merge-choose", args=[kept.pk]), {"other": "harbor welding, inc. (San Diego)"})
    assert found.url == page_of(kept, gone)
    for wrong in ("Nobody", "Harbor Welding", ""):
        assert client.get(reverse("employer-merge-choose", args=[kept.pk]), {"other": wrong}).status_code == 422


def test_speakers_are_merged_on_the_same_pages(office, signed_in):
    kept, gone = SpeakerFactory(name="Ana Example"), SpeakerFactory(name="Ana Exampel", job="Welder")
    client = signed_in(office)
    page = client.get(page_of(kept, gone, "speaker"))
    client.post(page_of(kept, gone, "speaker"), {"seen": page.context["seen"]})
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert (gone.merged_into, kept.job) == (kept, "Welder")
    assert client.get(gone.get_absolute_url()).url == kept.get_absolute_url()


def test_pairs_that_look_alike_are_listed_for_the_office(kept, gone, office, reporter, signed_in):
    EmployerFactory(name="Mesa Dental")
    client = signed_in(office)
    page = client.get(reverse("employer-twins"))
    assert [(pair.first, pair.second) for pair in page.context["pairs"]] == [(kept, gone)]
    assert signed_in(reporter).get(reverse("employer-twins")).status_code == 403
    merged(kept, gone)
    assert client.get(reverse("employer-twins")).context["pairs"] == []
