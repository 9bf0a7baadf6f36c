"""The types of activities: every member reads them, the consortium office changes them."""

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.permissions import member_required, office_writes
from wbl.forms.inventory import ActivityTypeForm
from wbl.models import ActivityType


@member_required
@require_safe
def activity_types(request):
    """All types by stage, those that are retired too, with how many entries there are of each."""
    types = ActivityType.objects.annotate(entries=Count("offerings"))
    context = {"types": list(types), "today": timezone.localdate(), "may_write": request.user.access.is_office}
    return render(request, "wbl/activity_types.html", context)


@office_writes
@require_http_methods(["GET", "HEAD", "POST"])
def activity_type_new(request):
    """A further type."""
    return _edit(request, ActivityType(), "New activity type")


@office_writes
@require_http_methods(["GET", "HEAD", "POST"])
def activity_type_edit(request, slug):
    """Change a type, or retire it."""
    found = get_object_or_404(ActivityType, slug=slug)
    return _edit(request, found, f"Change {found}")


def _edit(request, found, heading):
    form = ActivityTypeForm(request.POST or None, instance=found, back=reverse("activity-types"))
    if form.is_valid():
        saved = form.save()
        messages.success(request, f"“{saved}” is saved.")
        return redirect("activity-types")
    return render(
        request, "wbl/activity_type_form.html", {"form": form, "heading": heading}, status=422 if form.errors else 200
    )
