"""Whom one writes to at an organization: people who need no account here."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from consortium.history import with_history

from .organizations import Organization


class ContactQuerySet(models.QuerySet):
    def current(self):
        """Contacts that have not ended, of organizations that have not closed."""
        return self.filter(ended_on__isnull=True, organization__closed_on__isnull=True)

    def readable_by(self, access):
        """Names and addresses of people are their own organization's and the office's."""
        if access.is_office:
            return self.all()
        own = access.own_organizations
        return self.filter(Q(organization__in=own) | Q(organization__parent__in=own))


@with_history
class Contact(models.Model):
    """
    Somebody at a school, district or other partner who receives what the consortium hands out. A career center is a
    contact too, under its own name. Contacts that have ended keep what they received.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "Administrator"
        CAREER_CENTER = "career_center", "Career center"
        MAIN = "main", "Main contact"

    organization = models.ForeignKey(Organization, models.PROTECT, related_name="contacts")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    ended_on = models.DateField(null=True, blank=True, help_text="From this day on nothing is sent here.")

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name", "role", "name"]
        constraints = [
            models.UniqueConstraint(
                "organization",
                "role",
                Lower("name"),
                name="contact_once",
                condition=Q(ended_on__isnull=True),
                violation_error_message="This organization has a contact of that name and role already.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.organization}"
