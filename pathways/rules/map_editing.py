"""
Editing a draft: each change is written together with the state before it, so that it can be taken back.

Who changes a draft holds the row of its pathway meanwhile. A page carries how many changes the draft had when it was
drawn; where somebody else has changed it since, nothing is done and `MapChanged` says who did what.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max

from pathways.models import CareerPathway, Course, MapBox, MapLink, MapStep, MapVersion, Occupation, Program
from pathways.queries.maps import boxes_of, links_of, words_of
from pathways.rules.map_states import BoxState, MapRefused, State

MOST_STEPS = 60
REFERENCES = {"program": Program, "course": Course, "occupation": Occupation}


class MapChanged(MapRefused):
    """Somebody else has changed the draft since the page was drawn, so that nothing was done."""


@dataclass(frozen=True)
class Edited:
    """The draft after a change, its state, and what was done, as a sentence."""

    version: MapVersion
    state: State
    said: str


def held(pathway):
    """The pathway, its row held until the transaction ends."""
    return CareerPathway.objects.select_for_update(no_key=True).get(pk=pathway.pk)


def held_draft(version):
    """The draft as it is now, its pathway held. MapRefused where it was published or thrown away meanwhile."""
    held(version.pathway)
    draft = MapVersion.objects.drafts().select_related("changed_by").filter(pk=version.pk).first()
    if draft is None:
        raise MapRefused("This draft has been published or thrown away meanwhile. Look at the map as it stands now.")
    draft.pathway = version.pathway
    return draft


def state_of(version, boxes=None):
    """The stored state of `version`; `boxes` where they are at hand already, as of `boxes_of`."""
    boxes = boxes_of(version) if boxes is None else boxes
    return State(
        tuple(
            BoxState(box.number, box.column, box.kind, _refers(box), words_of(box)[0], _details(box)) for box in boxes
        ),
        tuple(links_of(version)),
        version.last_number,
    )


def _refers(box):
    return box.program_id or box.course_id or box.occupation_id


def _details(box):
    return box.details if box.kind == MapBox.Kind.TEXT else ""


@transaction.atomic
def edit(version, user, seen, change, now):
    """
    Do `change` (a function from State to (State, sentence)) to a draft that `user` saw after `seen` changes: `Edited`.
    Raises MapChanged where somebody else has changed it since, MapRefused where it cannot be done.
    """
    draft = held_draft(version)
    check_unchanged(draft, user, seen)
    before = state_of(draft)
    after, said = change(before)
    if after == before:
        return Edited(draft, after, said)
    write(draft, before, after)
    draft.steps.filter(after__isnull=False).delete()  # what was taken back can no longer be done again
    last = draft.steps.aggregate(last=Max("number"))["last"] or 0
    MapStep.objects.create(version=draft, number=last + 1, said=said[:300], before=before.to_json())
    draft.steps.filter(number__lte=last + 1 - MOST_STEPS).delete()
    _count(draft, user, after, now)
    return Edited(draft, after, said)


@transaction.atomic
def undo(version, user, seen, now):
    """Take the last step back: `Edited`. Raises as `edit`, and MapRefused where there is none."""
    draft = held_draft(version)
    check_unchanged(draft, user, seen)
    step = draft.steps.filter(after__isnull=True).order_by("-number").first()
    if step is None:
        raise MapRefused("There is nothing to undo.")
    before = state_of(draft)
    step.after = before.to_json()
    step.save(update_fields=["after"])
    return _restore(draft, user, before, step.before, f"Undone: {step.said}", now)


@transaction.atomic
def redo(version, user, seen, now):
    """Do again what was taken back last: `Edited`. Raises as `edit`, and MapRefused where there is nothing."""
    draft = held_draft(version)
    check_unchanged(draft, user, seen)
    step = draft.steps.filter(after__isnull=False).order_by("number").first()
    if step is None:
        raise MapRefused("There is nothing to do again.")
    after, step.after = step.after, None
    step.save(update_fields=["after"])
    return _restore(draft, user, state_of(draft), after, f"Done again: {step.said}", now)


def _restore(draft, user, before, stored, said, now):
    after = _with_records(State.from_json(stored, before.last_number))
    write(draft, before, after)
    _count(draft, user, after, now)
    return Edited(draft, after, said)


def _with_records(state):
    """`state` with a text where the record that a box stood for was deleted since."""
    there = {
        kind: set(
            model.objects.filter(pk__in=[box.refers for box in state.boxes if box.kind == kind]).values_list(
                "pk", flat=True
            )
        )
        for kind, model in REFERENCES.items()
    }
    boxes = tuple(
        box
        if box.kind == MapBox.Kind.TEXT or box.refers in there[box.kind]
        else BoxState(box.number, box.column, MapBox.Kind.TEXT, None, box.title)
        for box in state.boxes
    )
    return State(boxes, state.links, state.last_number)


def check_unchanged(draft, user, seen):
    """Raise MapChanged where somebody other than `user` has changed `draft` since it had `seen` changes."""
    if seen == draft.changes or (draft.changed_by_id == user.pk and draft.own_since <= seen < draft.changes):
        return
    who = draft.changed_by if draft.changed_by_id not in (None, user.pk) else "Somebody else"
    step = draft.steps.filter(after__isnull=True).order_by("-number").first()
    what = f" The last change was: {step.said}" if step else ""
    raise MapChanged(
        f"{who} has changed this map since you opened it, so your change was not made.{what} "
        "You see the map as it is now: do it again if it still fits."
    )


def _count(draft, user, state, now):
    """Note that `user` has changed `draft` once more."""
    if draft.changed_by_id != user.pk:
        draft.own_since = draft.changes
    draft.changes += 1
    draft.changed_by, draft.changed_at, draft.last_number = user, now, state.last_number
    draft.save(update_fields=["changes", "changed_by", "changed_at", "own_since", "last_number"])


def write(draft, before, after):
    """Write what is different between two states of `draft`; a constant number of statements."""
    old, new = _places(before), _places(after)
    stored = {box.number: box for box in draft.boxes.all()}
    gone = [stored[number].pk for number in old.keys() - new.keys()]
    if gone or set(before.links) - set(after.links):
        _delete_links(draft, set(before.links) - set(after.links))
    if gone:
        draft.boxes.filter(pk__in=gone).delete()
    changed = [
        _filled(stored[number], *new[number]) for number in old.keys() & new.keys() if old[number] != new[number]
    ]
    if changed:
        MapBox.objects.bulk_update(
            changed, ["column", "order", "kind", "program", "course", "occupation", "title", "details"]
        )
    fresh = [_filled(MapBox(version=draft, number=number), *new[number]) for number in new.keys() - old.keys()]
    if fresh:
        stored |= {box.number: box for box in MapBox.objects.bulk_create(fresh)}
    links = [(stored[source], stored[target]) for source, target in set(after.links) - set(before.links)]
    if links:
        MapLink.objects.bulk_create(MapLink(version=draft, source=source, target=target) for source, target in links)


def _delete_links(draft, pairs):
    links = draft.links.values_list("pk", "source__number", "target__number")
    draft.links.filter(pk__in=[pk for pk, source, target in links if (source, target) in pairs]).delete()


def _places(state):
    """{number: (box, its place in its column)}."""
    places, filled = {}, {}
    for box in state.boxes:
        place = filled.get(box.column, 0)
        places[box.number], filled[box.column] = (box, place), place + 1
    return places


def _filled(stored, box, place):
    """The row of a box, saying what its state says."""
    stored.column, stored.order, stored.kind = box.column, place, box.kind
    for name in REFERENCES:
        setattr(stored, f"{name}_id", box.refers if box.kind == name else None)
    text = box.kind == MapBox.Kind.TEXT
    stored.title, stored.details = (box.title, box.details) if text else ("", "")
    return stored


def last_step(version):
    """The step that would be undone, or None."""
    return version.steps.filter(after__isnull=True).defer("before").order_by("-number").first()


def next_step(version):
    """The step that would be done again, or None."""
    return version.steps.filter(after__isnull=False).defer("before", "after").order_by("number").first()
