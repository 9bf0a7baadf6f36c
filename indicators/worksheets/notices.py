"""Mails about worksheets: plain text, with the address of the page."""

from functools import partial

from django.core.mail import EmailMessage
from django.db import transaction

from consortium.models import Membership, User
from indicators.worksheets.states import ask_the_office


def tell_returned(submission, address):
    """
    Write to the reporters of the worksheet, and to whoever submitted it, that it came back, why, and where it is
    (`address`, complete with the host). The mails go out once the transaction has ended well; each has one reader.
    Returns how many there are.
    """
    subject = f"{submission.organization}, {submission.period}: your worksheet came back"
    text = (
        f"The worksheet of {submission.organization} for {submission.period} was returned by "
        f"{submission.reviewed_by}:\n\n{submission.review_comment}\n\n"
        f"Please change what is needed and submit it again:\n{address}\n\n"
        f"If anything is unclear, {ask_the_office()}.\n"
    )
    people = readers(submission)
    for reader in people:
        message = EmailMessage(subject, text, to=[reader.email])
        transaction.on_commit(partial(message.send, fail_silently=False), robust=True)
    return len(people)


def readers(submission):
    """The active reporters of the organization now, and the person who submitted; by address."""
    reporters = Membership.objects.current().filter(
        organization=submission.organization, role=Membership.Role.REPORTER
    )
    people = User.objects.filter(is_active=True, pk__in=[*reporters.values_list("user", flat=True)])
    if submission.submitted_by_id is not None:
        people |= User.objects.filter(is_active=True, pk=submission.submitted_by_id)
    return people.order_by("email")
