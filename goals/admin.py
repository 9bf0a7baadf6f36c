"""Frameworks with their goals, documents, and sendings with what came back, in the admin."""

from django.contrib import admin
from django.utils import timezone

from consortium.admin.base import OfficeAdmin, Rows, ViewOnly
from consortium.admin.filters import year_through
from consortium.admin.history import register_histories
from consortium.admin.spreadsheets import ExportOnlyAdmin, SpreadsheetAdmin
from goals.models import (
    Distribution,
    Document,
    DocumentStage,
    DocumentVersion,
    Edition,
    Feedback,
    Framework,
    Goal,
    GradeStrategy,
    Objective,
    Recipient,
    RecipientList,
    Strategy,
    StudentOutcome,
)
from goals.resources import (
    DistributionResource,
    DocumentResource,
    DocumentStageResource,
    DocumentVersionResource,
    EditionResource,
    FeedbackResource,
    FrameworkResource,
    GoalResource,
    GradeStrategyResource,
    ObjectiveResource,
    RecipientResource,
    StrategyResource,
    StudentOutcomeResource,
)
from goals.rules.agreed import settle

WORDING = (
    "The wording is the document's own, and every year of the edition shows it. Correct slips of typing here; "
    "for another wording make a new edition."
)


class EditionRows(Rows):
    model = Edition
    related = ["framework", "first_year"]
    keys = ["first_year"]


class GoalRows(Rows):
    model = Goal
    related = ["edition__framework", "edition__first_year"]
    keys = ["number"]


@admin.register(Framework)
class FrameworkAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["code", "short_title", "working_group", "order"]
    search_fields = ["code", "title", "short_title"]
    related = ["working_group"]
    keys = ["code", "slug"]
    inlines = [EditionRows]
    resource_classes = [FrameworkResource]


@admin.register(Edition)
class EditionAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["framework", "first_year", "note"]
    list_filter = ["framework", year_through("first_year")]
    search_fields = ["framework__code", "framework__short_title", "first_year__start_year", "note"]
    related = ["framework", "first_year"]
    keys = ["framework", "first_year"]
    inlines = [GoalRows]
    resource_classes = [EditionResource]
    page_help = "An edition holds from its first year on until a later one takes over."


@admin.register(Goal)
class GoalAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["code", "short_title", "edition"]
    list_filter = ["edition__framework", year_through("edition__first_year")]
    search_fields = ["short_title", "text", "edition__framework__code"]
    related = ["edition__framework", "edition__first_year"]
    keys = ["edition", "number"]
    resource_classes = [GoalResource]
    page_help = WORDING


class VersionRows(Rows):
    model = DocumentVersion
    related = ["document", "file", "added_by"]
    keys = ["number"]
    readonly_fields = ["added_at", "added_by"]


class StageRows(Rows):
    model = DocumentStage
    related = ["document", "version__document", "recorded_by"]
    keys = ["name"]
    readonly_fields = ["recorded_at", "recorded_by"]


@admin.register(Document)
class DocumentAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["title", "kind", "owner", "folder", "begun_on", "posted_on", "withdrawn_on"]
    list_filter = ["kind", "folder"]
    search_fields = ["title", "summary", "owner__name"]
    date_hierarchy = "begun_on"
    related = ["owner", "folder", "recorded_by"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [VersionRows, StageRows]
    resource_classes = [DocumentResource]
    page_help = "Files are added on the document's own page, where their type is checked."

    def save_model(self, request, obj, form, change):
        """A new document carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DocumentVersion)
class DocumentVersionAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["document", "number", "file", "url", "note", "added_at"]
    search_fields = ["document__title", "file__name", "url", "note"]
    date_hierarchy = "added_at"
    related = ["document", "file", "added_by"]
    keys = ["document", "number"]
    readonly_fields = ["added_at", "added_by"]
    resource_classes = [DocumentVersionResource]
    page_help = "Files are added on the document's own page, where their type is checked."

    def save_model(self, request, obj, form, change):
        """A new version carries who added it."""
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(DocumentStage)
class DocumentStageAdmin(SpreadsheetAdmin, OfficeAdmin):
    list_display = ["document", "name", "reached_on", "version", "note"]
    list_filter = ["name"]
    search_fields = ["document__title", "note"]
    date_hierarchy = "reached_on"
    related = ["document", "version__document", "recorded_by"]
    keys = ["document", "name"]
    readonly_fields = ["recorded_at", "recorded_by"]
    resource_classes = [DocumentStageResource]
    page_help = "Whether the days of a document's stages follow each other is checked on the document's own page."
# what stands under a goal, and what is done grade by grade


class Versioned:
    """For rows that count their changes, so that a form which somebody has open notices what was changed here."""

    def save_model(self, request, obj, form, change):
        """Count the change."""
        if change and form.changed_data:
            obj.version += 1
        super().save_model(request, obj, form, change)


class UnderGoalAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["text", "goal", "stage", "stage_on", "owner", "due"]
    list_filter = ["stage", "goal__edition__framework", year_through("goal__edition__first_year")]
    search_fields = ["text", "goal__short_title", "owner__name"]
    related = ["goal__edition__framework", "owner"]
    keys = ["goal"]
    page_help = "These are edited in place on the page of their goal as well."


@admin.register(StudentOutcome)
class StudentOutcomeAdmin(UnderGoalAdmin):
    resource_classes = [StudentOutcomeResource]


@admin.register(Objective)
class ObjectiveAdmin(UnderGoalAdmin):
    resource_classes = [ObjectiveResource]


@admin.register(Strategy)
class StrategyAdmin(UnderGoalAdmin):
    list_display = ["text", "objective", "stage", "stage_on", "owner", "due"]
    list_filter = ["stage", "objective__goal__edition__framework", year_through("objective__goal__edition__first_year")]
    search_fields = ["text", "objective__text", "owner__name"]
    related = ["objective", "owner"]
    keys = ["objective"]
    resource_classes = [StrategyResource]


@admin.register(GradeStrategy)
class GradeStrategyAdmin(Versioned, SpreadsheetAdmin, OfficeAdmin):
    list_display = ["grade", "goal", "strategy", "owner", "documented_on"]
    search_fields = ["goal", "strategy", "owner__name"]
    related = ["owner"]
    keys = ["grade"]
    resource_classes = [GradeStrategyResource]
    page_help = "A grade is documented once it has both a goal and a strategy: from the day given, else from today."

    def save_model(self, request, obj, form, change):
        """Settle since when it is documented."""
        settle(obj, timezone.localdate())
        super().save_model(request, obj, form, change)

    def save_model(self, request, obj, form, change):
        """A new stage carries who noted it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


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


register_histories("goals")
