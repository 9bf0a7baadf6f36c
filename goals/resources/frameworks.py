"""Frameworks, their editions and goals as spreadsheets."""

from django.core.exceptions import ValidationError

from consortium.exchange import (
    Reference,
    RoomResource,
    YearReference,
    reference,
)
from consortium.models import Organization
from goals.models import (
    Edition,
    Framework,
    Goal,
)


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
