"""What of the indicators room goes in and out as a spreadsheet: what is measured, and what was agreed."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from consortium.exchange import (
    ChoiceColumn,
    ListColumn,
    PeriodReference,
    Reference,
    RoomResource,
    UserReference,
    WholeNumberColumn,
    YearReference,
    reference,
)
from consortium.models import Organization
from consortium.numbers import small_integer
from goals.models import Document, Framework
from goals.resources import InEditionMixin
from indicators import planning
from indicators.agreeing import (
    SERIES,
    answer_of,
    has_figure,
    has_figures,
    problem_of_assignment,
    problem_of_counting,
    problem_of_following,
    problem_of_stage,
)
from indicators.models import (
    Assignment,
    Breakdown,
    FollowedDocument,
    FrozenFigure,
    LeadingIndicator,
    Measure,
    MeasurePlacement,
    StageReached,
    Submission,
    Target,
    Value,
)
from indicators.worksheets import cells, saving, states


def measure_reference():
    """A cell that names a measure by its code."""
    return Reference(Measure, "code")


def organization_reference():
    """A cell that names an organization by its slug."""
    return Reference(Organization, "slug")


class DocumentReference(Reference):
    """A document by its number, since titles are not unique."""

    def __init__(self):
        super().__init__(Document, "pk")

    def find(self, names):
        """Text that is no number names no document."""
        return super().find({name for name in names if small_integer(name) is not None})


class LeadingIndicatorResource(InEditionMixin, RoomResource):
    """Leading indicators of an edition, word for word. The goal must be there already."""

    related = ["goal__edition__framework", "goal__edition__first_year"]

    framework = reference(
        "framework", Reference(Framework, "code"), attribute="goal__edition__framework", readonly=True
    )
    first_year = reference("first_year", YearReference(), attribute="goal__edition__first_year", readonly=True)
    goal_number = reference("goal", WholeNumberColumn(), attribute="goal__number", readonly=True)

    class Meta(RoomResource.Meta):
        model = LeadingIndicator
        fields = ["framework", "first_year", "goal_number", "number", "text"]
        import_id_fields = ["framework", "first_year", "goal_number", "number"]

    def import_instance(self, instance, row, **kwargs):
        """Put a new indicator under its goal."""
        super().import_instance(instance, row, **kwargs)
        if instance.goal_id is None:
            number = self.fields["goal_number"].clean(row)
            instance.goal = self.edition_of(row).goals.filter(number=number).first()
            if instance.goal is None:
                raise ValidationError(f"The edition has no goal {number}.")


class MeasureResource(RoomResource):
    """Measures. What makes them one series does not change once there are figures."""

    ladder = reference("ladder", ListColumn(">"))

    class Meta(RoomResource.Meta):
        model = Measure
        fields = [
            "code", "kind", "unit", "timing", "across", "reporters", "source", "breakdowns", "ladder", "renews",
        ]  # fmt: skip
        import_id_fields = ["code"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """Note what the series is now."""
        self.was = None if new else {name: getattr(instance, name) for name in SERIES}

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """As the model says; and no other kind, timing or way of combining once there are figures."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        changed = [name for name, before in (self.was or {}).items() if getattr(instance, name) != before]
        if changed and has_figures(instance):
            raise ValidationError(
                dict.fromkeys(changed, "The measure has figures, so this stays. Make a new measure instead.")
            )


class MeasurePlacementResource(InEditionMixin, RoomResource):
    """Where an edition puts a measure, and in what words. The indicator must be there already."""

    related = ["measure", "indicator__goal__edition__framework", "indicator__goal__edition__first_year"]

    measure = reference("measure", measure_reference())
    framework = reference(
        "framework", Reference(Framework, "code"), attribute="indicator__goal__edition__framework", readonly=True
    )
    first_year = reference(
        "first_year", YearReference(), attribute="indicator__goal__edition__first_year", readonly=True
    )
    goal_number = reference("goal", WholeNumberColumn(), attribute="indicator__goal__number", readonly=True)
    indicator_number = reference("indicator", WholeNumberColumn(), attribute="indicator__number", readonly=True)

    class Meta(RoomResource.Meta):
        model = MeasurePlacement
        fields = [
            "measure", "framework", "first_year", "goal_number", "indicator_number", "order", "label", "definition",
            "given_target",
        ]  # fmt: skip
        import_id_fields = ["measure", "framework", "first_year", "goal_number", "indicator_number"]

    def import_instance(self, instance, row, **kwargs):
        """Put a new placement under its indicator."""
        super().import_instance(instance, row, **kwargs)
        if instance.indicator_id is None:
            goal, number = self.fields["goal_number"].clean(row), self.fields["indicator_number"].clean(row)
            within = LeadingIndicator.objects.filter(goal__edition=self.edition_of(row), goal__number=goal)
            instance.indicator = within.select_related("goal").filter(number=number).first()
            if instance.indicator is None:
                raise ValidationError(f"The edition has no indicator {goal}.{number}.")


