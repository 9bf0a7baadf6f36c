"""What stands on a version of a map: boxes in columns, links between them, and what they connect."""

import pgtrigger
from django.db import models
from django.db.models import Deferrable, F, Q

from consortium.history import with_history

from .maps import MapVersion
from .reference import Course, Occupation, Program


class MapColumn(models.TextChoices):
    """The steps of the way, the earliest first."""

    MIDDLE_SCHOOL = "middle_school", "Middle school (grades 6–8)"
    GRADE_9 = "grade_9", "Grade 9"
    GRADE_10 = "grade_10", "Grade 10"
    GRADE_11 = "grade_11", "Grade 11"
    GRADE_12 = "grade_12", "Grade 12"
    ADULT = "adult", "Adult school"
    TERM_1 = "term_1", "College term 1"
    TERM_2 = "term_2", "College term 2"
    TERM_3 = "term_3", "College term 3"
    TERM_4 = "term_4", "College term 4"
    TERM_5 = "term_5", "College term 5"
    TERM_6 = "term_6", "College term 6"
    TRANSFER = "transfer", "Transfer and bachelor’s degree"
    OCCUPATIONS = "occupations", "Occupations"


def _published_triggers():
    """Triggers, one an operation, that refuse to add, change or delete rows of a published version."""
    tables = {
        pgtrigger.Insert: {"new": "new_rows"},
        pgtrigger.Update: {"old": "old_rows", "new": "new_rows"},
        pgtrigger.Delete: {"old": "old_rows"},
    }
    return [
        pgtrigger.Trigger(
            name=f"of_published_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**rows),
            func=f"""
                IF EXISTS (
                    SELECT 1 FROM ({" UNION ALL ".join(f"SELECT version_id FROM {name}" for name in rows.values())}) t
                    JOIN pathways_mapversion v ON v.id = t.version_id
                    WHERE v.published_on IS NOT NULL
                ) THEN
                    RAISE EXCEPTION 'The version is published: it stands as it is.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'map_version_published_stands';
                END IF;
                RETURN NULL;
            """,
        )
        for operation, rows in tables.items()
    ]


def _leads_onward(operation, touched):
    """
    A trigger that refuses links between versions, and to an earlier column than the one they come from. `touched` is
    the SQL of the links that a statement touches, from its rows `new_rows`.
    """
    order = "ARRAY[" + ", ".join(f"'{column}'" for column in MapColumn.values) + "]"
    return pgtrigger.Trigger(
        name=f"leads_onward_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(new="new_rows")
        if operation is pgtrigger.Insert
        else pgtrigger.Referencing(old="old_rows", new="new_rows"),
        func=f"""
            IF EXISTS (
                SELECT 1 FROM ({touched}) t
                JOIN pathways_mapbox a ON a.id = t.source_id JOIN pathways_mapbox b ON b.id = t.target_id
                WHERE a.version_id <> t.version_id OR b.version_id <> t.version_id
                OR array_position({order}, a."column"::text) > array_position({order}, b."column"::text)
            ) THEN
                RAISE EXCEPTION 'A connection leads to the same column or a later one of the same version.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'map_link_leads_onward';
            END IF;
            RETURN NULL;
        """,
    )


def _of_kind(kind, **filled):
    """The condition that a box of `kind` refers to exactly what its kind says."""
    empty = {f"{name}__isnull": name not in filled for name in ("program", "course", "occupation")}
    return Q(kind=kind, **empty)


