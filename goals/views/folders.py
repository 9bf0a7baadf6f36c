"""The folder of a working group: what it has collected, and what of it is posted for every member."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.models import Organization
from consortium.permissions import member_required
from goals.forms.documents import FolderFilter
from goals.models import Document
from goals.queries.documents import folders, no_longer_in_use, unposted, with_parts

from .documents import ROWS, with_furthest_stages


@member_required
@require_safe
def folder(request, slug):
    """What is posted there; for the group's people and the office also what is not yet; and what was withdrawn."""
    access, today = request.user.access, timezone.localdate()
    groups = Organization.objects.readable_by(access).filter(kind=Organization.Kind.WORKING_GROUP)
    group = get_object_or_404(groups, slug=slug)
    form = FolderFilter(request.GET)
    kept = with_parts(form.matching(Document.objects.filter(folder=group).readable_by(access)))
    posted = kept.posted(today).order_by("-posted_on", "title", "pk")
    waiting = unposted(kept, today).order_by("begun_on", "title", "pk")
    context = {
        "group": group,
        "form": form,
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "page": with_furthest_stages(Paginator(posted, ROWS).get_page(request.GET.get("page"))),
        "waiting": with_furthest_stages(Paginator(waiting, ROWS).get_page(1)),
        "gone": with_furthest_stages(Paginator(no_longer_in_use(kept, today), ROWS).get_page(1)),
        "is_own": access.is_office or group.pk in access.own_organizations,
        "may_record": access.is_office or group.pk in access.reporter_for,
        "groups": list(folders()),
        "today": today,
    }
    return render(request, "documents/folder.html", context)
