"""
What may happen to a document: versions, stages, posting, withdrawing.

Whoever changes a document holds its row meanwhile, so that of two people at once the second sees what the first did.
What a document does not allow is a `DocumentRefused` with a sentence.
"""

from dataclasses import dataclass

from django.db import transaction

from consortium.days import in_words
from goals.models import Document, DocumentStage, DocumentVersion

Name = DocumentStage.Name


class DocumentRefused(Exception):
    """What a document does not allow: `sentence`, and the `field` of a form that it is about (None: the whole)."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


def held(document):
    """The document as it is now, its row held until the transaction ends."""
    return Document.objects.select_for_update(no_key=True).get(pk=document.pk)


# Versions


@transaction.atomic
def add_version(document, user, now, *, file=None, url="", note=""):
    """The next version of `document`: a StoredFile or an address. Two people at once get two numbers."""
    held(document)
    latest = document.versions.order_by("-number").values_list("number", flat=True).first()
    return DocumentVersion.objects.create(
        document=document, number=(latest or 0) + 1, file=file, url=url, note=note, added_by=user, added_at=now
    )


def why_version_stays(version):
    """Why `version` cannot be deleted, as a sentence, or "" where it can."""
    if version.distributions.exists():
        return "This version was sent to somebody. It stays on record, so that everybody can see what they received."
    if version.stages.exists():
        return "A stage says that it was reached with this version. Name another version there, then delete this one."
    posted = version.document.posted_on is not None
    if posted and not version.document.versions.exclude(pk=version.pk).exists():
        return "The document is posted, and this is its only version. Take it down first, or add another version."
    return ""


@transaction.atomic
def delete_version(version):
    """Delete a version that nobody was sent and no stage names. Raises DocumentRefused."""
    version.document = held(version.document)
    why = why_version_stays(version)
    if why:
        raise DocumentRefused(why)
    version.delete()


# Stages


@dataclass(frozen=True)
class Step:
    """A stage on the page of a document. `stage` is None where no day is noted; `status` names a shape of the look."""

    name: str
    label: str
    stage: DocumentStage | None
    status: str
    word: str


def ladder(document, stages):
    """
    The steps that a document of its kind usually goes through, as `Step`s in order, and a list of the other `stages`
    (its DocumentStages), the earliest first.
    """
    noted = {stage.name: stage for stage in stages}
    usual = DocumentStage.usual(document.kind)
    last = max((place for place, name in enumerate(usual) if name in noted), default=-1)
    steps = [_step(name, noted.get(name), passed=place < last) for place, name in enumerate(usual)]
    others = [stage for stage in stages if stage.name not in usual]
    return steps, sorted(others, key=lambda stage: (stage.reached_on, stage.pk))


def _step(name, stage, passed):
    if stage is not None:
        status, word = "met", "Reached"
    else:
        status, word = ("no_target", "No day noted") if passed else ("not_started", "Still to come")
    return Step(name, Name(name).label, stage, status, word)


def furthest(document, stages):
    """The stage that `document` has come to: the one reached last, of one day's the last of the ladder; or None."""
    usual = DocumentStage.usual(document.kind)
    places = {name: place for place, name in enumerate(usual)}
    return max(stages, key=lambda stage: (stage.reached_on, places.get(stage.name, -1), stage.pk), default=None)


@transaction.atomic
def note_stage(document, name, reached_on, user, now, today, *, version=None, note=""):
    """Note that `document` reached the stage `name` on a day, of which `today` is the last. Raises DocumentRefused."""
    document = held(document)
    _check_stage(document, name, reached_on, today)
    return DocumentStage.objects.create(
        document=document,
        name=name,
        reached_on=reached_on,
        version=version,
        note=note,
        recorded_by=user,
        recorded_at=now,
    )


@transaction.atomic
def correct_stage(stage, reached_on, today, *, version=None, note=""):
    """Give a stage that was noted another day, version or note. Raises DocumentRefused."""
    document = held(stage.document)
    _check_stage(document, stage.name, reached_on, today, standing=stage)
    stage.reached_on, stage.version, stage.note = reached_on, version, note
    stage.save(update_fields=["reached_on", "version", "note"])


@transaction.atomic
def take_back_stage(stage):
    """A stage that was noted by mistake goes; the history keeps it."""
    held(stage.document)
    stage.delete()


