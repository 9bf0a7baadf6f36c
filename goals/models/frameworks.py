"""What was agreed: two frameworks, in editions by school year, with their goals."""

from django.db import models
from django.db.models import F
from django.urls import reverse

from consortium.history import with_history
from consortium.models import Organization, SchoolYear


class Framework(models.Model):
    """One of the consortium's goal documents: CP (career pathways) or EN (engagement)."""

    code = models.CharField(max_length=2, unique=True)
    slug = models.SlugField(max_length=2, unique=True)
    title = models.CharField(max_length=200, help_text="As the document itself is headed.")
    short_title = models.CharField(max_length=60)
    working_group = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="frameworks")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.short_title

    def get_absolute_url(self):
        """The dashboard of the framework."""
        return reverse("framework", args=[self.slug])


class EditionQuerySet(models.QuerySet):
    def in_force(self, year):
        """
        The edition of each framework that holds in the school year `year`: the latest not after it; for a
        year before the first edition, that first one, so that past totals have a wording too.
        """
        ahead = models.Q(first_year__start_year__gt=year.start_year)
        distance = models.Case(
            models.When(ahead, then=F("first_year__start_year")),
            default=-F("first_year__start_year"),
            output_field=models.IntegerField(),
        )
        return self.order_by("framework_id", models.Case(models.When(ahead, then=1), default=0), distance).distinct(
            "framework_id"
        )


@with_history
class Edition(models.Model):
    """The wording of a framework from a school year on, until a later edition takes over."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="editions")
    first_year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="editions")
    note = models.CharField(max_length=300, blank=True, help_text="What changed and who decided it.")

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["framework", "-first_year__start_year"]
        constraints = [models.UniqueConstraint(fields=["framework", "first_year"], name="edition_once_a_year")]

    def __str__(self):
        return f"{self.framework}, from {self.first_year}"


@with_history
class Goal(models.Model):
    """One goal of an edition; `text` is verbatim, `short_title` is what lists show."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="goals")
    number = models.PositiveSmallIntegerField()
    short_title = models.CharField(max_length=100)
    text = models.TextField()

    class Meta:
        ordering = ["edition", "number"]
        constraints = [models.UniqueConstraint(fields=["edition", "number"], name="goal_number_once")]

    @property
    def code(self):
        """`EN-2`; needs `edition__framework`."""
        return f"{self.edition.framework.code}-{self.number}"

    def __str__(self):
        return f"{self.number}. {self.short_title}"
