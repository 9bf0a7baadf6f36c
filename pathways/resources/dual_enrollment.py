"""Dual enrollment courses and their terms as spreadsheets, for the office."""

from django.core.exceptions import ValidationError

from consortium.exchange import ChoiceColumn, Reference, RoomResource, reference
from consortium.models import Organization
from pathways.models import DualEnrollmentCourse, DualEnrollmentTerm
from pathways.resources.courses import CourseReference


class DualEnrollmentCourseResource(RoomResource):
    """Courses, by the college course and the kind of agreement."""

    related = ["course__program__organization"]

    course = reference("course", CourseReference())

    class Meta(RoomResource.Meta):
        model = DualEnrollmentCourse
        fields = ["course", "agreement_type", "partnership", "partnership_on", "note"]
        import_id_fields = ["course", "agreement_type"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New courses carry who recorded them."""
        if new:
            instance.recorded_by = self.user


class DualEnrollmentTermResource(RoomResource):
    """Terms of courses that are here already, by course, kind of agreement, first day and school or district."""

    related = ["course__course__program__organization", "partner"]

    course = reference("course", CourseReference(), attribute="course__course", readonly=True)
    agreement_type = reference(
        "agreement_type",
        ChoiceColumn(DualEnrollmentCourse.Type.choices),
        attribute="course__agreement_type",
        readonly=True,
    )
    partner = reference("partner", Reference(Organization, "slug", related=["parent"]))

    class Meta(RoomResource.Meta):
        model = DualEnrollmentTerm
        fields = ["course", "agreement_type", "season", "starts_on", "partner", "sections", "enrollment"]
        import_id_fields = ["course", "agreement_type", "starts_on", "partner"]

    def before_import(self, dataset, **kwargs):
        """Find all dual enrollment courses that may be meant, in one query."""
        super().before_import(dataset, **kwargs)
        named = {course.pk for course in self.fields["course"].widget.found.values()}
        rows = DualEnrollmentCourse.objects.filter(course__in=named).select_related("course")
        self.courses = {(one.course_id, one.agreement_type): one for one in rows}

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its course."""
        if instance.course_id is None:
            instance.course = self._course_of(row)
        super().import_instance(instance, row, **kwargs)

    def _course_of(self, row):
        try:
            course, kind = (self.fields[name].clean(row) for name in ("course", "agreement_type"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        found = self.courses.get((course and course.pk, kind))
        if found is None:
            raise ValidationError("This course is not recorded with this kind of agreement. Add the course first.")
        return found
