"""Pages of what belongs to a document: its versions and the stages it has reached."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.days import in_words
from consortium.models import StoredFile
from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from consortium.uploads import as_download
from goals.forms.documents import StageForm, VersionForm
from goals.models import DocumentStage, DocumentVersion
from goals.queries.documents import fetch_document, files_to_use_again
from goals.rules import documents as rules

from .documents import done, form_page, posted


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def version_new(request, pk):
    """A new version: a file, an address, or (`?use=` a version) a file that is here already, found with `?q=`."""
    access = request.user.access
    document = fetch_document(access, pk, write=True)
    readable = DocumentVersion.objects.readable_by(access).filter(file__isnull=False).select_related("document", "file")
    source = readable.filter(pk=small_integer(request.GET.get("use", "")) or 0).first()
    form = VersionForm(
        posted(request), request.FILES or None, readable=readable, source=source, back=document.get_absolute_url()
    )
    if form.is_valid():
        version = _keep(document, form, request.user)
        messages.success(request, f"Version {version.number} is there.")
        return redirect(document)
    words = request.GET.get("q", "").replace("\0", "")[:100]
    context = {
        "document": document,
        "form": form,
        "source": source,
        "q": words,
        "found": list(files_to_use_again(access, words)) if words else [],
    }
    return render(request, "documents/version_form.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _keep(document, form, user):
    data = form.cleaned_data
    stored = data["source"].file if data["source"] else None
    if data["file"]:
        stored = StoredFile.keep(data["file"], data["file"].checked_type, user)
    return rules.add_version(document, user, timezone.now(), file=stored, url=data["url"], note=data["note"])


@member_required
@require_safe
def version_file(request, pk):
    """The file of a version, as a download, for those who may read the version."""
    files = DocumentVersion.objects.select_related("file").filter(file__isnull=False)
    return as_download(fetch(files, request.user.access, pk=pk).file)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def version_delete(request, pk):
    """Delete a version that was added by mistake, once that is confirmed."""
    version = _part(DocumentVersion.objects.select_related("file"), request.user.access, pk)
    why = rules.why_version_stays(version)
    if request.method == "POST":
        try:
            rules.delete_version(version)
        except rules.DocumentRefused as refused:
            why = refused.sentence
        else:
            messages.success(request, f"Version {version.number} is deleted.")
            return redirect(version.document)
    context = {"document": version.document, "version": version, "why": why}
    status = 409 if why and request.method == "POST" else 200
    return render(request, "documents/version_confirm_delete.html", context, status=status)


def _part(parts, access, pk):
    """
    The version or stage `pk` with its document, for those who may change that.

    Raises Http404 for those who may not read the part, PermissionDenied for readers.
    """
    part = fetch(parts, access, pk=pk)
    part.document = fetch_document(access, part.document_id, write=True)
    return part


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_new(request, pk):
    """Note that the document has reached a stage; `?stage=` says which is chosen at first."""
    document, today = fetch_document(request.user.access, pk, write=True), timezone.localdate()
    initial = {"name": request.GET.get("stage"), "reached_on": today, "version": document.versions.first()}
    form = StageForm(posted(request), initial=initial, document=document, back=document.get_absolute_url())
    if form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        more = {"version": data["version"], "note": data["note"]}
        if done(form, rules.note_stage, document, data["name"], data["reached_on"], request.user, now, today, **more):
            label = DocumentStage.Name(data["name"]).label
            messages.success(request, f"“{document}”: {label.lower()} on {in_words(data['reached_on'])}.")
            return redirect(document)
    return form_page(request, form, "Note a stage", document)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def stage_edit(request, pk):
    """Correct the day, the version or the note of a stage, or take the stage back."""
    stage = _part(DocumentStage.objects.select_related("version"), request.user.access, pk)
    document, today = stage.document, timezone.localdate()
    initial = {"reached_on": stage.reached_on, "version": stage.version, "note": stage.note}
    form = StageForm(
        posted(request), initial=initial, document=document, stage=stage, back=document.get_absolute_url()
    )
    if form.is_valid():
        data = form.cleaned_data
        more = {"version": data["version"], "note": data["note"]}
        if done(form, rules.correct_stage, stage, data["reached_on"], today, **more):
            messages.success(request, f"“{stage.get_name_display()}” is corrected.")
            return redirect(document)
    return form_page(request, form, f"Correct “{stage.get_name_display()}”", document, stage=stage)


@member_required
@require_POST
def stage_take_back(request, pk):
    """A stage that was noted by mistake."""
    stage = _part(DocumentStage.objects.all(), request.user.access, pk)
    rules.take_back_stage(stage)
    messages.success(request, f"“{stage.get_name_display()}” is taken back. The history keeps that it was noted.")
    return redirect(stage.document)
