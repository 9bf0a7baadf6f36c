"""
How a map comes to stand: drafts are begun, published with what they connect, and published versions withdrawn.

A published version never changes: what its boxes say is written into it. Whoever does something here holds the row of
the pathway meanwhile, as editing does.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from consortium.days import in_words
from consortium.slugs import free_slug
from pathways.models import CareerPathway, MapBox, MapConnection, MapLink, MapVersion, Program
from pathways.queries.maps import boxes_of, connected, links_of, words_of
from pathways.rules.map_editing import check_unchanged, held, held_draft
from pathways.rules.map_states import LABELS, MapRefused


@transaction.atomic
def begin_pathway(pathway):
    """Store a new pathway, with a name in addresses of its own, and its empty draft, which is returned."""
    taken = set(CareerPathway.objects.values_list("slug", flat=True)) | CareerPathway.NOT_SLUGS
    pathway.slug = free_slug(taken, pathway.name, f"{pathway.name} {pathway.organization.name}")
    pathway.save(force_insert=True)
    return MapVersion.objects.create(pathway=pathway, number=1)


@transaction.atomic
def begin_draft(pathway):
    """The draft of `pathway`: the one it has, or a new one that begins as a copy of the last published version."""
    held(pathway)
    draft = pathway.versions.drafts().first()
    if draft is not None:
        return draft
    last = pathway.versions.published().order_by("-number").first()
    number = (last.number if last else 0) + 1
    draft = MapVersion.objects.create(pathway=pathway, number=number, last_number=last.last_number if last else 0)
    if last is not None:
        copy_boxes(last, draft)
    return draft


def copy_boxes(version, draft):
    """Put copies of the boxes and links of `version` on the empty `draft`; boxes of records follow these again."""
    copies = []
    for box in version.boxes.all():
        text = box.kind == MapBox.Kind.TEXT
        box.pk, box.version = None, draft
        box._state.adding = True
        if not text:
            box.title = box.details = ""
        copies.append(box)
    by_number = {box.number: box for box in MapBox.objects.bulk_create(copies)}
    MapLink.objects.bulk_create(
        MapLink(version=draft, source=by_number[source], target=by_number[target])
        for source, target in links_of(version)
    )


def why_not_published(version):
    """Why `version` cannot be published, as a sentence, or "" where it can."""
    if not version.is_draft:
        return "This version is published already."
    if not version.boxes.exists():
        return "The map is empty. Add boxes to it first."
    return ""


@transaction.atomic
def publish(version, user, seen, day, today, note=""):
    """
    Publish the draft that `user` saw after `seen` changes, as of `day`: its boxes' words are written down, and what it
    connects. Raises MapRefused, and MapChanged where somebody else has changed it since.
    """
    draft = held_draft(version)
    check_unchanged(draft, user, seen)
    why = why_not_published(draft) or _why_not_on(draft, day, today)
    if why:
        raise MapRefused(why)
    boxes = boxes_of(draft)
    for box in boxes:
        title, details = words_of(box)
        box.title, box.details = title, "\n".join(details)
    MapBox.objects.bulk_update(boxes, ["title", "details"])
    MapConnection.objects.bulk_create(
        MapConnection(version=draft, high_school_program_id=high_school, college_program_id=college)
        for high_school, college in sorted(connected(boxes, links_of(draft)))
    )
    draft.steps.all().delete()
    draft.published_on, draft.published_by, draft.note = day, user, note
    draft.save(update_fields=["published_on", "published_by", "note"])
    return draft


def earliest_day(version):
    """The first day on which the draft `version` can be published (its predecessor's last), or None."""
    days = version.pathway.versions.published().aggregate(published=Max("published_on"), withdrawn=Max("withdrawn_on"))
    return max((day for day in days.values() if day), default=None)


def _why_not_on(version, day, today):
    if day > today:
        return "This day is still to come. A map is published today, or was on a day before."
    earliest = earliest_day(version)
    if earliest and day < earliest:
        return f"The version before it stood until {in_words(earliest)}. Choose that day or a later one."
    return ""


@transaction.atomic
def withdraw(version, day, because, today):
    """Withdraw a published version from `day` on. Raises MapRefused."""
    held(version.pathway)
    version = MapVersion.objects.select_related("pathway").get(pk=version.pk)
    if version.is_draft:
        raise MapRefused("A draft is not withdrawn. Throw it away instead.")
    if version.withdrawn_on:
        raise MapRefused(f"This map was withdrawn on {in_words(version.withdrawn_on)} already.")
    if version.pathway.versions.published().filter(number__gt=version.number).exists():
        raise MapRefused("A later version has been published. Look at the map as it stands now.")
    if not version.published_on <= day <= today:
        raise MapRefused(f"Choose a day from {in_words(version.published_on)}, when it was published, through today.")
    version.withdrawn_on, version.withdrawn_because = day, because
    version.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return version


@transaction.atomic
def throw_away(version):
    """Delete a draft; where nothing of the pathway was ever published, the pathway goes with it. True if it went."""
    draft = held_draft(version)
    pathway = draft.pathway
    draft.delete()
    if pathway.versions.exists():
        return False
    pathway.delete()
    return True


@dataclass(frozen=True)
class Preview:
    """
    What publishing would change against the version before it, and what the map would connect.

    `added`, `removed` and `changed` are sentences about boxes, `links` those about arrows; `connections` are pairs of
    programs (high school, college), `alone` the high school programs on it that lead to no college program.
    """

    added: list
    removed: list
    changed: list
    links: list
    connections: list
    alone: list

    @property
    def says_the_same(self):
        """Whether nothing is different."""
        return not (self.added or self.removed or self.changed or self.links)


def preview_of(draft, previous):
    """What publishing `draft` would do; `previous` is the version before it, or None. A constant number of queries."""
    boxes, links = boxes_of(draft), links_of(draft)
    pairs = connected(boxes, links)
    programs = Program.objects.select_related("organization").in_bulk({pk for pair in pairs for pk in pair})
    alone = {
        program
        for program in map(_high_school_program, boxes)
        if program and program.pk not in {high_school for high_school, _ in pairs}
    }
    before = {box.number: box for box in boxes_of(previous)} if previous else {}
    now = {box.number: box for box in boxes}
    names = {number: words_of(box)[0] for number, box in (before | now).items()}
    old_links = set(links_of(previous)) if previous else set()
    return Preview(
        added=[_where(now[number]) for number in sorted(now.keys() - before.keys())] if previous else [],
        removed=[_where(before[number]) for number in sorted(before.keys() - now.keys())],
        changed=[
            sentence
            for number in sorted(now.keys() & before.keys())
            for sentence in _differences(before[number], now[number])
        ],
        links=_link_differences(old_links, set(links), names) if previous else [],
        connections=sorted(
            ((programs[one], programs[other]) for one, other in pairs),
            key=lambda pair: (
                pair[0].name,
                pair[0].organization.name,
                pair[1].name,
                pair[1].organization.name,
            ),
        ),
        alone=sorted(alone, key=lambda program: (program.name, program.organization.name)),
    )


def _high_school_program(box):
    program = box.program if box.kind == MapBox.Kind.PROGRAM else getattr(box.course, "program", None)
    return program if program and program.level == Program.Level.HIGH_SCHOOL else None


def _where(box):
    return f"“{words_of(box)[0]}” in {LABELS[box.column]}"


def _differences(before, now):
    """What is different about a box, as sentences."""
    old, new = words_of(before), words_of(now)
    said = []
    if old[0] != new[0]:
        said.append(f"“{old[0]}” is now called “{new[0]}”")
    elif old[1] != new[1]:
        said.append(f"“{new[0]}” has other details: {'; '.join(new[1]) or 'none'}")
    if before.column != now.column:
        said.append(f"“{new[0]}” moved from {LABELS[before.column]} to {LABELS[now.column]}")
    return said


def _link_differences(old, new, names):
    """Sentences about arrows between boxes that are on either version."""
    added = [f"“{names[source]}” leads to “{names[target]}”" for source, target in sorted(new - old)]
    gone = [f"“{names[source]}” no longer leads to “{names[target]}”" for source, target in sorted(old - new)]
    return added + gone
