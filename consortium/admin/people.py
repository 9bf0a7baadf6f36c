"""Accounts, memberships and offices in the admin."""

from allauth.account.models import EmailAddress
from django.contrib import admin, messages

from consortium.models import Contact, Membership, Office, Officeholder, User
from consortium.resources import (
    ContactResource,
    MembershipResource,
    OfficeholderResource,
    OfficeResource,
    UserResource,
)

from .base import NeverDeleted, OfficeAdmin, Rows
from .filters import EmptyFilter
from .spreadsheets import SpreadsheetAdmin


class MembershipRows(Rows):
    model = Membership
    related = ["user", "organization"]
    keys = ["organization"]


class OfficeholderRows(Rows):
    model = Officeholder
    related = ["office__organization", "user"]


@admin.register(User)
class UserAdmin(SpreadsheetAdmin, NeverDeleted, OfficeAdmin):
    """
    Accounts. Passwords are set by their owners alone, by mail. Accounts of superusers are changed by superusers:
    whoever could change such an address could take the account over.
    """

    list_display = ["email", "name", "is_active", "has_password", "is_superuser", "last_login"]
    list_filter = ["is_active", "is_superuser", "memberships__role"]
    search_fields = ["email", "name"]
    readonly_fields = ["has_password", "last_login", "date_joined"]
    inlines = [MembershipRows]
    resource_classes = [UserResource]
    actions = ["make_inactive", "make_active"]
    fieldsets = [
        (
            None,
            {
                "fields": ["email", "name", "is_active"],
                "description": "To invite somebody, use People on the site: they get a mail and set their own "
                "password. Accounts are made inactive and never deleted, since figures and comments carry their names.",
            },
        ),
        ("Signing in", {"fields": ["has_password", "last_login", "date_joined"]}),
        (
            "Superuser",
            {"fields": ["is_superuser"], "description": "May do everything, and alone may change superusers."},
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        """Only superusers make superusers."""
        readonly = super().get_readonly_fields(request, obj)
        return readonly if request.user.is_superuser else (*readonly, "is_superuser")

    def has_change_permission(self, request, obj=None):
        """Superusers' accounts are for superusers."""
        may = super().has_change_permission(request, obj)
        return may and (request.user.is_superuser or not (obj and obj.is_superuser))

    def save_model(self, request, obj, form, change):
        """A new account waits for its owner to set a password by mail. With an address goes the right to sign in."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            EmailAddress.objects.filter(user=obj).exclude(email__iexact=obj.email).delete()

    @admin.display(description="has a password", boolean=True)
    def has_password(self, user):
        """Whether its owner has set one."""
        return user.has_usable_password() if user.pk else False

    @admin.action(description="Make the chosen accounts inactive")
    def make_inactive(self, request, queryset):
        """Nobody signs in to them any more; not one's own."""
        self._activate(request, queryset.exclude(pk=request.user.pk), active=False)

    @admin.action(description="Make the chosen accounts active again")
    def make_active(self, request, queryset):
        """Their owners can sign in again."""
        self._activate(request, queryset, active=True)

    def _activate(self, request, users, *, active):
        if not request.user.is_superuser:
            users = users.filter(is_superuser=False)
        changed = users.exclude(is_active=active).update(is_active=active)
        words = "active" if active else "inactive"
        messages.success(request, f"{changed} account{'' if changed == 1 else 's'} made {words}.")


class EndedFilter(EmptyFilter):
    title = "ended"
    parameter_name = "ended"
    field = "ended_on"
    empty_words, filled_words = "Current", "Ended"


@admin.register(Membership)
class MembershipAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["user", "organization", "role", "may_publish", "ended_on"]
    list_filter = ["role", EndedFilter, "may_publish", "organization__kind"]
    search_fields = ["user__email", "user__name", "organization__name"]
    related = ["user", "organization"]
    keys = ["user", "organization"]
    resource_classes = [MembershipResource]
    page_help = "A membership that is over is ended by its day, so that it stays on record."


@admin.register(Office)
class OfficeAdminPage(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["organization", "title"]
    list_filter = ["title", "organization__kind"]
    search_fields = ["organization__name", "holders__name"]
    related = ["organization"]
    keys = ["organization", "title"]
    inlines = [OfficeholderRows]
    resource_classes = [OfficeResource]


class InOfficeFilter(EmptyFilter):
    title = "term"
    parameter_name = "over"
    field = "ends"
    empty_words, filled_words = "In office", "Over or ending"


@admin.register(Officeholder)
class OfficeholderAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "office", "email", "user", "starts", "ends"]
    list_filter = ["office__title", InOfficeFilter]
    search_fields = ["name", "email", "office__organization__name"]
    date_hierarchy = "starts"
    related = ["office__organization", "user"]
    keys = ["office"]
    resource_classes = [OfficeholderResource]
    page_help = "Who follows somebody in office: end the earlier term first, then add the next holder."


class ContactStanding(EmptyFilter):
    title = "standing"
    parameter_name = "ended"
    field = "ended_on"
    empty_words, filled_words = "Current", "Ended"


@admin.register(Contact)
class ContactAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["name", "role", "organization", "email", "ended_on"]
    list_filter = [ContactStanding, "role", "organization__kind"]
    search_fields = ["name", "email", "organization__name", "organization__slug"]
    related = ["organization"]
    keys = ["organization"]
    resource_classes = [ContactResource]
    page_help = "Somebody who has left is ended, not deleted: what they received stays on record."
