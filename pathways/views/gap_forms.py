"""Forms in which gaps are taken up, changed, closed, set aside, reopened and put in documents."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from consortium.numbers import small_integer
from consortium.permissions import member_required, office_writes
from consortium.refusals import sentence_of
from goals.queries.documents import fetch_document
from pathways.forms.gaps import CloseForm, DismissForm, GapForm, InDocumentForm
from pathways.models import GapInDocument, Program, ProgramGap
from pathways.queries import gaps as queries
from pathways.queries.leading import fed_by_none, leading_nowhere
from pathways.rules import gaps as rules

EDITED = ["GET", "HEAD", "POST"]
LIST = "gap-list"


@member_required
@require_http_methods(EDITED)
def gap_new(request):
    """Document a gap that was found (`?soc=` or `?program=`), with its figures of today, or record one by hand."""
    access, today = request.user.access, timezone.localdate()
    if not queries.possible_owners(access).exists():
        raise PermissionDenied("Gaps are recorded by reporters, for their organizations, and by the office.")
    gap = _found(request, today) or ProgramGap()
    standing = _taken_up(gap)
    if standing is not None:
        return _send_to(request, standing)
    initial = {"documented_on": today}
    if gap.found_on:
        initial["description"] = rules.what_is_missing(gap)
    form = GapForm(*_sent(request), instance=gap, initial=initial, access=access, today=today, back=reverse("gaps"))
    saved = _saved(form, request.user)
    if saved:
        said = "documented" if saved.documented_on else "recorded as proposed"
        messages.success(request, f"“{saved}” is {said}.")
        return redirect(saved)
    return _form_page(request, form, "Document this gap" if gap.found_on else "New gap", gap=gap)


@member_required
@require_http_methods(EDITED)
def gap_edit(request, pk):
    """Change what is written of a gap; its figures stay as they were found."""
    access, today = request.user.access, timezone.localdate()
    gap = queries.fetch_gap(access, pk, write=True)
    form = GapForm(*_sent(request), instance=gap, access=access, today=today, back=gap.get_absolute_url())
    if _saved(form, request.user):
        messages.success(request, f"“{gap}” is saved.")
        return redirect(gap)
    return _form_page(request, form, "Change the gap", gap=gap)


def _saved(form, user):
    """The stored gap, or None where something is wrong: also when somebody took up the same one a moment ago."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            return form.save(user)
    except IntegrityError as error:
        form.add_error(None, sentence_of(error) or "The gap could not be saved. Look at it again.")
        return None


@office_writes
@require_http_methods(EDITED)
def gap_set_aside(request):
    """Set a gap that was found (`?soc=` or `?program=`) aside: it is no longer proposed."""
    today = timezone.localdate()
    gap = _found(request, today)
    if gap is None:
        raise Http404
    standing = _taken_up(gap)
    if standing is not None:
        return _send_to(request, standing)
    gap.recorded_by = request.user
    return _dismiss(request, gap, today, reverse("gaps"), "gaps")


@member_required
@require_http_methods(EDITED)
def gap_dismiss(request, pk):
    """Set a gap aside, with the reason."""
    gap = queries.fetch_gap(request.user.access, pk, write=True)
    return _dismiss(request, gap, timezone.localdate(), gap.get_absolute_url(), gap)


def _dismiss(request, gap, today, back, after):
    form = DismissForm(_posted(request), initial={"day": today}, back=back)
    if form.is_valid():
        data = form.cleaned_data
        if _done(form, rules.dismiss, gap, data["day"], data["reason"], today):
            messages.success(request, f"“{gap}” is set aside. It is no longer proposed and does not count.")
            return redirect(after)
    lead = "It is no longer proposed and does not count. It stays on record and can be taken up again."
    return _form_page(request, form, "Set the gap aside", gap=gap, lead=lead)


@member_required
@require_http_methods(EDITED)
def gap_close(request, pk):
    """Note that a gap was mended."""
    gap, today = queries.fetch_gap(request.user.access, pk, write=True), timezone.localdate()
    form = CloseForm(_posted(request), initial={"day": today}, back=gap.get_absolute_url())
    if form.is_valid():
        data = form.cleaned_data
        if _done(form, rules.close, gap, data["day"], data["how"], today):
            messages.success(request, f"“{gap}” is closed. It still counts as documented.")
            return redirect(gap)
    return _form_page(request, form, "Close the gap", gap=gap, lead="A gap that was mended still counts as documented.")