@with_history
class MapBox(models.Model):
    """
    One box of a map. Its `number` is its name within all versions of the map: a copy keeps it, so that versions can be
    compared. Titles and details of boxes that stand for a record are read from that record in a draft, and are
    written here when the version is published, so that a published map does not change when a course is renamed.
    """

    Column = MapColumn

    class Kind(models.TextChoices):
        COURSE = "course", "Course"
        PROGRAM = "program", "Program"
        OCCUPATION = "occupation", "Occupation"
        TEXT = "text", "Text"

    version = models.ForeignKey(MapVersion, models.CASCADE, related_name="boxes")
    number = models.PositiveIntegerField()
    column = models.CharField(max_length=14, choices=Column)
    order = models.PositiveSmallIntegerField(help_text="Its place in its column, 0 at the top.")
    kind = models.CharField(max_length=10, choices=Kind)
    program = models.ForeignKey(Program, models.PROTECT, null=True, blank=True, related_name="boxes")
    course = models.ForeignKey(Course, models.PROTECT, null=True, blank=True, related_name="boxes")
    occupation = models.ForeignKey(Occupation, models.PROTECT, null=True, blank=True, related_name="boxes")
    title = models.CharField(max_length=200, blank=True)
    details = models.TextField(blank=True, help_text="Further lines, the most important first.")

    class Meta:
        verbose_name_plural = "map boxes"
        ordering = ["version", "column", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="map_box_number_once",
                violation_error_message="The map has a box of this number already.",
            ),
            models.UniqueConstraint(
                fields=["version", "column", "order"],
                name="map_box_place_once",
                # boxes change places
                deferrable=Deferrable.DEFERRED,
                violation_error_message="Another box has this place already.",
            ),
            models.CheckConstraint(
                condition=_of_kind("course", course=True)
                | _of_kind("program", program=True)
                | _of_kind("occupation", occupation=True)
                | _of_kind("text"),
                name="map_box_is_what_it_says",
                violation_error_message="A box is of one course, one program or one occupation, or a text of its own.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="text") | ~Q(title=""),
                name="map_box_text_is_written",
                violation_error_message="Write what the box says.",
            ),
        ]
        triggers = [
            *_published_triggers(),
            _leads_onward(
                pgtrigger.Update,
                "SELECT l.* FROM new_rows n JOIN pathways_maplink l ON n.id IN (l.source_id, l.target_id)",
            ),
        ]

    def __str__(self):
        return self.title or str(self.course or self.program or self.occupation or "")


@with_history
class MapLink(models.Model):
    """An arrow from a box to another of the same version: in the same column or in a later one."""

    version = models.ForeignKey(MapVersion, models.CASCADE, related_name="links")
    source = models.ForeignKey(MapBox, models.CASCADE, related_name="links_out", verbose_name="from")
    target = models.ForeignKey(MapBox, models.CASCADE, related_name="links_in", verbose_name="to")

    class Meta:
        ordering = ["version", "source__number", "target__number"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "target"],
                name="map_link_once",
                violation_error_message="These two boxes are connected already.",
            ),
            models.CheckConstraint(
                condition=~Q(source=F("target")),
                name="map_link_is_of_two",
                violation_error_message="A box does not lead to itself.",
            ),
        ]
        triggers = [
            *_published_triggers(),
            _leads_onward(pgtrigger.Insert, "SELECT * FROM new_rows"),
            _leads_onward(pgtrigger.Update, "SELECT * FROM new_rows"),
        ]

    def __str__(self):
        return f"{self.source} → {self.target}"


class MapConnection(models.Model):
    """
    That a published version leads from a high school program to a community college program: from a box of the one
    (the program or a course of it) links lead to a box of the other. Written once, when the version is published.
    """

    version = models.ForeignKey(MapVersion, models.CASCADE, related_name="connections")
    high_school_program = models.ForeignKey(Program, models.PROTECT, related_name="leads_to")
    college_program = models.ForeignKey(Program, models.PROTECT, related_name="fed_by")

    class Meta:
        ordering = ["version", "high_school_program__name", "college_program__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "high_school_program", "college_program"],
                name="map_connection_once",
                violation_error_message="The version connects these two programs already.",
            )
        ]
        triggers = _published_triggers()

    def __str__(self):
        return f"{self.high_school_program} → {self.college_program}"


class MapStep(models.Model):
    """
    One change of a draft that can be taken back: the state `before` it, and once it is taken back, the state `after`.

    States are what `pathways.rules.map_states` writes. The newest steps are kept; they go when the draft is published.
    """

    version = models.ForeignKey(MapVersion, models.CASCADE, related_name="steps")
    number = models.PositiveIntegerField()
    said = models.CharField(max_length=300, help_text="What was done, as a sentence.")
    before = models.JSONField()
    after = models.JSONField(null=True, blank=True, help_text="Empty: the step was not taken back.")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "number"],
                name="map_step_number_once",
                violation_error_message="The draft has a step of this number already.",
            )
        ]

    def __str__(self):
        return self.said
