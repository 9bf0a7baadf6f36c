"""The grid in which many similar events are entered at once; it works without script."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consortium.permissions import member_required
from wbl.forms.grid import LINES, LineFormSet, SharedForm, moment
from wbl.models import Event
from wbl.queries.speakers import suggestions
from wbl.rules.kinds import KINDS
from wbl.rules.many import Line, record_many
from wbl.views.editing import require_may_add, warn_of_locks


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def event_grid(request):
    """Record many events of a kind on one day, all of them or none; “More lines” makes room and stores nothing."""
    access = request.user.access
    require_may_add(access)
    options = {"access": access, "today": timezone.localdate()}
    if request.method != "POST":
        initial = {"kind": request.GET.get("kind", Event.Kind.CLASSROOM_PRESENTATION)}
        return _page(request, SharedForm(initial=initial, **options), _empty(initial["kind"]))
    if "more" in request.POST:
        return _more(request, options)
    shared, lines = SharedForm(request.POST, **options), LineFormSet(request.POST)
    if shared.is_valid() & lines.is_valid():
        try:
            wanted = _wanted(shared, lines)
        except ValidationError as error:
            lines.filled()[0].add_error("begins", error)
        else:
            return _store(request, shared, wanted)
    return _page(request, shared, lines, status=422)


def _empty(kind):
    """Lines to fill in, with who usually comes."""
    return LineFormSet(initial=[{"audience": _usual(kind)}] * LINES)


def _usual(kind):
    """Who usually comes to events of `kind`, empty for what is no kind."""
    audiences = KINDS[kind].audiences if kind in KINDS else ()
    return audiences[0].value if audiences else ""


def _more(request, options):
    """The same again, nothing checked, with more lines."""
    typed = request.POST.copy()
    before = LineFormSet(typed).total_form_count()
    total = min(before + LINES, LineFormSet.absolute_max)
    typed["form-TOTAL_FORMS"] = str(total)
    for number in range(before, total):
        typed[f"form-{number}-audience"] = _usual(typed.get("kind", ""))
    shared, lines = SharedForm(typed, **options), LineFormSet(typed)
    for form in (shared, *lines.forms):
        form._errors = {}
    lines._errors, lines._non_form_errors = [], lines.error_class()
    return _page(request, shared, lines)


def _wanted(shared, lines):
    """The `Line`s to record. Raises ValidationError where the clocks change that day."""
    day = shared.cleaned_data["day"]
    typed = [form.cleaned_data for form in lines.filled()]
    return [
        Line(moment(day, one["begins"]), one["title"], one["audience"], one["headcount"], one["speaker"] or None)
        for one in sorted(typed, key=lambda one: one["begins"])
    ]


def _store(request, shared, wanted):
    typed = shared.cleaned_data
    facts = {name: typed[name] for name in ("kind", "status", "owner", "sector")}
    record_many(facts | {"site": typed["site_name"]}, wanted, user=request.user, now=timezone.now())
    messages.success(request, f"{len(wanted)} event{' is' if len(wanted) == 1 else 's are'} recorded.")
    warn_of_locks(request, typed["day"])
    day = typed["day"].isoformat()
    return redirect(f"{reverse('events')}?kind={typed['kind']}&from={day}&through={day}")


def _page(request, shared, lines, status=200):
    context = {"shared": shared, "lines": lines, "speakers": suggestions()}
    return render(request, "wbl/event_grid.html", context, status=status)
