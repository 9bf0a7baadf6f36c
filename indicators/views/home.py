"""The home page: what waits for the person who has signed in."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.models import Consortium, Organization
from goals.models import Edition
from indicators.models import Report, Submission
from indicators.progress import Status
from indicators.reporting.delivery import reports_for
from indicators.views.choice import chosen
from indicators.views.goals import panels
from indicators.views.meetings import next_meetings
from indicators.worksheets import lists as worklists

MOST_BEHIND = 6


@require_safe
def home(request):
    """
    By role: the office's queue, a reporter's worksheets, a member's framework, the report of a president or
    superintendent; a stranger learns whom to ask.
    """
    access, today = request.user.access, timezone.localdate()
    context = {"today": today, "led": reports_for(access, request.user, today)}
    if not access.is_member:
        return _without_membership(request, context)
    choice = chosen(request)
    if choice is not None:
        context |= {"choice": choice, **_progress(choice, access)}
    if access.is_office:
        context["queue"] = _queue(today)
    if access.groups:
        context["group_meetings"] = _group_meetings(access)
        context["drafts"] = Report.objects.drafts().select_related("year").order_by("-year__start_year")
    if access.reporter_for:
        context["worksheets"] = _worksheets(access, today)
    return render(request, "home/home.html", context)


def _without_membership(request, context):
    leads = request.user.access.leads
    if not leads:
        return render(request, "home/stranger.html", {"consortium": Consortium.objects.first()})
    context["organizations"] = list(Organization.objects.filter(pk__in=leads).order_by("name"))
    return render(request, "home/officeholder.html", context)


def _progress(choice, access):
    """The frameworks at a glance, a member's own first, and the measures that need attention most."""
    editions = list(Edition.objects.in_force(choice.year).select_related("framework__working_group"))
    all_panels = panels(editions, choice, access)
    own = [panel for panel in all_panels if panel.edition.framework.working_group_id in access.own_organizations]
    watched = own or all_panels
    figures = [figure for panel in watched for row in panel.rows for figure in row.figures if not figure.hidden]
    behind = [figure for figure in figures if figure.progress.status in (Status.BEHIND, Status.NOT_MET)]
    furthest = sorted(behind, key=lambda figure: figure.progress.achieved or 0)
    return {
        "panels": all_panels,
        "own_panels": own,
        "behind": furthest[:MOST_BEHIND],
        "behind_count": len(behind),
        "missing": sum(figure.missing > 0 for figure in figures),
    }


def _queue(today):
    """For the office: worksheets by state for each begun period that is still open, the latest first."""
    periods = [period for period in worklists.begun_periods(today) if not period.is_locked]
    rows = []
    for period in periods:  # open periods are few: locking is what ends them
        states = worklists.states_of(worklists.owing(period), period)
        rows.append({"period": period, "states": states, "overdue": period.due < today})
    return {"periods": rows, "waiting": Submission.objects.waiting().count()}


def _group_meetings(access):
    """For members and leads: [(group, its next meeting or None)]."""
    groups = list(Organization.objects.filter(pk__in=access.groups).order_by("name"))
    coming = next_meetings(groups)
    return [(group, coming.get(group.pk)) for group in groups]


def _worksheets(access, today):
    """For a reporter: their worksheets of open periods, those that wait for them first."""
    organizations = list(Organization.objects.filter(pk__in=access.reporter_for).order_by("name"))
    periods = [period for period in worklists.begun_periods(today) if not period.is_locked]
    entries = worklists.entries(organizations, periods, today)
    return sorted(entries, key=lambda entry: (not entry.is_due_from_reporter, entry.period.due))
