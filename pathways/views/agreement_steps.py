"""Pages of what happens to an articulation agreement: its review, its signatures, its scan, its early end."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from consortium.days import in_words
from consortium.models import StoredFile
from consortium.numbers import small_integer
from consortium.permissions import member_required
from consortium.uploads import as_download
from pathways.forms.agreement_steps import EndForm, ReviewForm, ScanForm, SignatureForm
from pathways.models import AgreementSignature
from pathways.queries.agreements import fetch_agreement

EDITED = ["GET", "HEAD", "POST"]


def _to_write(request, pk):
    """The agreement and today; 404 for who may not read it, PermissionDenied for readers."""
    today = timezone.localdate()
    return fetch_agreement(request.user.access, pk, today, write=True), today


def _form_page(request, form, heading, agreement, **more):
    context = {"form": form, "heading": heading, "agreement": agreement, **more}
    return render(request, "pathways/agreement_step_form.html", context, status=422 if form.errors else 200)


def _posted(request):
    """What was sent, also when it is nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


@member_required
@require_http_methods(EDITED)
def agreement_review(request, pk):
    """Note when faculty reviewed the agreement."""
    agreement, today = _to_write(request, pk)
    initial = {} if agreement.reviewed_on else {"reviewed_on": today}
    form = ReviewForm(
        _posted(request), instance=agreement, initial=initial, today=today, back=agreement.get_absolute_url()
    )
    if form.is_valid():
        form.instance.save(update_fields=ReviewForm.Meta.fields)
        messages.success(request, f"Reviewed on {in_words(agreement.reviewed_on)}.")
        return redirect(agreement)
    return _form_page(request, form, "Reviewed by faculty", _as_stored(request, pk))


def _as_stored(request, pk):
    """The agreement as it is: a form has put what was typed into its own."""
    return fetch_agreement(request.user.access, pk, timezone.localdate())


@member_required
@require_http_methods(EDITED)
def agreement_sign(request, pk):
    """Record the signature of a party; `?party=` (a primary key) says which is chosen at first."""
    agreement, today = _to_write(request, pk)
    signature = AgreementSignature(agreement=agreement)
    initial = {"party": small_integer(request.GET.get("party", "")), "signed_on": today}
    form = SignatureForm(
        _posted(request), instance=signature, initial=initial, today=today, back=agreement.get_absolute_url()
    )
    if form.is_valid():
        signature = form.save()
        said = f"{signature.party} signed on {in_words(signature.signed_on)}."
        after = _as_stored(request, pk)
        if after.completed_on:
            said += " All parties have signed: every member reads the agreement now."
        messages.success(request, said)
        return redirect(agreement)
    return _form_page(request, form, "Record a signature", agreement)


def _signature_to_write(request, pk):
    signature = get_object_or_404(AgreementSignature.objects.select_related("party"), pk=pk)
    signature.agreement, _ = _to_write(request, signature.agreement_id)
    return signature


@member_required
@require_http_methods(EDITED)
def signature_edit(request, pk):
    """Correct who signed and when, or take the signature back."""
    signature = _signature_to_write(request, pk)
    agreement = signature.agreement
    form = SignatureForm(
        _posted(request), instance=signature, today=timezone.localdate(), back=agreement.get_absolute_url()
    )
    if form.is_valid():
        form.save()
        messages.success(request, f"The signature of {signature.party} is corrected.")
        return redirect(agreement)
    return _form_page(request, form, f"Signature of {signature.party}", agreement, signature=signature)


@member_required
@require_POST
def signature_take_back(request, pk):
    """A signature that was recorded by mistake."""
    signature = _signature_to_write(request, pk)
    signature.delete()
    messages.success(request, f"The signature of {signature.party} is taken back. The history keeps that it was noted.")
    return redirect(signature.agreement)


@member_required
@require_http_methods(EDITED)
def agreement_scan(request, pk):
    """Keep the agreement as it was signed; a new file takes the place of an earlier one."""
    agreement, _ = _to_write(request, pk)
    form = ScanForm(_posted(request), request.FILES or None, back=agreement.get_absolute_url())
    if form.is_valid():
        _keep(agreement, form.cleaned_data["file"], request.user)
        messages.success(request, f"“{agreement.scan.name}” is kept with the agreement.")
        return redirect(agreement)
    return _form_page(request, form, "The signed agreement", agreement)


@transaction.atomic
def _keep(agreement, upload, user):
    agreement.scan = StoredFile.keep(upload, upload.checked_type, user)
    agreement.save(update_fields=["scan"])


@member_required
@require_safe
def agreement_file(request, pk):
    """The scan, as a download, for those who may read the agreement."""
    agreement = _as_stored(request, pk)
    if agreement.scan is None:
        raise Http404("No scan is kept with this agreement.")
    return as_download(agreement.scan)


@member_required
@require_http_methods(EDITED)
def agreement_end(request, pk):
    """End the agreement before its last day, with the reason."""
    agreement, today = _to_write(request, pk)
    initial = {} if agreement.terminated_on else {"terminated_on": today}
    form = EndForm(_posted(request), instance=agreement, initial=initial, back=agreement.get_absolute_url())
    if form.is_valid():
        form.instance.save(update_fields=EndForm.Meta.fields)
        day = in_words(agreement.terminated_on)
        messages.success(request, f"Agreement {agreement.number} is no longer in force from {day} on.")
        return redirect(agreement)
    return _form_page(request, form, "End early", _as_stored(request, pk), ending=True)


@member_required
@require_POST
def agreement_resume(request, pk):
    """The agreement was not ended after all: it stands again up to its last day."""
    agreement, _ = _to_write(request, pk)
    agreement.terminated_on, agreement.terminated_because = None, ""
    agreement.save(update_fields=EndForm.Meta.fields)
    messages.success(request, f"Agreement {agreement.number} is not ended early any more.")
    return redirect(agreement)
