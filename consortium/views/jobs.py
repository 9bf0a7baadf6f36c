"""Long work: what was started lately, the page of one piece with its progress, and stopping it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from consortium import jobs
from consortium.jobs_shown import shown
from consortium.models import Job
from consortium.permissions import fetch, member_required

ROWS = 50


@member_required
@require_GET
def job_list(request):
    """All for the office, one's own for everybody else; the latest first."""
    rows = Job.objects.readable_by(request.user.access).with_people()
    return render(request, "jobs/job_list.html", {"page": Paginator(rows, ROWS).get_page(request.GET.get("page"))})


@member_required
@require_GET
@never_cache
def job(request, pk):
    """One piece of work with its progress. Without script the page loads itself again while it runs."""
    return render(request, "jobs/job.html", {"work": _shown(request, pk)})


@member_required
@require_GET
@never_cache
def job_progress(request, pk):
    """The part of a page that changes while it is looked at; `seen` is the moment that was shown last."""
    work = _shown(request, pk)
    is_news = request.GET.get("seen") != work.moment
    return render(request, "jobs/_polled.html", {"work": work, "is_news": is_news, "here": "here" in request.GET})


@member_required
@require_POST
def job_stop(request, pk):
    """Have it stopped, by who may see it."""
    found = fetch(Job.objects.all(), request.user.access, pk=pk)
    if found.is_over:
        messages.info(request, "It was over already.")
    else:
        jobs.stop(found, request.user, timezone.now())
    return redirect(found)


def _shown(request, pk):
    found = fetch(Job.objects.with_people(), request.user.access, pk=pk)
    return shown(found, timezone.now())
