"""Accounts by invitation: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's account rules with the sign-up closed."""

    def is_open_for_signup(self, request):
        """Never: the consortium office invites."""
        return False


@receiver(user_logged_in)
def keep_address_verified(sender, user, **kwargs):
    """
    Note that the address of an account is its owner's: they were invited to it, or have confirmed it since.

    allauth then lets nobody replace it by one that is not confirmed; somebody else's invitation to that address
    would otherwise find the account of whoever took it first.
    """
    if not EmailAddress.objects.filter(email__iexact=user.email, verified=True).exists():
        EmailAddress.objects.filter(user=user, primary=True).update(primary=False)
        EmailAddress.objects.update_or_create(
            user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
        )
