"""What stands under a goal, and what is done grade by grade, as spreadsheets."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from consortium.exchange import (
    Reference,
    RoomResource,
    TextColumn,
    WholeNumberColumn,
    YearReference,
    reference,
)
from consortium.models import Organization
from goals.models import (
    Framework,
    Goal,
    GradeStrategy,
    Objective,
    Strategy,
    StudentOutcome,
)
from goals.rules.agreed import settle


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
