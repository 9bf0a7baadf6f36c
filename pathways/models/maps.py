"""Career pathways as maps: whose they are, in which versions, and since when each version stands."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from consortium.history import with_history
from consortium.models import Organization

from .reference import Sector

Kind = Organization.Kind


def _of(organizations, pathway=""):
    """The condition that a pathway is of `organizations` (primary keys) or of what belongs to these."""
    return Q((f"{pathway}organization__in", organizations)) | Q((f"{pathway}organization__parent__in", organizations))


class CareerPathwayQuerySet(models.QuerySet):
    def readable_by(self, access):
        """The office and the owner's people see a pathway from its first draft, members once a version is published."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        published = MapVersion.objects.filter(pathway=OuterRef("pk"), published_on__isnull=False)
        return self.filter(Exists(published) | _of(access.own_organizations))

    def writable_by(self, access):
        """The office writes every pathway, a reporter those of their organizations and of what belongs to these."""
        return self.all() if access.is_office else self.filter(_of(access.reporter_for))

    def drafts_readable_by(self, access):
        """Pathways whose drafts `access` sees: all of the office, those of one's own organizations."""
        return self.all() if access.is_office else self.filter(_of(access.own_organizations))

    def with_standing(self, day):
        """
        With `current_number` and `current_since` of the version that stands on `day`, `draft_id`, and `latest_number`
        of the last one ever published; each None where there is none.
        """
        of_pathway = MapVersion.objects.filter(pathway=OuterRef("pk")).order_by("-number")
        current, published = of_pathway.current(day), of_pathway.filter(published_on__isnull=False)
        return self.annotate(
            current_number=Subquery(current.values("number")[:1]),
            current_since=Subquery(current.values("published_on")[:1]),
            latest_number=Subquery(published.values("number")[:1]),
            draft_id=Subquery(of_pathway.drafts().values("pk")[:1]),
        )


@with_history
class CareerPathway(models.Model):
    """
    A career pathway in a sector, from school through college to occupations, drawn as a map. What it says is in its
    versions; which schools and colleges take part is read from their boxes.
    """

    OWNERS = (Kind.OFFICE, Kind.COLLEGE, Kind.K12_DISTRICT, Kind.COUNTY_OFFICE, Kind.CHARTER, Kind.ADULT_SCHOOL)
    # what stands where a pathway's short name stands in addresses
    NOT_SLUGS = frozenset({"new"})

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, unique=True)
    sector = models.ForeignKey(
        Sector,
        models.PROTECT,
        related_name="career_pathways",
        limit_choices_to={"scheme": Sector.Scheme.CDE},
        verbose_name="CDE industry sector",
    )
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="career_pathways")
    summary = models.TextField(blank=True, help_text="What the pathway leads to, in two or three sentences.")

    objects = CareerPathwayQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "name"],
                name="career_pathway_once",
                violation_error_message="This organization has a career pathway of this name already.",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=["new"]),
                name="career_pathway_slug_is_free",
                violation_error_message="This short name is part of another address. Choose another one.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        """The page of the map as it stands."""
        return reverse("map", args=[self.slug])

    def clean(self):
        """The sector is one of the state's 15, and the owner one that keeps maps, which no constraint can say."""
        if self.sector_id and self.sector.scheme != Sector.Scheme.CDE:
            raise ValidationError({"sector": f"{self.sector} is no CDE industry sector."})
        if self.organization_id and self.organization.kind not in self.OWNERS:
            raise ValidationError({"organization": f"{self.organization} keeps no maps of its own."})


