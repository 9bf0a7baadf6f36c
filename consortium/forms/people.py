"""Forms about people: the filter of the list, and the invitation."""

from django import forms

from consortium.forms.layout import helper
from consortium.forms.partners import by_itself
from consortium.models import Membership, Organization
from consortium.queries import memberships_matching

Role = Membership.Role


class PeopleFilter(forms.Form):
    """Which memberships are listed."""

    q = forms.CharField(required=False, max_length=100, label="Person or organization")
    role = forms.ChoiceField(required=False, choices=[("", "All"), *Role.choices], widget=by_itself())
    state = forms.ChoiceField(
        required=False,
        choices=[("", "Current"), ("waiting", "Invited, no password yet"), ("ended", "Ended")],
        widget=by_itself(),
    )

    def matching(self):
        """The memberships that were asked for, with person and organization."""
        self.is_valid()
        asked = self.cleaned_data
        found = memberships_matching(asked.get("q"))
        if asked.get("role"):
            found = found.filter(role=asked["role"])
        if asked.get("state") == "ended":
            return found.filter(ended_on__isnull=False)
        found = found.current()
        return found.filter(user__password__startswith="!") if asked.get("state") == "waiting" else found


class InvitationForm(forms.Form):
    """Somebody gets a role in an organization."""

    email = forms.EmailField(label="E-mail address", help_text="They sign in with this address.")
    name = forms.CharField(max_length=120, required=False)
    organization = forms.ModelChoiceField(
        Organization.objects.partners().open().order_by("kind", "name"), to_field_name="slug"
    )
    role = forms.ChoiceField(
        choices=[(role, role.label) for role in (Role.REPORTER, Role.MEMBER, Role.STAFF)],
        help_text="A reporter enters and submits figures; a member of a working group reads and comments.",
    )
    may_publish = forms.BooleanField(
        required=False, label="May publish the annual progress report", help_text="Staff of the consortium office only."
    )

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "email", "name", "organization", "role", "may_publish", submit="Send the invitation", back=back
        )

    def clean(self):
        """The office has staff, partners have reporters and members; only staff publish."""
        cleaned = super().clean()
        role, organization = cleaned.get("role"), cleaned.get("organization")
        if not role or organization is None:
            return cleaned
        is_office = organization.kind == Organization.Kind.OFFICE
        if role == Role.STAFF and not is_office:
            self.add_error("role", "Only the consortium office has staff. For a partner choose reporter.")
        if role == Role.MEMBER and organization.kind != Organization.Kind.WORKING_GROUP:
            self.add_error("role", "Only working groups have members. For a partner choose reporter.")
        if cleaned.get("may_publish") and role != Role.STAFF:
            self.add_error("may_publish", "Only staff of the consortium office can have the right to publish.")
        return cleaned
