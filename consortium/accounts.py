"""Accounts by invitation: nobody signs up by themselves."""

from allauth.account.adapter import DefaultAccountAdapter


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's account rules with the sign-up closed."""

    def is_open_for_signup(self, request):
        """Never: the consortium office invites."""
        return False
