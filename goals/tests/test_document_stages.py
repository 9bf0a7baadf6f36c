"""The stages that a document reaches: in the order of its kind's ladder, corrected and taken back on record."""

import datetime

import pytest
from django.urls import reverse

from goals.models import Document, DocumentStage
from goals.rules.documents import furthest, ladder
from goals.tests.factories import DocumentFactory, DocumentStageFactory, DocumentVersionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november_20")]

DAY = datetime.date


@pytest.fixture
def document(district):
    """A guideline of `district`, begun on July 1, 2026: drafted, reviewed, approved, disseminated."""
    return DocumentFactory(owner=district, kind="guideline")


@pytest.fixture
def note(reporter, signed_in, document):
    """`note("approved", "2026-09-01")` → the response."""
    client, url = signed_in(reporter), reverse("document-stage-new", args=[document.pk])
    return lambda name, day, **more: client.post(url, {"name": name, "reached_on": day} | more)


def days(document):
    return {stage.name: stage.reached_on for stage in document.stages.all()}


def test_a_stage_is_noted_with_its_day_version_and_who_approved_it(note, reporter, document):
    version = DocumentVersionFactory(document=document)
    response = note("approved", "2026-09-01", version=version.pk, note="Steering committee, item 3")
    assert response.url == document.get_absolute_url()
    stage = document.stages.get()
    assert (stage.name, stage.reached_on, stage.version, stage.note, stage.recorded_by) == (
        "approved", DAY(2026, 9, 1), version, "Steering committee, item 3", reporter,
    )  # fmt: skip


def test_stages_of_one_day_and_stages_left_out_are_taken(note, document):
    note("drafted", "2026-09-01")
    note("disseminated", "2026-10-01")
    note("approved", "2026-10-01")
    assert days(document) == {
        "drafted": DAY(2026, 9, 1), "approved": DAY(2026, 10, 1), "disseminated": DAY(2026, 10, 1),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "day", "field", "sentence"),
    [
        ("reviewed", "2026-11-21", "reached_on",
         "November 21, 2026 is still to come. Give the day on which it happened."),
        ("reviewed", "2026-06-30", "reached_on",
         "The document was begun on July 1, 2026; a stage cannot be dated before that."),
        ("reviewed", "2026-08-09", "reached_on",
         "“Reviewed” cannot come before “Drafted”, which was reached on August 10, 2026."),
        ("reviewed", "2026-09-11", "reached_on",
         "“Reviewed” cannot come after “Approved”, which was reached on September 10, 2026."),
        ("nonsense", "2026-09-01", "name",
         "Select a valid choice. nonsense is not one of the available choices."),
        ("drafted", "2026-09-01", "name",
         "Select a valid choice. drafted is not one of the available choices."),
    ],
)  # fmt: skip
def test_a_day_out_of_order_is_refused_in_a_sentence(name, day, field, sentence, note, document):
    DocumentStageFactory(document=document, name="drafted", reached_on=DAY(2026, 8, 10))
    DocumentStageFactory(document=document, name="approved", reached_on=DAY(2026, 9, 10))
    response = note(name, day)
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [sentence]}
    assert set(days(document)) == {"drafted", "approved"}


def test_a_stage_off_the_ladder_has_no_place_in_its_order(note, document):
    DocumentStageFactory(document=document, name="approved", reached_on=DAY(2026, 9, 10))
    assert note("published", "2026-08-01").status_code == 302


def test_nothing_is_reached_after_the_document_was_withdrawn(note, document):
    Document.objects.update(withdrawn_on=DAY(2026, 10, 1), withdrawn_because="Old.")
    response = note("approved", "2026-10-02")
    assert response.context["form"].errors == {"reached_on": ["The document was withdrawn on October 1, 2026."]}
    assert note("approved", "2026-09-30").status_code == 302


def test_a_version_of_another_document_is_refused(note, document):
    other = DocumentVersionFactory()
    assert note("approved", "2026-09-01", version=other.pk).status_code == 422
    assert not document.stages.exists()


def test_a_correction_keeps_to_the_order_and_the_history_keeps_what_it_was(reporter, signed_in, document):
    DocumentStageFactory(document=document, name="drafted", reached_on=DAY(2026, 8, 10))
    stage = DocumentStageFactory(document=document, name="approved", reached_on=DAY(2026, 9, 10))
    client, url = signed_in(reporter), reverse("document-stage-edit", args=[stage.pk])
    assert client.post(url, {"reached_on": "2026-08-09"}).status_code == 422
    assert client.post(url, {"reached_on": "2026-08-20", "note": "By telephone"}).status_code == 302
    stage.refresh_from_db()
    assert (stage.reached_on, stage.note) == (DAY(2026, 8, 20), "By telephone")
    kept = DocumentStage.history.rel.related_model.objects.filter(pgh_obj_id=stage.pk).order_by("pgh_id")
    assert [event.reached_on for event in kept] == [DAY(2026, 9, 10), DAY(2026, 8, 20)]


def test_a_stage_taken_back_is_open_again_and_on_record(reporter, signed_in, document):
    stage = DocumentStageFactory(document=document, name="approved")
    url = reverse("document-stage-take-back", args=[stage.pk])
    client = signed_in(reporter)
    assert client.get(url).status_code == 405
    assert client.post(url).url == document.get_absolute_url()
    assert not document.stages.exists()
    kept = DocumentStage.history.rel.related_model.objects.filter(pgh_obj_id=stage.pk).order_by("pgh_id")
    assert [event.pgh_label for event in kept] == ["insert", "delete"]


def test_the_page_shows_the_ladder_of_the_kind_with_a_word_for_each_step(document):
    drafted = DocumentStageFactory(document=document, name="drafted", reached_on=DAY(2026, 8, 10))
    approved = DocumentStageFactory(document=document, name="approved", reached_on=DAY(2026, 9, 10))
    published = DocumentStageFactory(document=document, name="published", reached_on=DAY(2026, 9, 12))
    steps, others = ladder(document, [published, approved, drafted])
    assert [(step.label, step.stage, step.word) for step in steps] == [
        ("Drafted", drafted, "Reached"),
        ("Reviewed", None, "No day noted"),
        ("Approved", approved, "Reached"),
        ("Disseminated", None, "Still to come"),
    ]
    assert others == [published]


def test_the_stage_a_document_has_come_to_is_the_one_reached_last(document):
    assert furthest(document, []) is None
    same_day = [DocumentStageFactory(document=document, name=name) for name in ("approved", "drafted", "reviewed")]
    assert furthest(document, same_day).name == "approved"
    later = DocumentStageFactory(document=document, name="in use", reached_on=DAY(2026, 9, 2))
    assert furthest(document, [*same_day, later]) == later
