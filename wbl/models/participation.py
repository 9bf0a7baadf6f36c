"""The organizations that were invited to an event, and those that came."""

from django.db import models
from django.db.models import Case, F, When

from consortium.history import with_history
from consortium.models import Organization


class ParticipationQuerySet(models.QuerySet):
    def who_came(self):
        """Those who were there; the invited who stayed away are on record and never count."""
        return self.filter(came=True)

    def of_segment(self, segment):
        """Participations of organizations of `segment`. A school without one of its own has its parent's."""
        counted = Case(
            When(
                organization__kind=Organization.Kind.SCHOOL,
                organization__segment="",
                then=F("organization__parent__segment"),
            ),
            default=F("organization__segment"),
        )
        return self.alias(segment_counted=counted).filter(segment_counted=segment)


@with_history
class Participation(models.Model):
    """An organization that was invited to an event, and whether it came."""

    event = models.ForeignKey("wbl.Event", models.CASCADE, related_name="participations")
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="participations")
    came = models.BooleanField(default=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "organization"],
                name="participation_once",
                violation_error_message="This organization is on the list already.",
            )
        ]

    def __str__(self):
        return f"{self.organization} at {self.event}"
