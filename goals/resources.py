"""What of the goals room goes in and out as a spreadsheet."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from consortium.exchange import (
    DateColumn,
    Reference,
    RoomResource,
    TextColumn,
    UserReference,
    WholeNumberColumn,
    YearReference,
    reference,
)
from consortium.models import Organization
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
    Strategy,
    StudentOutcome,
)
from goals.rules.agreed import settle


class FrameworkResource(RoomResource):
    related = ["working_group"]

    working_group = reference("working_group", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = Framework
        fields = ["code", "slug", "title", "short_title", "working_group", "order"]
        import_id_fields = ["code"]


class EditionResource(RoomResource):
    related = ["framework", "first_year"]

    framework = reference("framework", Reference(Framework, "code"))
    first_year = reference("first_year", YearReference())

    class Meta(RoomResource.Meta):
        model = Edition
        fields = ["framework", "first_year", "note"]
        import_id_fields = ["framework", "first_year"]


class InEditionMixin:
    """For rows that belong to an edition, named by `framework` and `first_year`; the edition must be there already."""

    def before_import(self, dataset, **kwargs):
        """Find the editions of all frameworks that are named."""
        super().before_import(dataset, **kwargs)
        named = self.fields["framework"].widget.found.values()
        editions = Edition.objects.filter(framework__in=named).select_related("framework", "first_year")
        self.editions = {(edition.framework_id, edition.first_year_id): edition for edition in editions}

    def edition_of(self, row):
        """The edition of a row. Raises ValidationError."""
        try:
            framework, year = self.fields["framework"].clean(row), self.fields["first_year"].clean(row)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        edition = self.editions.get((framework and framework.pk, year and year.pk))
        if edition is None:
            raise ValidationError("There is no edition of this framework from this year on. Add the edition first.")
        return edition


class GoalResource(InEditionMixin, RoomResource):
    """Goals of an edition, word for word."""

    related = ["edition__framework", "edition__first_year"]

    framework = reference(
        "framework", Reference(Framework, "code"), attribute="edition__framework", readonly=True
    )
    first_year = reference("first_year", YearReference(), attribute="edition__first_year", readonly=True)

    class Meta(RoomResource.Meta):
        model = Goal
        fields = ["framework", "first_year", "number", "short_title", "text"]
        import_id_fields = ["framework", "first_year", "number"]

    def import_instance(self, instance, row, **kwargs):
        """Put a new goal into its edition."""
        super().import_instance(instance, row, **kwargs)
        if instance.edition_id is None:
            instance.edition = self.edition_of(row)


class DocumentResource(RoomResource):
    """Documents, told from each other by owner, title and the day they were begun. Files do not fit a spreadsheet."""

    related = ["owner", "folder"]

    owner = reference("owner", Reference(Organization, "slug"))
    folder = reference("folder", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = Document
        fields = [
            "owner", "title", "begun_on", "kind", "folder", "summary", "posted_on", "expires_on", "withdrawn_on",
            "withdrawn_because",
        ]  # fmt: skip
        import_id_fields = ["owner", "title", "begun_on"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New documents carry who recorded them."""
        if new:
            instance.recorded_by = self.user


