"""Sendings, their recipients and what came back in the admin."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, ViewOnly
from consortium.admin.spreadsheets import ExportOnlyAdmin
from goals.models import (
    Distribution,
    Enclosure,
    Feedback,
    Recipient,
    RecipientList,
)
from goals.resources import (
    DistributionResource,
    FeedbackResource,
    RecipientResource,
)


@admin.register(RecipientList)
class RecipientListAdmin(OfficeAdmin):
    list_display = ["name", "owner"]
    list_filter = ["owner__kind"]
    search_fields = ["name", "owner__name"]
    related = ["owner"]
    page_help = "Contacts are found more easily under Lists on the site."

    def get_autocomplete_fields(self, request):
        """Contacts are searched for too."""
        return [*super().get_autocomplete_fields(request), "contacts"]


@admin.register(Distribution)
class DistributionAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """Sendings. They are made and followed on their own pages."""

    list_display = ["document", "audience", "recipient_list", "first_day", "closes_on", "asks_feedback", "created_by"]
    list_filter = ["audience", "asks_feedback", "document__kind"]
    search_fields = ["document__title", "subject"]
    date_hierarchy = "first_day"
    related = ["document", "version__document", "recipient_list", "created_by"]
    resource_classes = [DistributionResource]
    page_help = "A sending is made from a document's page and followed under Sendings on the site."


@admin.register(Enclosure)
class EnclosureAdmin(ViewOnly, OfficeAdmin):
    """What went with sendings: it stays as it was sent."""

    list_display = ["title", "distribution", "organization", "file", "shown"]
    list_filter = ["shown", "distribution__audience"]
    search_fields = ["title", "organization__name", "distribution__document__title"]
    ordering = ["-pk"]
    related = ["distribution__document", "organization", "file"]
    page_help = "Enclosures are made where a report is sent."


@admin.register(Recipient)
class RecipientAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """Recipients of sendings, to be found across all of them."""

    list_display = ["organization", "role", "name", "email", "distribution", "mail", "sent_at", "received_on"]
    list_filter = ["mail", "received_how", "role", "organization__kind"]
    search_fields = ["name", "email", "organization__name", "distribution__document__title"]
    ordering = ["-pk"]
    related = [
        "organization", "distribution__document", "office__organization", "officeholder__office__organization",
        "contact__organization", "received_noted_by",
    ]  # fmt: skip
    resource_classes = [RecipientResource]
    page_help = "What is noted about a recipient is noted on the page of the sending."


@admin.register(Feedback)
class FeedbackAdmin(ExportOnlyAdmin, ViewOnly, OfficeAdmin):
    """What came back. It stays in the words of who gave it."""

    list_display = ["distribution", "recipient", "from_whom", "given_on", "text", "noted_by"]
    list_filter = ["distribution__document__kind"]
    search_fields = ["text", "from_whom", "recipient__name", "recipient__organization__name"]
    date_hierarchy = "given_on"
    related = ["distribution__document", "recipient__organization", "noted_by"]
    resource_classes = [FeedbackResource]