class AssignmentResource(RoomResource):
    related = ["measure", "year", "organization"]

    measure = reference("measure", measure_reference())
    year = reference("year", YearReference())
    organization = reference("organization", organization_reference())

    class Meta(RoomResource.Meta):
        model = Assignment
        fields = ["measure", "year", "organization", "mode"]
        import_id_fields = ["measure", "year", "organization"]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """As the model says, and as the set-up page says who can owe what."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        problem = problem_of_assignment(instance)
        if problem:
            raise ValidationError(problem)


class TargetResource(RoomResource):
    """
    Targets that stand. Another figure revises the target: the earlier one is kept, and the row says why. An empty
    organization is the region.
    """

    related = ["measure", "year", "organization", "set_by"]

    measure = reference("measure", measure_reference())
    year = reference("year", YearReference())
    organization = reference("organization", organization_reference())
    set_by = reference("set_by", UserReference(), readonly=True)

    class Meta(RoomResource.Meta):
        model = Target
        fields = ["measure", "year", "organization", "value", "baseline", "first_due", "reason", "set_by"]
        import_id_fields = ["measure", "year", "organization"]

    def get_queryset(self):
        """Those that stand."""
        return super().get_queryset().current()

    def filter_export(self, queryset, **kwargs):
        """Those that stand: what was revised is in the list, not in the file."""
        return super().filter_export(queryset, **kwargs).current()

    def after_init_instance(self, instance, new, row, **kwargs):
        """Note what the target says now."""
        self.was = None if new else (instance.value, instance.baseline, instance.first_due, instance.reason)

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """A revision needs a reason of its own."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        figures = (instance.value, instance.baseline, instance.first_due)
        if self.was and self.was[:3] == figures:
            raise ValidationError({"reason": "The target is the same as before, so there is nothing to revise."})
        if self.was and self.was[3] == instance.reason:
            raise ValidationError({"reason": "Say why the target is revised: this is the reason of the one before."})

    def do_instance_save(self, instance, is_create):
        """Revise, so that the earlier target stays on record."""
        try:
            made = planning.revise_target(
                instance.measure,
                instance.year,
                instance.organization,
                value=instance.value,
                baseline=instance.baseline,
                first_due=instance.first_due,
                reason=instance.reason,
                user=self.user,
                now=self.now,
            )
        except planning.TargetsRefused as refused:
            raise ValidationError(refused.by_code[instance.measure.code]) from refused
        if made is None:
            raise ValidationError("The goal document sets this target itself, so there is nothing to set.")
        instance.pk = made.pk


class StageReachedResource(RoomResource):
    related = ["measure", "year"]

    measure = reference("measure", measure_reference())
    year = reference("year", YearReference())

    class Meta(RoomResource.Meta):
        model = StageReached
        fields = ["measure", "year", "stage", "due", "reached"]
        import_id_fields = ["measure", "year", "stage"]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """As the model says, and on the measure's ladder."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        problem = problem_of_stage(instance)
        if problem:
            raise ValidationError(problem)


class FollowedDocumentResource(RoomResource):
    """Which milestones follow a document, which is named by its number (`id`)."""

    related = ["measure", "year", "document"]

    measure = reference("measure", measure_reference())
    year = reference("year", YearReference())
    document = reference("document", DocumentReference())

    class Meta(RoomResource.Meta):
        model = FollowedDocument
        fields = ["measure", "year", "document"]
        import_id_fields = ["measure", "year"]

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """As the model says, and fitting the measure's ladder."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        problem = problem_of_following(instance)
        if problem:
            raise ValidationError(problem)