class OfDocumentMixin:
    """For rows of a document, which is named by owner, title and the day it was begun; it must be there already."""

    def before_import(self, dataset, **kwargs):
        """Find all documents that may be meant, in one query; two of one name and day cannot be told apart."""
        super().before_import(dataset, **kwargs)
        titles = {str(title).strip() for title in dataset["document_title"] if title}
        owners = self.fields["owner"].widget.found.values()
        self.documents = {}
        for document in Document.objects.filter(title__in=titles, owner__in=owners).order_by("pk"):
            self.documents.setdefault((document.owner_id, document.title, document.begun_on), []).append(document)

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its document."""
        super().import_instance(instance, row, **kwargs)
        if instance.document_id is None:
            instance.document = self._document_of(row)

    def _document_of(self, row):
        try:
            owner, title, begun_on = (self.fields[name].clean(row) for name in ("owner", "title", "begun_on"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        documents = self.documents.get((owner and owner.pk, title, begun_on), [])
        if not documents:
            raise ValidationError("There is no document of this owner with this title that was begun on this day.")
        if len(documents) > 1:
            raise ValidationError("There are two documents of this owner with this title that were begun on this day.")
        return documents[0]


class DocumentVersionResource(OfDocumentMixin, RoomResource):
    """Versions that are addresses; of those that are files only the note can be changed by a spreadsheet."""

    related = ["document__owner"]

    owner = reference("document_owner", Reference(Organization, "slug"), attribute="document__owner", readonly=True)
    title = reference("document_title", TextColumn(), attribute="document__title", readonly=True)
    begun_on = reference("document_begun_on", DateColumn(), attribute="document__begun_on", readonly=True)

    class Meta(RoomResource.Meta):
        model = DocumentVersion
        fields = ["owner", "title", "begun_on", "number", "url", "note"]
        import_id_fields = ["owner", "title", "begun_on", "number"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New versions carry who added them."""
        if new:
            instance.added_by = self.user


