"""
Inviting people: the office gives somebody a role in an organization, and they get a mail.

Accounts exist by invitation only. A new account has no password; its mail carries allauth's link for setting
one, which is good for PASSWORD_RESET_TIMEOUT. Who has a password already gets a mail that names the new role.
"""

import smtplib

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from consortium.context import consortium_name
from consortium.models import Membership, User

SECONDS_A_DAY = 24 * 60 * 60


@transaction.atomic
def invite(*, email, name, organization, role, may_publish=False):
    """
    See that the person with `email` has `role` in `organization`, with an account if they had none.

    An ended membership is taken up again. Returns the Membership. Raises ValidationError where they have the
    role already, or where their account was made inactive.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, name=name)
    elif not user.is_active:
        raise ValidationError({"email": "This account was made inactive. Make it active again in the admin first."})
    membership = Membership.objects.filter(user=user, organization=organization, role=role).first()
    if membership is None:
        membership = Membership(user=user, organization=organization, role=role)
    elif membership.ended_on is None:
        held = membership.get_role_display().lower()
        raise ValidationError({"email": f"{user} is {held} of {organization} already."})
    if name and not user.name:
        user.name = name
        user.save(update_fields=["name"])
    membership.ended_on = None
    membership.may_publish = may_publish
    membership.save()
    return membership


def send_invitation(request, membership):
    """
    Mail the person of `membership`: how to set a password, or, where they have one, what their new role is.

    Returns whether the mail could be handed over; a mail server that is down must not undo the membership.
    """
    user = membership.user
    new = not user.has_usable_password()
    link = _password_link(user) if new else reverse("account_login")
    context = {
        "consortium_name": consortium_name(),
        "membership": membership,
        "invited_by": request.user,
        "url": request.build_absolute_uri(link),
        "days": settings.PASSWORD_RESET_TIMEOUT // SECONDS_A_DAY,
    }
    try:
        get_adapter().send_mail(f"account/email/{'invitation' if new else 'new_role'}", user.email, context)
    except (smtplib.SMTPException, OSError):
        return False
    return True


def _password_link(user):
    """The address at which `user` sets a password; it works once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=key)


def end_membership(membership, today, by):
    """From `today` on the membership gives no access. Raises ValidationError for one's own role of staff."""
    if membership.role == Membership.Role.STAFF and membership.user_id == by.pk:
        raise ValidationError("You cannot end your own membership of the office. Ask a colleague.")
    membership.ended_on = today
    membership.may_publish = False
    membership.save(update_fields=["ended_on", "may_publish"])
