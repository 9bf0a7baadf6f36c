"""Gaps, plans and their steps as spreadsheets."""

from django.core.exceptions import ValidationError

from consortium.exchange import Reference, References, RoomResource, TextColumn, reference
from consortium.models import Organization
from pathways.models import AlignmentPlan, PlanStep, ProgramGap

from .reference import SectorReference


class GapReferences(References):
    """Gaps by their titles, those that stand and have a title of their own."""

    def __init__(self, **kwargs):
        super().__init__(ProgramGap, "title")

    def find(self, names):
        """The gaps with these titles; of two with one title neither."""
        gaps = list(ProgramGap.objects.filter(title__in=names, dismissed_on__isnull=True))
        titles = [gap.title for gap in gaps]
        return [gap for gap in gaps if titles.count(gap.title) == 1]


class ProgramGapResource(RoomResource):
    """
    Gaps, told from each other by kind, title, SOC code and the day they were found (empty: by hand). Files and the
    programs that gaps are about do not go in by a spreadsheet.
    """

    related = ["sector", "owner"]

    sector = reference("sector", SectorReference())
    owner = reference("owner", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = ProgramGap
        fields = [
            "kind", "title", "soc", "found_on", "sector", "code_scheme", "code", "code_version", "annual_openings",
            "average_awards", "years_in_average", "data_year", "median_wage", "living_wage", "description", "evidence",
            "recommendation", "owner", "documented_on", "closed_on", "closed_how", "dismissed_on", "dismissed_because",
        ]  # fmt: skip
        import_id_fields = ["kind", "title", "soc", "found_on"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New gaps carry who recorded them."""
        if new:
            instance.recorded_by = self.user


class AlignmentPlanResource(RoomResource):
    """Plans, by owner and title; the gaps that they address by their titles, with semicolons between."""

    related = ["owner"]

    owner = reference("owner", Reference(Organization, "slug"))
    gaps = reference("gaps", GapReferences())

    class Meta(RoomResource.Meta):
        model = AlignmentPlan
        fields = [
            "owner", "title", "summary", "gaps", "made_on", "in_effect_on", "done_on", "target_year",
            "made_at_convening", "withdrawn_on", "withdrawn_because",
        ]  # fmt: skip
        import_id_fields = ["owner", "title"]

    def get_queryset(self):
        """With what their columns show."""
        return super().get_queryset().prefetch_related("gaps")

    def filter_export(self, queryset, **kwargs):
        """With what their columns show."""
        return super().filter_export(queryset, **kwargs).prefetch_related("gaps")

    def after_init_instance(self, instance, new, row, **kwargs):
        """New plans carry who recorded them."""
        if new:
            instance.recorded_by = self.user

    def import_instance(self, instance, row, **kwargs):
        """Refuse gaps that are not there."""
        super().import_instance(instance, row, **kwargs)
        if "gaps" in row:
            try:
                self.fields["gaps"].clean(row)
            except ValueError as error:
                raise ValidationError(str(error)) from error


class PlanStepResource(RoomResource):
    """The courses of plans in their order, by the plan's owner and title and their place."""

    related = ["plan__owner", "organization"]

    owner = reference("plan_owner", Reference(Organization, "slug"), attribute="plan__owner", readonly=True)
    plan = reference("plan", TextColumn(), attribute="plan__title", readonly=True)
    organization = reference("organization", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = PlanStep
        fields = ["owner", "plan", "order", "title", "organization", "level", "grade", "term"]
        import_id_fields = ["owner", "plan", "order"]

    def before_import(self, dataset, **kwargs):
        """Find all plans of the organizations that are named, in one query."""
        super().before_import(dataset, **kwargs)
        owners = self.fields["owner"].widget.found.values()
        self.plans = {(plan.owner_id, plan.title): plan for plan in AlignmentPlan.objects.filter(owner__in=owners)}

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its plan."""
        if instance.plan_id is None:
            instance.plan = self._plan_of(row)
        super().import_instance(instance, row, **kwargs)

    def _plan_of(self, row):
        try:
            owner, title = (self.fields[name].clean(row) for name in ("owner", "plan"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        plan = self.plans.get((owner and owner.pk, title))
        if plan is None:
            raise ValidationError("There is no plan of this owner with this title. Add the plan first.")
        return plan
