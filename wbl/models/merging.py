"""What records share that are found by name, must not grow twins, and are merged where they did."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, FloatField, Q, Value
from django.utils import timezone

from .names import Likeness, name_grams

ALIKE = 0.42  # found by trying: typing errors and “of San Diego” are above, two firms of one trade below


class DirectoryQuerySet(models.QuerySet):
    def current(self):
        """Records that were not merged into another one."""
        return self.filter(merged_into__isnull=True)

    def alike(self, name, least=ALIKE):
        """Current records whose names look like `name`, with `likeness` (0 to 1), the most alike first."""
        typed = name_grams(Value(name))
        likeness = Likeness(F("name_grams"), typed, output_field=FloatField())
        found = self.current().filter(name_grams__overlap=typed).alias(likeness=likeness)
        return found.filter(likeness__gte=least).annotate(likeness=likeness).order_by("-likeness", "name", "pk")

    def readable_by(self, access):
        """The directory is every member's."""
        return self.all() if access.is_member else self.none()

    def writable_by(self, access):
        """The directory is shared: reporters and the office add to it and correct it, whoever recorded what."""
        return self.all() if access.is_office or access.reporter_for else self.none()


class DirectoryEntry(models.Model):
    """
    A record of the shared directory. One that turned out to be another one's twin stays, as `merged_into` that one,
    with what its merge changed (`merge_undo`), so that it can be undone.
    """

    MERGED_FIELDS = ()  # what is chosen field by field when two are merged

    name = models.CharField(max_length=200)
    name_grams = models.GeneratedField(
        expression=name_grams(F("name")), output_field=ArrayField(models.TextField()), db_persist=True
    )
    recorded_at = models.DateTimeField(default=timezone.now, editable=False)
    recorded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="merged")
    merged_at = models.DateTimeField(null=True, editable=False)
    merged_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    merge_undo = models.JSONField(null=True, editable=False)

    class Meta:
        abstract = True
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="%(class)s_is_not_merged_into_itself",
                violation_error_message="A record cannot be merged into itself.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True, merged_at__isnull=True, merge_undo__isnull=True)
                | Q(merged_into__isnull=False, merged_at__isnull=False, merge_undo__isnull=False),
                name="%(class)s_merge_is_whole",
                violation_error_message="A merged record says when it was merged, and what that changed.",
            ),
        ]
        indexes = [GinIndex(fields=["name_grams"], name="%(class)s_name_grams")]

    def __str__(self):
        return self.name


def kept_on(column, model_table):
    """
    A trigger: a row that would refer by `column` to a merged record of `model_table` refers to the one that it was
    merged into. It waits for a merge under way, so that nothing is ever written to a record that is gone.
    """
    return pgtrigger.Trigger(
        name=f"{column}_is_not_merged",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        declare=[("kept", "BIGINT")],
        func=f"""
            SELECT COALESCE(merged_into_id, id) INTO kept FROM {model_table} WHERE id = NEW.{column} FOR KEY SHARE;
            NEW.{column} = COALESCE(kept, NEW.{column});
            RETURN NEW;
        """,
    )
