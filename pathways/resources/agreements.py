"""Articulation agreements and their signatures as spreadsheets. Scans do not fit one."""

from django.core.exceptions import ValidationError

from consortium.exchange import Reference, References, RoomResource, reference
from consortium.models import Organization
from pathways.models import AgreementSignature, ArticulationAgreement, Program
from pathways.queries.agreements import with_parts
from pathways.resources.courses import CourseReference, CourseReferences
from pathways.resources.reference import SectorReference


class AgreementReference(Reference):
    """An agreement by its number, with its parties."""

    def __init__(self, **kwargs):
        super().__init__(ArticulationAgreement, "number")

    def find(self, names):
        """The agreements of these numbers."""
        return with_parts(super().find(names))


class ArticulationAgreementResource(RoomResource):
    """Agreements, by their number; high school courses and schools with semicolons between."""

    related = ["college_course__program__organization", "sector", "renews"]

    college_course = reference("college_course", CourseReference())
    courses = reference("courses", CourseReferences())
    schools = reference("schools", References(Organization, "slug"))
    sector = reference("sector", SectorReference())
    renews = reference("renews", Reference(ArticulationAgreement, "number"))

    class Meta(RoomResource.Meta):
        model = ArticulationAgreement
        fields = [
            "number", "college_course", "courses", "schools", "sector", "units", "code_scheme", "code", "code_version",
            "method", "minimum_grade", "season", "effective_on", "expires_on", "drafted_on", "reviewed_on",
            "reviewed_by", "renews", "terminated_on", "terminated_because", "note",
        ]  # fmt: skip
        import_id_fields = ["number"]

    def get_queryset(self):
        """With what their columns show."""
        return super().get_queryset().prefetch_related("courses__program__organization", "schools")

    def filter_export(self, queryset, **kwargs):
        """With what their columns show."""
        rows = super().filter_export(queryset, **kwargs)
        return rows.prefetch_related("courses__program__organization", "schools")

    def after_init_instance(self, instance, new, row, **kwargs):
        """New agreements carry who recorded them."""
        if new:
            instance.recorded_by = self.user

    def import_instance(self, instance, row, **kwargs):
        """Refuse courses and schools that are not there, and courses that are none of a high school."""
        super().import_instance(instance, row, **kwargs)
        try:
            named = {name: self.fields[name].clean(row) for name in ("courses", "schools") if name in row}
        except ValueError as error:
            raise ValidationError(str(error)) from error
        for course in named.get("courses", ()):
            if course.program.level != Program.Level.HIGH_SCHOOL:
                raise ValidationError(f"{course} is no course of a high school program.")
        for school in named.get("schools", ()):
            if school.kind != Organization.Kind.SCHOOL:
                raise ValidationError(f"{school} is no school.")


class SignatureResource(RoomResource):
    """Signatures, by the number of the agreement and the party."""

    related = ["agreement__college_course__program__organization", "party"]

    agreement = reference("agreement", AgreementReference())
    party = reference("party", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = AgreementSignature
        fields = ["agreement", "party", "signer_role", "signer_name", "signed_on"]
        import_id_fields = ["agreement", "party"]

    def get_queryset(self):
        """With the parties of their agreements."""
        return super().get_queryset().prefetch_related("agreement__courses__program__organization")

    def import_instance(self, instance, row, **kwargs):
        """Refuse days to come."""
        super().import_instance(instance, row, **kwargs)
        if self.now and instance.signed_on and instance.signed_on > self.now.date():
            raise ValidationError({"signed_on": "This day is still to come."})