@member_required
@require_POST
def gap_reopen(request, pk):
    """Take up again a gap that was closed or set aside."""
    gap = queries.fetch_gap(request.user.access, pk, write=True)
    try:
        rules.reopen(gap)
    except rules.GapRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"“{gap}” is taken up again.")
    return redirect(gap)


@member_required
@require_http_methods(EDITED)
def gaps_in_document(request):
    """Put the gaps `?gap=` (several) in a gap analysis that the reader writes, or in a new one."""
    access, today = request.user.access, timezone.localdate()
    documents = queries.gap_documents(access, today)
    if not (access.is_office or access.reporter_for):
        raise PermissionDenied("Documents are written by reporters, for their organizations, and by the office.")
    keys = [key for key in map(small_integer, request.GET.getlist("gap")) if key]
    gaps = list(ProgramGap.objects.readable_by(access).filter(pk__in=keys).select_related("owner"))
    if not gaps:
        messages.error(request, "Tick the gaps first that belong in the document.")
        return redirect(LIST)
    back = reverse(LIST)
    form = InDocumentForm(
        _posted(request), initial={"since": today}, access=access, documents=documents, today=today, back=back
    )
    if form.is_valid():
        document = _put_in(form, gaps, request.user)
        if document is not None:
            said = f"{len(gaps)} gaps are" if len(gaps) > 1 else "The gap is"
            messages.success(request, f"{said} in “{document}”. Send it to partners from its page.")
            return redirect(document)
    return _form_page(request, form, "Put gaps in a document", gaps=gaps)


def _put_in(form, gaps, user):
    """The document that holds `gaps` now, or None where it was refused: the form says why, and nothing is stored."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            now = timezone.now()
            document = data["document"] or rules.begin_gap_analysis(
                data["title"], data["owner"], data["since"], user, now
            )
            rules.put_in_document(gaps, document, data["since"])
    except rules.GapRefused as refused:
        form.add_error(None, refused.sentence)
        return None
    return document


@member_required
@require_POST
def gap_take_out(request, pk, document):
    """A gap does not stand in a document after all."""
    access = request.user.access
    gap = queries.fetch_gap(access, pk)
    written = fetch_document(access, document, write=True)
    get_object_or_404(GapInDocument, gap=gap, document=written).delete()
    messages.success(request, f"“{gap}” is taken out of “{written}”.")
    return redirect(gap)


def _found(request, today):
    """The gap of `?soc=` or `?program=` as a ProgramGap, not stored; None without either, 404 for what is no gap."""
    soc, program = request.GET.get("soc", ""), request.GET.get("program", "")
    if soc:
        found = queries.occupation_gap(today, soc)
        if found is None:
            raise Http404
        return rules.of_occupation(found, today)
    if program:
        every = Program.objects.all()
        gaps = leading_nowhere(every, today) | fed_by_none(every, today)
        programs = Program.objects.filter(pk__in=gaps.values("pk")).select_related("organization", "sector")
        return rules.of_program(get_object_or_404(programs, pk=small_integer(program) or 0), today)
    return None


def _taken_up(gap):
    """The ProgramGap that somebody took up for the same program or occupation and that stands, or None."""
    same = ProgramGap.objects.filter(kind=gap.kind, dismissed_on__isnull=True)
    if gap.program_id:
        return same.filter(program=gap.program_id).first()
    return same.filter(soc=gap.soc, sector=gap.sector_id).first() if gap.soc else None


def _send_to(request, gap):
    """To the gap that is there already, or to the list where the reader may not see it yet."""
    messages.warning(request, f"Somebody has taken up “{gap}” already.")
    readable = ProgramGap.objects.readable_by(request.user.access).filter(pk=gap.pk).exists()
    return redirect(gap if readable else "gaps")


def _posted(request):
    """What was sent, also when it is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def _sent(request):
    return _posted(request), request.FILES or None


def _done(form, rule, *args):
    """Whether `rule` could be carried out; what it refuses is shown beside the field that it is about."""
    try:
        rule(*args)
    except rules.GapRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True


def _form_page(request, form, heading, **more):
    """A page with one form; what was typed wrong is there again, with its sentence."""
    context = {"form": form, "heading": heading, **more}
    return render(request, "pathways/gap_form.html", context, status=422 if form.errors else 200)
