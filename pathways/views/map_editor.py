"""
The editor of a map's draft.

Each change is a request of its own. With htmx the answer is the board as it then is, with a sentence for the live
region; without script it is the way back to the page.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from consortium.numbers import small_integer
from consortium.permissions import member_required
from pathways.forms.map_actions import ACTIONS
from pathways.models import MapBox
from pathways.queries import map_search
from pathways.queries.maps import boxes_of
from pathways.rules import map_editing, map_publishing
from pathways.rules.map_board import Board
from pathways.rules.map_editing import MapChanged
from pathways.rules.map_states import MapRefused
from pathways.views.maps import fetch_to_write

BACK_AND_FORTH = {"undo": map_editing.undo, "redo": map_editing.redo}


@dataclass(frozen=True)
class Choices:
    """
    What is chosen in the row in which boxes are added: the `column`, the box it is connected from (`source`); the box
    that was added `last` and the one that this was connected from (`origin`). Boxes by their numbers, None: none.
    """

    column: str
    source: int | None = None
    last: int | None = None
    origin: int | None = None

    @classmethod
    def of(cls, asked):
        """As they are in a request's data; what is wrong there is as if nothing was chosen."""
        column = asked.get("to_column", "")
        numbers = (small_integer(asked.get(name, "")) for name in ("from_box", "last", "origin"))
        return cls(column if column in MapBox.Column.values else MapBox.Column.GRADE_9, *numbers)

    def after_adding(self, state):
        """The choices once boxes were added: the next one in the same column is connected as the last one was."""
        last = state.box(state.last_number)
        origin = next((source for source, target in state.links if target == last.number), None)
        return Choices(last.column, origin, last.number, origin)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def map_edit(request, slug):
    """The board with the draft; where there is none, POST begins one as a copy of what stands."""
    pathway = fetch_to_write(request.user.access, slug)
    if request.method == "POST":
        map_publishing.begin_draft(pathway)
        return redirect("map-edit", slug=slug)
    draft = pathway.versions.drafts().first()
    if draft is None:
        last = pathway.versions.published().order_by("-number").first()
        return render(request, "pathways/maps/map_begin.html", {"pathway": pathway, "last": last})
    draft.pathway = pathway
    choices = Choices.of(request.GET)
    return _board_page(request, draft, choices, small_integer(request.GET.get("box", "")))


@member_required
@require_safe
def map_find(request, slug):
    """What fits the words in `?q=`, as the options of the search field."""
    pathway = fetch_to_write(request.user.access, slug)
    return render(request, "pathways/maps/_found.html", {"found": _found(request, pathway)})


def _found(request, pathway):
    text = request.GET.get("q", "").strip()[:200]
    return map_search.found(text, pathway, request.user.access, timezone.localdate())


@member_required
@require_POST
def map_action(request, slug, action):
    """Do one thing to the draft: one of ACTIONS, or undo or redo the last one."""
    pathway = fetch_to_write(request.user.access, slug)
    draft = pathway.versions.drafts().first()
    if draft is None or action not in ACTIONS.keys() | BACK_AND_FORTH.keys():
        raise Http404
    draft.pathway = pathway
    choices, box = Choices.of(request.POST), small_integer(request.POST.get("box", ""))
    try:
        edited = _do(request, draft, action)
    except MapRefused as refusal:
        status = 409 if isinstance(refusal, MapChanged) else 422
        return _refused(request, draft, choices, box, str(refusal), status)
    if action in ("add", "courses"):
        choices = choices.after_adding(edited.state)
    if not request.htmx:
        messages.success(request, edited.said)
        return redirect(_address(pathway, choices, box))
    return _board_page(request, edited.version, choices, box, said=edited.said)


def _do(request, draft, action):
    seen = small_integer(request.POST.get("seen", ""))
    now = timezone.now()
    seen = -1 if seen is None else seen
    if action in BACK_AND_FORTH:
        return BACK_AND_FORTH[action](draft, request.user, seen, now)
    form = ACTIONS[action](request.POST)
    if not form.is_valid():
        raise MapRefused(form.sentence)
    return map_editing.edit(draft, request.user, seen, form.change(request.user.access), now)


def _refused(request, draft, choices, box, sentence, status):
    """The map as it is now, and why nothing was done; what was typed stays in its field."""
    pathway, draft = draft.pathway, draft.pathway.versions.drafts().first()
    if draft is None or not request.htmx:
        messages.error(request, sentence)
    if draft is None:
        return HttpResponseClientRedirect(pathway.get_absolute_url()) if request.htmx else redirect(pathway)
    draft.pathway = pathway
    return _board_page(request, draft, choices, box, said=sentence, status=status, refused=True)


def _address(pathway, choices, box):
    """The editor with the same choices, for the way back without script."""
    chosen = {"to_column": choices.column, "from_box": choices.source, "last": choices.last, "origin": choices.origin}
    query = {name: value for name, value in chosen.items() if value}
    place = f"#box-{box}" if box else ""
    return f"{reverse('map-edit', args=[pathway.slug])}?{urlencode(query | ({'box': box} if box else {}))}{place}"


def _board_page(request, draft, choices, box, said="", status=200, refused=False):
    boxes = boxes_of(draft)
    state = map_editing.state_of(draft, boxes)
    typed = request.POST.get("q", "") if refused else request.GET.get("q", "")
    board = Board(boxes, state, box)
    context = {
        "pathway": draft.pathway,
        "draft": draft,
        "board": board,
        "choices": choices,
        "last_box": board.by_number.get(choices.last),
        "undoable": map_editing.last_step(draft),
        "redoable": map_editing.next_step(draft),
        "said": said,
        "refused": refused,
        "typed": typed,
    }
    if request.htmx:
        return render(request, "pathways/maps/_board_answer.html", context, status=status)
    context["found"] = _found(request, draft.pathway) if request.GET.get("q") else None
    return render(request, "pathways/maps/map_edit.html", context, status=status)