def _check_stage(document, name, day, today, standing=None):
    """Raise DocumentRefused where `document` cannot have reached the stage `name` on `day`."""
    _check_day(document, day, today, "reached_on", "stage")
    if document.withdrawn_on and day > document.withdrawn_on:
        raise DocumentRefused(f"The document was withdrawn on {in_words(document.withdrawn_on)}.", "reached_on")
    others = {stage.name: stage for stage in document.stages.exclude(pk=standing.pk if standing else None)}
    label = Name(name).label
    if name in others:
        when = in_words(others[name].reached_on)
        raise DocumentRefused(f"“{label}” is on record already, on {when}. Correct that day instead.", "name")
    usual = DocumentStage.usual(document.kind)
    if name not in usual:
        return
    place = usual.index(name)
    for before in usual[:place]:
        if before in others and others[before].reached_on > day:
            raise DocumentRefused(_out_of_order(label, "before", others[before]), "reached_on")
    for after in usual[place + 1 :]:
        if after in others and others[after].reached_on < day:
            raise DocumentRefused(_out_of_order(label, "after", others[after]), "reached_on")


def _out_of_order(label, where, other):
    when = in_words(other.reached_on)
    return f"“{label}” cannot come {where} “{other.get_name_display()}”, which was reached on {when}."


def _check_day(document, day, today, field, what):
    if day > today:
        raise DocumentRefused(f"{in_words(day)} is still to come. Give the day on which it happened.", field)
    if day < document.begun_on:
        begun = in_words(document.begun_on)
        raise DocumentRefused(f"The document was begun on {begun}; a {what} cannot be dated before that.", field)


# In the folder and out of it


@transaction.atomic
def post(document, day, today):
    """Let every member read `document` from `day` on. Raises DocumentRefused."""
    document = held(document)
    if document.withdrawn_on:
        raise DocumentRefused("The document is withdrawn. Take it up again before you post it.")
    if not document.versions.exists():
        raise DocumentRefused("There is nothing to read yet. Add a version before you post the document.")
    _check_day(document, day, today, "day", "posting")
    document.posted_on = day
    document.save(update_fields=["posted_on"])
    return document


@transaction.atomic
def take_down(document):
    """From now on only its own people and the office read `document`."""
    document = held(document)
    document.posted_on = None
    document.save(update_fields=["posted_on"])
    return document


@transaction.atomic
def withdraw(document, day, reason, today):
    """Take `document` out of use from `day` on; it stays on record. Raises DocumentRefused."""
    document = held(document)
    if document.withdrawn_on:
        raise DocumentRefused(f"The document was withdrawn on {in_words(document.withdrawn_on)} already.")
    _check_day(document, day, today, "day", "withdrawal")
    later = document.stages.filter(reached_on__gt=day).order_by("-reached_on").first()
    if later:
        reached = f"“{later.get_name_display()}” was reached on {in_words(later.reached_on)}"
        raise DocumentRefused(f"{reached}; the document cannot have been withdrawn before that.", "day")
    if document.posted_on and day < document.posted_on:
        posted = in_words(document.posted_on)
        raise DocumentRefused(f"The document was posted on {posted} and cannot have been withdrawn before that.", "day")
    document.withdrawn_on, document.withdrawn_because = day, reason
    document.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return document


@transaction.atomic
def take_up(document):
    """Put a withdrawn document into use again, as if it had never been withdrawn; the history keeps that it was."""
    document = held(document)
    document.withdrawn_on, document.withdrawn_because = None, ""
    document.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return document


# The document itself


def check_dates(document, begun_on, expires_on, today):
    """
    Raise DocumentRefused where the first and the last day (None: no end) do not fit each other or what is on record;
    `document` may be a new one.
    """
    if begun_on > today:
        raise DocumentRefused(f"{in_words(begun_on)} is still to come. Give the day on which it was begun.", "begun_on")
    if expires_on and expires_on < begun_on:
        raise DocumentRefused("Its last day comes before it was begun.", "expires_on")
    if document.pk is None:
        return
    first = document.stages.order_by("reached_on").first()
    dated = [
        (document.posted_on, "it was posted"),
        (document.withdrawn_on, "it was withdrawn"),
        (first and first.reached_on, f"“{first.get_name_display()}” was reached" if first else ""),
    ]
    for day, what in dated:
        if day and day < begun_on:
            raise DocumentRefused(f"On {in_words(day)} {what}, so it was begun then or earlier.", "begun_on")
