"""
The annual progress report: what people write beside the figures, and what was published, byte by byte.

A report is written while it is a draft. Publishing keeps its content and its files; from then on triggers refuse every
change of it. What turns out wrong is corrected by a new report at its own address, which says what it corrects.
"""

from functools import partial

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from consortium.history import with_history
from consortium.models import Organization, SchoolYear, StoredFile
from goals.models import Document, Goal

from .measures import Measure


class ReportQuerySet(models.QuerySet):
    def published(self):
        """Reports that were published; they never change."""
        return self.filter(published_at__isnull=False)

    def standing(self):
        """Published reports that no published correction has taken the place of: one a school year."""
        later = Report.objects.published().filter(year=OuterRef("year"), number__gt=OuterRef("number"))
        return self.published().exclude(Exists(later))

    def drafts(self):
        """Reports that are being written; of each school year there is one at most."""
        return self.filter(published_at__isnull=True)

    def readable_by(self, access):
        """
        The office sees reports from the first draft on; those that were published every member of the consortium, and
        the presidents and superintendents, who need no membership.
        """
        if access.is_office:
            return self.all()
        return self.published() if access.is_member or access.leads else self.none()

    def by_label(self, label):
        """The report at an address: `2026-27`, or `2026-27-correction-1`; none for other texts."""
        year, _, number = label.partition("-correction-")
        parsed = ReportLabel.parse(year, number, is_correction="-correction-" in label)
        if parsed is None:
            return self.none()
        return self.filter(year__start_year=parsed.start_year, number=parsed.number)


class ReportLabel:
    """How a report is written in addresses."""

    def __init__(self, start_year, number):
        self.start_year, self.number = start_year, number

    @classmethod
    def parse(cls, year, number, *, is_correction):
        """`2026-27` and, of a correction, its number as text → a `ReportLabel`; None for what no report is called."""
        if not (year.isascii() and len(year) == 7 and (year[:4] + year[5:]).isdecimal()):
            return None
        start_year = int(year[:4])
        if year != f"{start_year}-{(start_year + 1) % 100:02d}":
            return None
        if not is_correction:
            return cls(start_year, 0)
        if not (number.isascii() and number.isdecimal() and number == str(int(number)) and 0 < int(number) < 1000):
            return None
        return cls(start_year, int(number))


@partial(with_history, exclude=["content"])
class Report(models.Model):
    """
    The annual progress report about a school year (`number` 0), or a correction of it (1, 2, …).

    `content` is everything that its files say, as one object (`indicators.reporting.content`), kept when it was
    published: what has changed since is told by comparing it with the figures of today.
    """

    year = models.ForeignKey(SchoolYear, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField(default=0, help_text="0 for the report, 1, 2, … for its corrections.")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="corrections")
    correction_note = models.TextField("what it corrects", blank=True)
    document = models.OneToOneField(
        Document, models.PROTECT, related_name="report", help_text="As which it is handed out, and noted as published."
    )
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    opened_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    content = models.JSONField(null=True, blank=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-year__start_year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="report_once_a_year"),
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(published_at__isnull=True),
                name="report_one_draft_a_year",
                violation_error_message="There is a draft for this year already.",
            ),
            models.CheckConstraint(
                condition=Q(number=0, corrects__isnull=True) | Q(number__gt=0, corrects__isnull=False),
                name="report_correction_has_its_report",
                violation_error_message="A correction is one of another report, and has a number.",
            ),
            models.CheckConstraint(
                condition=Q(number=0) | ~Q(correction_note=""),
                name="report_correction_says_what",
                violation_error_message="Say what the correction corrects.",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True, content__isnull=True)
                | Q(published_at__isnull=False, published_by__isnull=False, content__isnull=False),
                name="report_published_with_its_content",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            )
        ]

    @property
    def label(self):
        """`2026-27`, or `2026-27-correction-1`, as it is written in addresses; needs `year`."""
        return f"{self.year.label}-correction-{self.number}" if self.number else self.year.label

    @property
    def title(self):
        """What stands on its cover; needs `year`."""
        what = f"Correction {self.number} of the annual" if self.number else "Annual"
        return f"{what} progress report {self.year.label}"

    @property
    def is_published(self):
        """Whether it stands and never changes."""
        return self.published_at is not None

    def last_correction(self):
        """The last correction that was published of this report or of an earlier correction of it, or None."""
        later = Report.objects.published().filter(year=self.year_id, number__gt=self.number)
        return later.select_related("year").defer("content").order_by("-number").first()

    def get_absolute_url(self):
        """The report itself."""
        return reverse("report", args=[self.label])

    def __str__(self):
        return self.title


PUBLISHED = """
    IF EXISTS (
        SELECT 1 FROM indicators_report r
        WHERE r.published_at IS NOT NULL AND r.id IN ({rows})
    ) THEN
        RAISE EXCEPTION 'The report is published: it stays as it is.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'report_published';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
"""


def kept_with_the_report():
    """Triggers for rows that belong to a report (`report_id`): once it is published none comes, changes or goes."""
    rows = {
        pgtrigger.Insert: "NEW.report_id",
        pgtrigger.Update: "NEW.report_id, OLD.report_id",
        pgtrigger.Delete: "OLD.report_id",
    }
    return [
        pgtrigger.Trigger(
            name=f"published_{str(operation).lower()}",
            when=pgtrigger.Before,
            operation=operation,
            func=PUBLISHED.format(rows=which),
        )
        for operation, which in rows.items()
    ]


