"""Who is reminded of which worksheets, and the mail that says so: once per person and day."""

import datetime
from collections import defaultdict

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from consortium.models import Membership, Organization, ReportingPeriod
from indicators.models import Reminder
from indicators.worksheets import lists
from indicators.worksheets.states import ask_the_office

DAYS_AHEAD = 7


def owing_people(today):
    """
    user → their worksheets (`lists.Entry`) that still wait for them: of periods that have ended and are open, due
    within DAYS_AHEAD days of `today` or overdue, of organizations they report for; five queries in all.
    """
    soon = today + datetime.timedelta(days=DAYS_AHEAD)
    periods = list(ReportingPeriod.objects.with_year().ended_by(today).unlocked().filter(due__lte=soon))
    reporting = Membership.objects.current().filter(role=Membership.Role.REPORTER, user__is_active=True)
    reporters = defaultdict(list)
    for membership in reporting.select_related("user").order_by("user__email"):
        reporters[membership.organization_id].append(membership.user)
    organizations = list(Organization.objects.filter(pk__in=reporters).order_by("name"))
    by_user = defaultdict(list)
    for entry in lists.entries(organizations, periods, today):
        if entry.is_due_from_reporter:
            for user in reporters[entry.organization.pk]:
                by_user[user].append(entry)
    return by_user


def send(today):
    """
    Remind everybody who owes worksheets, unless they were reminded today; returns how many mails went out.

    The note that somebody was reminded is made first and taken back if the mail cannot be sent: two runs side by
    side send one mail, and a run after a failure sends the one that failed.
    """
    sent = 0
    for user, entries in owing_people(today).items():
        reminder, is_new = Reminder.objects.get_or_create(
            user=user, day=today, defaults={"worksheets": len(entries)}
        )
        if not is_new:
            continue
        try:
            _message(user, entries).send()
        except Exception:
            reminder.delete()
            raise
        sent += 1
    return sent


def _message(user, entries):
    lines = []
    for entry in entries:
        address = settings.SITE_URL + reverse("worksheet", args=[entry.organization.slug, entry.period.code])
        late = f", {entry.days_overdue} days overdue" if entry.days_overdue > 1 else ""
        due = f"due {entry.period.due:%B} {entry.period.due.day}, {entry.period.due.year}{late}"
        lines.append(
            f"{entry.organization}, {entry.period}: {due}, {entry.answered} of {entry.asked} answered\n  {address}"
        )
    plural = "s wait" if len(entries) > 1 else " waits"
    body = f"{len(entries)} worksheet{plural} for you:\n\n" + "\n\n".join(lines)
    body += f"\n\nIf anything is unclear, {ask_the_office()}.\n"
    return EmailMessage(f"{len(entries)} worksheet{plural} for you", body, to=[user.email])
