"""Pages of documents: the list, one document, and the forms with which it is recorded, posted and withdrawn."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.permissions import member_required
from goals.forms.documents import DocumentFilter, DocumentForm, PostForm, WithdrawForm
from goals.models import Document
from goals.queries.distributions import documents_to_send, rounds
from goals.queries.documents import (
    fetch_document,
    first_what_waits,
    folders,
    may_write,
    to_do,
    uses_of,
    with_parts,
)
from goals.rules import documents as rules

ROWS = 25


@member_required
@require_safe
def document_list(request):
    """The documents that the reader may see, what they have to do first; narrowed by what the address says."""
    access, today = request.user.access, timezone.localdate()
    form = DocumentFilter(request.GET, documents=Document.objects.readable_by(access), access=access, day=today)
    found = first_what_waits(with_parts(form.matching()), access, today)
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    writes = may_record(access)
    context = {
        "form": form,
        "page": with_furthest_stages(page),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "folders": list(folders()),
        "may_record": writes,
        "to_do": to_do(access, today) if writes else None,
        "today": today,
    }
    return render(request, "documents/document_list.html", context)


def may_record(access):
    """Whether `access` records documents of some organization."""
    return access.is_office or bool(access.reporter_for)


def with_furthest_stages(page):
    """A page of documents (`with_parts`), each with `furthest`: the stage to which it has come, or None."""
    for document in page.object_list:
        document.furthest = rules.furthest(document, document.noted)
    return page


@member_required
@require_safe
def document_detail(request, pk):
    """One document: how far it has come, its versions, whom it reached, what rests on it."""
    access = request.user.access
    document = fetch_document(access, pk)
    steps, others = rules.ladder(document, list(document.stages.select_related("version")))
    milestones, evidence = uses_of(document, access)
    writes = may_write(document, access)
    versions = document.versions.readable_by(access).select_related("file", "added_by").order_by("-number")
    context = {
        "document": document,
        "steps": steps,
        "other_stages": others,
        "versions": list(versions),
        "rounds": list(rounds(document.distributions.readable_by(access))),
        "milestones": list(milestones),
        "evidence": list(evidence),
        "may_write": writes,
        "may_send": documents_to_send(Document.objects.filter(pk=pk), access).exists(),
        "is_own": access.is_office or _is_own(document, access),
        "today": timezone.localdate(),
    }
    return render(request, "documents/document_detail.html", context)


def _is_own(document, access):
    """Whether `access` reads the document from its first draft on."""
    return bool({document.owner_id, document.owner.parent_id, document.folder_id} & access.own_organizations)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_new(request):
    """Record a document; `?kind=` and `?folder=` say what is chosen at first."""
    access = request.user.access
    if not may_record(access):
        raise PermissionDenied("Documents are recorded by reporters, for their organizations, and by the office.")
    today = timezone.localdate()
    initial = {"begun_on": today, "kind": request.GET.get("kind")}
    initial["folder"] = folders().filter(slug=request.GET.get("folder", "")).first()
    form = DocumentForm(
        posted(request), initial=initial, access=access, today=today, back=reverse("documents")
    )
    if form.is_valid():
        document = form.save(request.user)
        messages.success(request, f"“{document}” is recorded. Add its first version next.")
        return redirect(document)
    return form_page(request, form, "New document")


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def document_edit(request, pk):
    """Change what a document is; its versions, stages and posting have pages of their own."""
    access, today = request.user.access, timezone.localdate()
    document = fetch_document(access, pk, write=True)
    if request.method == "POST":
        rules.held(document)
        document.refresh_from_db(fields=["begun_on", "posted_on", "withdrawn_on"])
    back = document.get_absolute_url()
    form = DocumentForm(posted(request), instance=document, access=access, today=today, back=back)
    if form.is_valid():
        form.save()
        messages.success(request, f"“{document}” is saved.")
        still_theirs = Document.objects.readable_by(access).filter(pk=pk).exists()
        return redirect(document if still_theirs else "documents")
    as_it_is = fetch_document(access, pk)  # the form has put what was typed into its own
    return form_page(request, form, "Change the document", as_it_is)


def posted(request):
    """What was sent, also when it is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def form_page(request, form, heading, document=None, lead="", warning="", **more):
    """The page of a form about `document`, or about a new one."""
    context = {"form": form, "heading": heading, "document": document, "lead": lead, "warning": warning, **more}
    return render(request, "documents/form.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_post(request, pk):
    """Let every member read the document, or correct the day since when they do."""
    document, today = fetch_document(request.user.access, pk, write=True), timezone.localdate()
    initial = {"day": document.posted_on or today}
    form = PostForm(posted(request), initial=initial, back=document.get_absolute_url())
    if form.is_valid() and done(form, rules.post, document, form.cleaned_data["day"], today):
        where = f"in the folder of {document.folder}" if document.folder else "in the list of documents"
        messages.success(request, f"“{document}” is posted: every member finds it {where}.")
        return redirect(document)
    place = f"It stands in the folder of {document.folder} and in the list of all documents." if document.folder else ""
    return form_page(request, form, "Post", document, f"Every member of the consortium will read it. {place}")


def done(form, rule, *args, **kwargs):
    """Whether `rule` could be carried out; what it refuses is shown beside the field that it is about."""
    try:
        rule(*args, **kwargs)
    except rules.DocumentRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        return False
    return True


@member_required
@require_POST
def document_take_down(request, pk):
    """Only its own people and the office read it from now on."""
    document = rules.take_down(fetch_document(request.user.access, pk, write=True))
    messages.success(request, f"“{document}” is taken down: only its own people and the consortium office read it.")
    return redirect(document)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_withdraw(request, pk):
    """Take the document out of use, with the reason."""
    document, today = fetch_document(request.user.access, pk, write=True), timezone.localdate()
    form = WithdrawForm(posted(request), initial={"day": today}, back=document.get_absolute_url())
    if form.is_valid():
        data = form.cleaned_data
        if done(form, rules.withdraw, document, data["day"], data["reason"], today):
            messages.success(request, f"“{document}” is withdrawn. It stays on record and no longer counts.")
            return redirect(document)
    lead = "A withdrawn document stays on record and no longer counts."
    if document.posted_on:
        lead += " Members still read it, with the reason. Take it down too where they should not."
    return form_page(request, form, "Withdraw", document, lead)


@member_required
@require_POST
def document_take_up(request, pk):
    """Put a withdrawn document into use again."""
    document = rules.take_up(fetch_document(request.user.access, pk, write=True))
    messages.success(request, f"“{document}” is in use again.")
    return redirect(document)
