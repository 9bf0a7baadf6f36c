"""Activity types and what schools offer, as spreadsheets."""

from django.core.exceptions import ValidationError

from consortium.exchange import RoomResource, YearReference, reference
from consortium.models import OrganizationYear, SchoolYear
from goals.resources.agreed import VersionedResource
from wbl.models import ActivityOffering, ActivityType
from wbl.queries.inventory import inventory_schools
from wbl.rules.inventory import proposed_grades

from .references import CodeReference, SectorReferences, TypeReference

NOT_IN_IT = "{} is no middle or high school of a member district in {}. Note its grades first, or choose another."


class ActivityTypeResource(RoomResource):
    """Types, by their short names."""

    class Meta(RoomResource.Meta):
        model = ActivityType
        fields = ["slug", "name", "stage", "lowest_grade", "highest_grade", "description", "order", "retired_on"]
        import_id_fields = ["slug"]


class ActivityOfferingResource(VersionedResource):
    """
    What schools offer, by the school's CDS code, activity and school year. Grades may be left empty: then they are
    those of the activity that the school has. Sectors with semicolons between.
    """

    related = ["school", "activity_type", "year"]

    school = reference("school", CodeReference())
    activity_type = reference("activity", TypeReference(), attribute="activity_type")
    year = reference("year", YearReference())
    sectors = reference("sectors", SectorReferences())

    class Meta(RoomResource.Meta):
        model = ActivityOffering
        fields = [
            "school", "activity_type", "year", "lowest_grade", "highest_grade", "sectors", "starts_on", "ends_on",
            "contact", "notes", "source",
        ]  # fmt: skip
        import_id_fields = ["school", "activity_type", "year"]

    def get_queryset(self):
        """With what their columns show."""
        return super().get_queryset().prefetch_related("sectors")

    def filter_export(self, queryset, **kwargs):
        """With what their columns show."""
        return super().filter_export(queryset, **kwargs).prefetch_related("sectors")

    def before_import(self, dataset, **kwargs):
        """Find the grades of all schools that are named, and which of them belong in the inventory."""
        super().before_import(dataset, **kwargs)
        schools = {one.pk for one in self.fields["school"].widget.found.values()}
        years = {one for one in self.fields["year"].widget.found.values() if isinstance(one, SchoolYear)}
        facts = OrganizationYear.objects.filter(organization__in=schools, year__in=years)
        self.facts = {(one.organization_id, one.year_id): one for one in facts}
        self.in_it = {
            (pk, year.pk)
            for year in years
            for pk in inventory_schools(year, year.starts).filter(pk__in=schools).values_list("pk", flat=True)
        }

    def import_instance(self, instance, row, **kwargs):
        """Refuse sectors that are not there and schools that do not belong; propose grades where both are empty."""
        super().import_instance(instance, row, **kwargs)
        if "sectors" in row:
            try:
                self.fields["sectors"].clean(row)
            except ValueError as error:
                raise ValidationError(str(error)) from error
        if instance.school_id is None or instance.year_id is None or instance.activity_type_id is None:
            return
        key = instance.school_id, instance.year_id
        given = instance.lowest_grade, instance.highest_grade
        facts = self.facts.get(key)
        span = (facts.lowest_grade, facts.highest_grade) if facts else (None, None)
        if None in given:
            instance.lowest_grade, instance.highest_grade = proposed_grades(instance.activity_type, *span)
        if key not in self.in_it:
            raise ValidationError(NOT_IN_IT.format(instance.school, instance.year))
        if given.count(None) == 1:
            raise ValidationError("Give both grades, or neither.")

    def before_save_instance(self, instance, row, **kwargs):
        """New offerings carry who recorded them, and when."""
        super().before_save_instance(instance, row, **kwargs)
        if instance._state.adding:
            instance.recorded_by, instance.recorded_at = self.user, self.now or instance.recorded_at