class DocumentStageResource(OfDocumentMixin, RoomResource):
    """The stages that documents have reached, with their days."""

    related = ["document__owner"]

    owner = reference("document_owner", Reference(Organization, "slug"), attribute="document__owner", readonly=True)
    title = reference("document_title", TextColumn(), attribute="document__title", readonly=True)
    begun_on = reference("document_begun_on", DateColumn(), attribute="document__begun_on", readonly=True)

    class Meta(RoomResource.Meta):
        model = DocumentStage
        fields = ["owner", "title", "begun_on", "name", "reached_on", "note"]
        import_id_fields = ["owner", "title", "begun_on", "name"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New stages carry who noted them."""
        if new:
            instance.recorded_by = self.user
# what stands under a goal, and what is done grade by grade


class VersionedResource(RoomResource):
    """Rows that count their changes, so that a form which somebody has open notices what a file has changed."""

    def before_save_instance(self, instance, row, **kwargs):
        """Count the change."""
        super().before_save_instance(instance, row, **kwargs)
        if not instance._state.adding:
            instance.version += 1


class UnderGoalResource(VersionedResource):
    """Rows under a goal that is there already, named by framework, first year of the edition and number."""

    related = ["goal__edition__framework", "goal__edition__first_year", "owner"]

    framework = reference(
        "framework", Reference(Framework, "code"), attribute="goal__edition__framework", readonly=True
    )
    first_year = reference("first_year", YearReference(), attribute="goal__edition__first_year", readonly=True)
    number = reference("number", WholeNumberColumn(), attribute="goal__number", readonly=True)
    owner = reference("owner", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        fields = ["framework", "first_year", "number", "text", "owner", "stage", "stage_on", "due", "order"]
        import_id_fields = ["framework", "first_year", "number", "text"]

    def before_import(self, dataset, **kwargs):
        """Find all goals of the frameworks that are named, in one query."""
        super().before_import(dataset, **kwargs)
        named = self.fields["framework"].widget.found.values()
        goals = Goal.objects.filter(edition__framework__in=named).select_related("edition")
        self.goals = {(goal.edition.framework_id, goal.edition.first_year_id, goal.number): goal for goal in goals}

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its goal."""
        super().import_instance(instance, row, **kwargs)
        if instance.goal_id is None:
            instance.goal = self.goal_of(row)

    def goal_of(self, row):
        """The goal that a row names. Raises ValidationError."""
        try:
            framework, year, number = (self.fields[name].clean(row) for name in ("framework", "first_year", "number"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        goal = self.goals.get((framework and framework.pk, year and year.pk, number))
        if goal is None:
            raise ValidationError("There is no goal of this number in an edition of this framework from this year on.")
        return goal


class StudentOutcomeResource(UnderGoalResource):
    """Student outcomes, told from each other by goal and text."""

    class Meta(UnderGoalResource.Meta):
        model = StudentOutcome


class ObjectiveResource(UnderGoalResource):
    """Objectives, told from each other by goal and text."""

    class Meta(UnderGoalResource.Meta):
        model = Objective


class StrategyResource(UnderGoalResource):
    """Strategies, told from each other by the goal and text of their objective and by their own text."""

    related = ["objective__goal__edition__framework", "objective__goal__edition__first_year", "owner"]

    framework = reference(
        "framework", Reference(Framework, "code"), attribute="objective__goal__edition__framework", readonly=True
    )
    first_year = reference(
        "first_year", YearReference(), attribute="objective__goal__edition__first_year", readonly=True
    )
    number = reference("number", WholeNumberColumn(), attribute="objective__goal__number", readonly=True)
    objective = reference("objective", TextColumn(), attribute="objective__text", readonly=True)

    class Meta(UnderGoalResource.Meta):
        model = Strategy
        fields = ["framework", "first_year", "number", "objective", *UnderGoalResource.Meta.fields[3:]]
        import_id_fields = ["framework", "first_year", "number", "objective", "text"]

    def before_import(self, dataset, **kwargs):
        """Find all objectives of these goals, in one query."""
        super().before_import(dataset, **kwargs)
        found = Objective.objects.filter(goal__in=self.goals.values()).order_by("-pk")
        self.objectives = {(objective.goal_id, objective.text): objective for objective in found}

    def import_instance(self, instance, row, **kwargs):
        """Put a new strategy under its objective."""
        RoomResource.import_instance(self, instance, row, **kwargs)
        if instance.objective_id is None:
            instance.objective = self._objective_of(row)

    def _objective_of(self, row):
        objective = self.objectives.get((self.goal_of(row).pk, self.fields["objective"].clean(row)))
        if objective is None:
            raise ValidationError("This goal has no objective with this text. Add the objective first.")
        return objective


class GradeStrategyResource(VersionedResource):
    """Goal and strategy of each grade; where both are given without a day, they are documented since the import."""

    related = ["owner"]

    owner = reference("owner", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = GradeStrategy
        fields = ["grade", "goal", "strategy", "owner", "documented_on"]
        import_id_fields = ["grade"]

    def import_instance(self, instance, row, **kwargs):
        """Settle since when it is documented."""
        super().import_instance(instance, row, **kwargs)
        settle(instance, timezone.localdate(self.now))


class DistributionResource(RoomResource):
    """Sendings. They are made on a document's page, so this goes out only."""

    related = ["document", "version__document", "recipient_list", "created_by"]

    document = reference("document", Reference(Distribution, "title"))
    version = reference("version", Reference(Distribution, "number"))
    recipient_list = reference("recipient_list", Reference(Distribution, "name"))
    created_by = reference("created_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Distribution
        fields = [
            "id", "document", "version", "audience", "recipient_list", "subject", "message", "asks_feedback",
            "first_day", "closes_on", "closed_at", "created_at", "created_by",
        ]  # fmt: skip
        import_id_fields = ["id"]


class RecipientResource(RoomResource):
    """Recipients of sendings, by the number of the sending; this goes out only."""

    related = ["distribution__document", "organization", "received_noted_by"]

    distribution = reference("distribution", Reference(Distribution, "pk"))
    document = reference("document", Reference(Distribution, "title"), attribute="distribution__document")
    organization = reference("organization", Reference(Organization, "slug"))
    received_noted_by = reference("received_noted_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Recipient
        fields = [
            "distribution", "document", "organization", "role", "name", "email", "mail", "mail_problem", "sent_at",
            "mails_sent", "received_on", "received_how", "received_noted_by",
        ]  # fmt: skip
        import_id_fields = ["distribution", "organization", "role", "name"]


class FeedbackResource(RoomResource):
    """Feedback on documents, by the number of the sending; this goes out only."""

    related = ["distribution__document", "recipient__organization", "noted_by"]

    distribution = reference("distribution", Reference(Distribution, "pk"))
    document = reference("document", Reference(Distribution, "title"), attribute="distribution__document")
    recipient = reference("recipient", Reference(Organization, "slug"), attribute="recipient__organization")
    noted_by = reference("noted_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Feedback
        fields = ["distribution", "document", "recipient", "from_whom", "given_on", "text", "noted_by"]
        import_id_fields = ["distribution", "recipient", "from_whom"]
