"""The records behind a figure that is counted from documents, sendings or strategies."""

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from consortium.models import Contact, Office, Organization
from consortium.permissions import member_required
from goals.models import Distribution, Document, Feedback, GradeStrategy
from goals.queries.counting import SOURCES, of_organization

A_PAGE = 50
# source → (what is counted, the word for the day beside each)
WORDS = {
    "goals_recipients": ("Presidents and superintendents who received the goals", "received"),
    "metrics_recipients": ("Presidents and superintendents who received the metrics", "received"),
    "gap_recipients": ("Member organizations that received the gap analysis", "received"),
    "career_preparation_recipients": ("Middle and high schools that received career preparation goals", "received"),
    "continuum_recipients": ("Administrators and career centers that received the continuum", "received"),
    "continuum_feedback": ("Feedback on the continuum", "given"),
    "action_plans": ("Districts with an approved action plan in force", "approved"),
    "best_practices_collected": ("Best practices collected", "collected"),
    "best_practices_posted": ("Best practices posted", "posted"),
    "pathway_tools": ("Pathway guidelines and tools available", "posted"),
    "grade_coverage": ("Grade levels with a documented goal and strategy", "documented"),
}


@dataclass(frozen=True)
class Line:
    """One record as the list shows it: `url` is empty where the reader has no page of it."""

    title: str
    note: str
    day: date | None
    url: str = ""


# what is listed → the heads of its first two columns
HEADS = {
    Organization: ("Organization", "Belongs to"),
    Office: ("Organization", "Office"),
    Contact: ("Organization", "Role"),
    Document: ("Document", "Owner"),
    Feedback: ("From", "Document"),
    GradeStrategy: ("Grade", "Career development goal"),
}


@member_required
@require_safe
def counted(request, source):
    """
    Exactly the records that `source` counts from the day `from` to `through` (today where they are left out), of a
    share also those it does not; with `organization`, those of its part. People are shown by what they are, unnamed.
    """
    if source not in SOURCES:
        raise Http404
    last = _day(request, "through") or timezone.localdate()
    first = _day(request, "from") or last
    count = SOURCES[source](first, last)
    records, missing = count.records, None
    if count.whole is not None:
        missing = count.whole.exclude(pk__in=count.records.values("pk"))
    slug = request.GET.get("organization")
    organization = get_object_or_404(Organization, slug=slug) if slug else None
    if organization is not None:
        records = of_organization(records, organization)
        missing = of_organization(missing, organization) if missing is not None else None
    shown, asked = _shown(request, records, missing)
    if asked.model is Document:
        readable = Document.objects.readable_by(request.user.access).filter(pk=OuterRef("pk"))
        asked = asked.annotate(is_readable=Exists(readable))
    elif asked.model is Feedback:
        readable = Distribution.objects.readable_by(request.user.access).filter(pk=OuterRef("distribution"))
        asked = asked.annotate(is_readable=Exists(readable))
    page = Paginator(asked.order_by(*ORDER[asked.model]), A_PAGE).get_page(request.GET.get("page"))
    title, word = WORDS[source]
    context = {
        "title": title,
        "word": word,
        "first": first,
        "last": last,
        "organization": organization,
        "number": records.count(),
        "missing": None if missing is None else missing.count(),
        "shown": shown,
        "heads": HEADS[asked.model],
        "page": page,
        "lines": [LINES[asked.model](row, source) for row in page],
    }
    return render(request, "documents/counted.html", context)


def _shown(request, records, missing):
    """Which of the two lists is asked for, and its rows."""
    if request.GET.get("show") == "missing" and missing is not None:
        return "missing", missing
    return "counted", records


def _day(request, name):
    """A day of the address; None where it is left out, 404 where it is none."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day


def _of_organization(row, source):
    note = row.parent.name if row.kind == Organization.Kind.SCHOOL else row.get_kind_display()
    return Line(row.name, note, row.since, row.get_absolute_url())


def _of_office(row, source):
    return Line(row.organization.name, row.get_title_display(), row.since, row.organization.get_absolute_url())


def _of_contact(row, source):
    return Line(row.organization.name, row.get_role_display(), row.since, row.organization.get_absolute_url())


def _of_document(row, source):
    day = row.begun_on if source == "best_practices_collected" else row.posted_on
    if not row.is_readable:
        return Line(f"{row.get_kind_display()}, not posted yet", row.owner.name, day)
    return Line(row.title, row.owner.name, day, row.get_absolute_url())


def _of_feedback(row, source):
    who = f"{row.recipient.organization.name}, {row.recipient.get_role_display().lower()}"
    document = row.distribution.document
    if row.is_readable:
        return Line(who, document.title, row.given_on, reverse("recipient", args=[row.recipient_id]))
    # the document may be a draft, whose title is not for everybody
    return Line(who, document.title if document.posted_on else document.get_kind_display(), row.given_on)


def _of_grade(row, source):
    return Line(row.get_grade_display(), row.goal, row.documented_on, reverse("grade-strategies"))


LINES = {
    Organization: _of_organization,
    Office: _of_office,
    Contact: _of_contact,
    Document: _of_document,
    Feedback: _of_feedback,
    GradeStrategy: _of_grade,
}
ORDER = {
    Organization: ("name",),
    Office: ("organization__name", "title"),
    Contact: ("organization__name", "role", "pk"),
    Document: ("title", "pk"),
    Feedback: ("given_on", "pk"),
    GradeStrategy: ("grade",),
}
