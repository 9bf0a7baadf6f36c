"""Who is reminded of which worksheets, and the mail that says so: once per person and day."""

import datetime
import logging
from collections import defaultdict

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from consortium.models import Membership, Organization, ReportingPeriod
from indicators.models import Reminder
from indicators.worksheets import lists
from indicators.worksheets.states import ask_the_office

DAYS_AHEAD = 7
logger = logging.getLogger(__name__)


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


class RemindersFailed(Exception):
    """Some mails could not be sent, `failed` of them; `sent` went out. Its text says both and how the last failed."""

    def __init__(self, sent, failed, last):
        self.sent, self.failed = sent, failed
        super().__init__(f"{_number(sent)} sent, {failed} could not be sent, the last because of: {last}")


def send(today, only=None, step=None):
    """
    Remind everybody who owes worksheets, unless they were reminded today; returns how many mails went out. `only` are
    the organizations (keys) of whose reporters nobody else is reminded; `step(done, total)` is called before each mail.

    A mail that cannot be sent keeps nobody else from theirs: RemindersFailed is raised once all were tried.
    The note that somebody was reminded is made first and taken back if the mail cannot be sent: two runs side by
    side send one mail, and a run after a failure sends the one that failed.
    """
    sent, failures = 0, []
    people = owing_people(today)
    if only is not None:
        people = {user: own for user, own in people.items() if any(one.organization.pk in only for one in own)}
    for number, (user, entries) in enumerate(people.items()):
        if step:
            step(number, len(people))
        reminder, is_new = Reminder.objects.get_or_create(
            user=user, day=today, defaults={"worksheets": len(entries)}
        )
        if not is_new:
            continue
        try:
            _message(user, entries).send()
        except Exception as error:  # whatever a mail server or its library may raise
            logger.exception("The reminder to user %s could not be sent.", user.pk)
            reminder.delete()
            failures.append(error)
        else:
            sent += 1
    if failures:
        raise RemindersFailed(sent, len(failures), failures[-1]) from failures[-1]
    return sent


def _number(sent):
    return f"{sent} reminder{'' if sent == 1 else 's'}"


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
