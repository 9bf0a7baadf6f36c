"""Reminders that went out, so that nobody gets two on one day."""

from django.db import models


class Reminder(models.Model):
    """One mail to one person on one day about the worksheets they still owe."""

    user = models.ForeignKey("consortium.User", models.CASCADE, related_name="reminders")
    day = models.DateField()
    worksheets = models.PositiveSmallIntegerField(help_text="How many worksheets it named.")

    class Meta:
        ordering = ["-day"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="reminder_once_a_day")]

    def __str__(self):
        return f"{self.user}, {self.day}"