class SubmissionResource(RoomResource):
    """Worksheets: where they stand. They are written on their own pages, so this goes out only."""

    related = ["organization", "period__year", "submitted_by", "reviewed_by"]

    organization = reference("organization", organization_reference())
    period = reference("period", PeriodReference())
    submitted_by = reference("submitted_by", UserReference())
    reviewed_by = reference("reviewed_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Submission
        fields = [
            "organization", "period", "state", "source_note", "submitted_at", "submitted_by", "reviewed_at",
            "reviewed_by", "review_comment",
        ]  # fmt: skip
        import_id_fields = ["organization", "period"]


class FrozenFigureResource(RoomResource):
    """Frozen figures with all their versions; out only."""

    related = ["measure", "organization", "period__year", "set_by"]

    measure = reference("measure", measure_reference())
    organization = reference("organization", organization_reference())
    period = reference("period", PeriodReference())
    set_by = reference("set_by", UserReference())

    class Meta(RoomResource.Meta):
        model = FrozenFigure
        fields = [
            "measure", "organization", "period", "span", "dimension", "category", "version", "numerator", "denominator",
            "reason", "set_by", "frozen_at",
        ]  # fmt: skip
        import_id_fields = ["measure", "organization", "period", "span", "dimension", "category", "version"]


# what goes with a counted figure, and nobody types
COUNTED = ("counted", "may_be_twice", "year_to_date", "year_to_date_of", "year_to_date_twice")


class BreakdownResource(RoomResource):
    """What typed figures are made of. The parts of a figure are typed together on its page, so this goes out only."""

    related = ["value__submission__organization", "value__period__year", "value__measure", "entered_by"]

    organization = reference("organization", organization_reference(), attribute="value__submission__organization")
    period = reference("period", PeriodReference(), attribute="value__period")
    measure = reference("measure", measure_reference(), attribute="value__measure")
    entered_by = reference("entered_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Breakdown
        fields = [
            "organization", "period", "measure", "dimension", "category", "numerator", "denominator", "entered_by",
            "entered_at",
        ]  # fmt: skip
        import_id_fields = ["organization", "period", "measure", "dimension", "category"]


class ValueResource(RoomResource):
    """
    Figures, by worksheet (organization and period) and measure. They go in by the same way as on the worksheet: never
    into a locked period, a submitted or approved worksheet, or over what is counted from records. A row without an
    answer is left out, so that a half-filled file does no harm.
    """

    related = ["submission__organization", "period__year", "measure", "organization", "entered_by"]

    organization = reference(
        "organization", organization_reference(), attribute="submission__organization", readonly=True
    )
    period = reference("period", PeriodReference())
    measure = reference("measure", measure_reference())
    answer = reference("answer", ChoiceColumn(Value.State.choices, empty=Value.State.REPORTED), attribute="state")
    worksheet = reference("worksheet", ChoiceColumn(Submission.State.choices), attribute="submission__state")
    entered_by = reference("entered_by", UserReference(), readonly=True)

    class Meta(RoomResource.Meta):
        model = Value
        fields = [
            "organization", "period", "measure", "answer", "numerator", "denominator", "stage", "stage_date", "reason",
            "counted", "may_be_twice", "year_to_date", "year_to_date_of", "year_to_date_twice", "version", "worksheet",
            "entered_by", "entered_at",
        ]  # fmt: skip
        import_id_fields = ["organization", "period", "measure"]

    def __init__(self, user=None, now=None, **kwargs):
        super().__init__(user, now, **kwargs)
        for name in (*COUNTED, "version", "worksheet", "entered_at"):
            self.fields[name].readonly = True

    def before_import(self, dataset, **kwargs):
        """Also keep all periods of the file from being locked meanwhile, so that nobody waits for one another."""
        super().before_import(dataset, **kwargs)
        states.hold_periods({period.pk for period in self.fields["period"].widget.found.values()})

    def import_instance(self, instance, row, **kwargs):
        """Give a new figure its worksheet, which is stored with it and not before."""
        super().import_instance(instance, row, **kwargs)
        if instance.submission_id is None and (organization := self.fields["organization"].clean(row)):
            instance.submission = Submission(organization=organization, period=instance.period)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Also rows without an answer, where there is none yet either."""
        unanswered = instance.pk is None and instance.state == Value.State.REPORTED and not has_figure(instance)
        return (unanswered and not import_validation_errors) or super().skip_row(
            instance, original, row, import_validation_errors
        )

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """What the worksheet's cell would say to the same answer."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        missing = [name for name in ("measure", "period") if getattr(instance, f"{name}_id") is None]
        if missing or not hasattr(instance, "submission"):
            raise ValidationError(f"Say which {(missing or ['organization'])[0]} it is.")
        problem = problem_of_counting(instance)
        if problem:
            raise ValidationError(problem)
        self.answer = answer_of(instance, timezone.localdate(self.now))

    def do_instance_save(self, instance, is_create):
        """Through the worksheet's own way of saving. Raises ValidationError with its sentence."""
        before = None if is_create else Value.objects.get(pk=instance.pk)
        entry = saving.Entry(instance.measure, self.answer, cells.version_of(before))
        organization, period = instance.submission.organization, instance.period
        try:
            conflicts = saving.save(
                organization, period, [entry], user=self.user, now=self.now, today=timezone.localdate(self.now)
            )
        except states.Refused as refused:
            raise ValidationError(str(refused)) from refused
        if conflicts:
            raise ValidationError("Somebody changes this figure at this moment. Import the file again.")
        stored = saving.values_about(organization, [instance.measure], [period]).get()
        instance.pk, instance.submission, instance._state.adding = stored.pk, stored.submission, False