class Written(models.Model):
    """
    Something that people write in a draft, several at once. `version` counts changes, so that the second of two people
    notices what the first has written.
    """

    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True


@with_history
class ReportSection(Written):
    """A text of the report: the narrative of a goal, or one of the parts that belong to no goal."""

    class Part(models.TextChoices):
        OPENING = "opening", "Opening"
        GOAL = "goal", "Narrative of a goal"
        EQUITY = "equity", "On equity of access"
        METHOD = "method", "On method"

    report = models.ForeignKey(Report, models.CASCADE, related_name="sections")
    part = models.CharField(max_length=10, choices=Part)
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(blank=True)
    is_ready = models.BooleanField("finished", default=False, help_text="Whoever writes it has finished it.")

    class Meta:
        ordering = ["report", "part", "goal"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "part", "goal"], nulls_distinct=False, name="report_section_once"
            ),
            models.CheckConstraint(
                condition=Q(part="goal", goal__isnull=False) | (~Q(part="goal") & Q(goal__isnull=True)),
                name="report_section_of_a_goal",
            ),
            models.CheckConstraint(
                condition=Q(is_ready=False) | ~Q(text=""),
                name="report_section_finished_with_words",
                violation_error_message="A section without a word is not finished.",
            ),
        ]
        triggers = kept_with_the_report()

    def __str__(self):
        return f"{self.report}: {self.goal or self.get_part_display()}"


@with_history
class NextStep(Written):
    """What is to be done next, by whom and until when, for a goal or (goal empty) for the region as a whole."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="steps")
    goal = models.ForeignKey(Goal, models.PROTECT, null=True, blank=True, related_name="+")
    text = models.CharField("what is to be done", max_length=300)
    owner = models.CharField("who does it", max_length=120)
    due = models.DateField("until when")

    class Meta:
        ordering = ["report", "goal", "due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(owner=""),
                name="next_step_says_what_and_who",
                violation_error_message="Say what is to be done, and who does it.",
            )
        ]
        triggers = kept_with_the_report()

    def __str__(self):
        return self.text


@with_history
class ReportLine(Written):
    """
    One line of the report in one page: a headline, or what is asked of the presidents and superintendents. A headline
    that the rule proposed names its measure, and `is_edited` once somebody has written it anew.
    """

    class Kind(models.TextChoices):
        HEADLINE = "headline", "Headline"
        ASK = "ask", "Ask"

    MOST = {Kind.HEADLINE: 5, Kind.ASK: 3}

    report = models.ForeignKey(Report, models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=10, choices=Kind)
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300, blank=True)
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="+")
    is_edited = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["report", "kind", "order"]
        constraints = [
            models.UniqueConstraint(fields=["report", "kind", "order"], name="report_line_once"),
            models.CheckConstraint(
                condition=Q(kind="headline", order__gte=1, order__lte=5) | Q(kind="ask", order__gte=1, order__lte=3),
                name="report_line_five_headlines_three_asks",
                violation_error_message="A report has five headlines and three asks.",
            ),
        ]
        triggers = kept_with_the_report()

    def __str__(self):
        return f"{self.get_kind_display()} {self.order}: {self.text}"


class ReportFileQuerySet(models.QuerySet):
    def readable_by(self, access):
        """
        Who reads a report reads what is about the region; of the partner reports the office reads all, everybody else
        those of their own organizations and of those that they lead.
        """
        if access.is_office:
            return self.all()
        if not access.is_member and not access.leads:
            return self.none()
        own = access.own_organizations | access.leads
        return self.filter(Q(organization__isnull=True) | Q(organization__in=own))


@with_history
class ReportFile(models.Model):
    """
    A file of a published report, as it was on that day: of the region (organization empty), or a partner's own report.
    Its bytes and their SHA-256 are those of the stored file.
    """

    class Form(models.TextChoices):
        HTML = "html", "Web page"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel workbook"
        CSV = "csv", "CSV"
        PAGE_HTML = "page_html", "One page, on the web"
        PAGE_PDF = "page_pdf", "One page, as PDF"

    report = models.ForeignKey(Report, models.PROTECT, related_name="files")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, blank=True, related_name="report_files")
    form = models.CharField(max_length=10, choices=Form)
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="report_files")

    objects = ReportFileQuerySet.as_manager()

    class Meta:
        ordering = ["report", "organization__name", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "organization", "form"], nulls_distinct=False, name="report_file_once"
            )
        ]
        triggers = kept_with_the_report()

    def get_absolute_url(self):
        """Where it is read; needs `report__year` and `organization`."""
        label, form = self.report.label, self.form
        if form == self.Form.PAGE_HTML:
            return reverse("report-one-page", args=[label])
        if form == self.Form.PAGE_PDF:
            return reverse("report-one-page-file", args=[label, "pdf"])
        name, whose = ("partner-report", [self.organization.slug]) if self.organization_id else ("report", [])
        if form == self.Form.HTML:
            return reverse(name, args=[label, *whose])
        return reverse(f"{name}-file", args=[label, *whose, form])

    def __str__(self):
        return f"{self.report}, {self.organization or 'region'}, {self.get_form_display()}"