class MapVersionQuerySet(models.QuerySet):
    def drafts(self):
        """Versions that are not published yet: at most one of a pathway."""
        return self.filter(published_on__isnull=True)

    def published(self):
        """Versions that were published at any time."""
        return self.filter(published_on__isnull=False)

    def current(self, day):
        """
        Versions that stand on `day`: published by then, not withdrawn by then, and with no later one published by
        then. A version that follows a withdrawn one stands; a withdrawn one does not bring back the one before it.
        """
        later = MapVersion.objects.filter(
            pathway=OuterRef("pathway"), number__gt=OuterRef("number"), published_on__lte=day
        )
        return self.filter(
            ~Exists(later), Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day), published_on__lte=day
        )

    def readable_by(self, access):
        """Members read what is published; drafts are the office's and the owner's people's."""
        if access.is_office:
            return self.all()
        if not access.is_member:
            return self.none()
        return self.filter(Q(published_on__isnull=False) | _of(access.own_organizations, "pathway__"))

    def writable_by(self, access):
        """Versions of pathways that `access` writes."""
        return self.all() if access.is_office else self.filter(_of(access.reporter_for, "pathway__"))


def _stands(operation, condition):
    """A trigger that refuses `operation` on a published version where `condition` holds."""
    return pgtrigger.Trigger(
        name=f"published_stands_{str(operation).lower()}",
        when=pgtrigger.Before,
        operation=operation,
        condition=condition,
        func="""
            RAISE EXCEPTION 'The version is published: it stands as it is.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'map_version_published_stands';
        """,
    )


_PUBLISHED = pgtrigger.Q(old__published_on__isnull=False)


@with_history
class MapVersion(models.Model):
    """
    One version of a pathway's map: the draft while `published_on` is empty, and from that day on unchangeable.

    A published version stands until the next one is published or it is withdrawn. `changes` counts what was done to a
    draft, `changed_by` did the last of it, and everything since the `own_since`-th: so that of two people who edit it
    the second is told. `last_number` is the highest number that a box was given.
    """

    pathway = models.ForeignKey(CareerPathway, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_on = models.DateField(null=True, blank=True, help_text="Empty: this is the draft.")
    published_by = models.ForeignKey(
        "consortium.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    note = models.CharField("what is new", max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True, help_text="From this day on it does not stand any more.")
    withdrawn_because = models.CharField("why it was withdrawn", max_length=300, blank=True)
    changes = models.PositiveIntegerField(default=0, editable=False)
    changed_by = models.ForeignKey(
        "consortium.User", models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True, editable=False)
    own_since = models.PositiveIntegerField(default=0, editable=False)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    objects = MapVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pathway__name", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["pathway", "number"],
                name="map_version_number_once",
                violation_error_message="The map has a version of this number already.",
            ),
            models.UniqueConstraint(
                fields=["pathway"],
                condition=Q(published_on__isnull=True),
                name="map_version_one_draft",
                violation_error_message="The map has a draft already. Change that one.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True)
                | (Q(published_on__isnull=False) & Q(withdrawn_on__gte=F("published_on"))),
                name="map_version_withdrawn_after_published",
                violation_error_message="A version is withdrawn on the day it was published or later.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawn_because=""),
                name="map_version_withdrawn_with_a_reason",
                violation_error_message="Say why the map is withdrawn.",
            ),
        ]
        indexes = [models.Index(fields=["published_on"], name="map_version_published")]
        triggers = [
            _stands(
                pgtrigger.Update,
                _PUBLISHED
                & (
                    pgtrigger.Q(new__published_on__isnull=True)
                    | pgtrigger.Q(old__published_on__df=pgtrigger.F("new__published_on"))
                    | pgtrigger.Q(old__number__df=pgtrigger.F("new__number"))
                    | pgtrigger.Q(old__pathway__df=pgtrigger.F("new__pathway"))
                    | pgtrigger.Q(old__note__df=pgtrigger.F("new__note"))
                ),
            ),
            _stands(pgtrigger.Delete, _PUBLISHED),
        ]

    def __str__(self):
        return f"{self.pathway}, version {self.number}" if self.published_on else f"{self.pathway}, draft"

    def get_absolute_url(self):
        """The page of this version."""
        if self.published_on is None:
            return reverse("map-draft", args=[self.pathway.slug])
        return f"{self.pathway.get_absolute_url()}?version={self.number}"

    @property
    def is_draft(self):
        """Whether it may still be changed."""
        return self.published_on is None
