"""Private addresses of calendars that a person's own program reads."""

from django.core.signing import BadSignature, Signer
from django.db import models
from django.utils import timezone

from consortium.models import User


class CalendarFeed(models.Model):
    """
    A calendar of events at a private address, for one person. The address is signed, not stored: nobody can make one
    up. Deleting the row revokes it, and no later row has the same address.
    """

    class Scope(models.TextChoices):
        OWN = "own", "Events of my organizations, and the regional meetings"
        ALL = "all", "All events"

    SIGNER = Signer(salt="wbl.calendar-feed")

    user = models.ForeignKey(User, models.CASCADE, related_name="calendar_feeds")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.OWN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scope"],
                name="calendar_feed_once",
                violation_error_message="There is an address of this calendar already. Revoke it to get a new one.",
            )
        ]

    def __str__(self):
        return f"{self.get_scope_display()}, for {self.user}"

    @property
    def private_key(self):
        """What stands in the private address."""
        return self.SIGNER.sign(str(self.pk)).replace(":", "-", 1)

    @classmethod
    def by_private_key(cls, key):
        """The feed whose private address holds `key`, with its person; None for others."""
        pk, _, signature = key.partition("-")
        try:
            pk = cls.SIGNER.unsign(f"{pk}:{signature}")
        except BadSignature:
            return None
        return cls.objects.select_related("user").filter(pk=pk).first()
