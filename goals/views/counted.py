"""The records behind a figure that is counted from documents, sendings or strategies."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.views.decorators.http import require_safe

from consortium.models import Contact, Office, Organization
from consortium.permissions import member_required
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from goals.models import Distribution, Document, Feedback, GradeStrategy
from goals.queries.counting import SOURCES, of_organization

WORDS = {
    "goals_recipients": Words("Presidents and superintendents who received the goals", "received"),
    "metrics_recipients": Words("Presidents and superintendents who received the metrics", "received"),
    "gap_recipients": Words("Member organizations that received the gap analysis", "received"),
    "career_preparation_recipients": Words("Schools that received the career preparation goals", "received"),
    "continuum_recipients": Words("Administrators and career centers that received the continuum", "received"),
    "continuum_feedback": Words("Feedback on the continuum", "given", over_a_span=True),
    "action_plans": Words("Districts with an approved action plan in force", "approved"),
    "best_practices_collected": Words("Best practices collected", "collected"),
    "best_practices_posted": Words("Best practices posted", "posted"),
    "pathway_tools": Words("Pathway guidelines and tools available", "posted"),
    "grade_coverage": Words("Grade levels with a documented goal and strategy", "documented"),
}


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts. People are shown by what they are, unnamed."""
    return counted_page(request, ROOM, source)


def _of_organization(row, source):
    note = row.parent.name if row.kind == Organization.Kind.SCHOOL else row.get_kind_display()
    return Line(row.name, note, row.since, row.get_absolute_url())


def _of_office(row, source):
    return Line(row.organization.name, row.get_title_display(), row.since, row.organization.get_absolute_url())


def _of_contact(row, source):
    return Line(row.organization.name, row.get_role_display(), row.since, row.organization.get_absolute_url())


def _readable_documents(rows, access):
    readable = Document.objects.readable_by(access).filter(pk=OuterRef("pk"))
    return rows.annotate(is_readable=Exists(readable))


def _of_document(row, source):
    day = row.begun_on if source == "best_practices_collected" else row.posted_on
    if not row.is_readable:
        return Line(f"{row.get_kind_display()}, not posted yet", row.owner.name, day)
    return Line(row.title, row.owner.name, day, row.get_absolute_url())


def _readable_feedback(rows, access):
    readable = Distribution.objects.readable_by(access).filter(pk=OuterRef("distribution"))
    return rows.annotate(is_readable=Exists(readable))


def _of_feedback(row, source):
    who = f"{row.recipient.organization.name}, {row.recipient.get_role_display().lower()}"
    document = row.distribution.document
    if row.is_readable:
        return Line(who, document.title, row.given_on, reverse("recipient", args=[row.recipient_id]))
    # the document may be a draft, whose title is not for everybody
    return Line(who, document.title if document.posted_on else document.get_kind_display(), row.given_on)


def _of_grade(row, source):
    return Line(row.get_grade_display(), row.goal, row.documented_on, reverse("grade-strategies"))


LISTINGS = {
    Organization: Listing(("Organization", "Belongs to"), ("name",), _of_organization),
    Office: Listing(("Organization", "Office"), ("organization__name", "title"), _of_office),
    Contact: Listing(("Organization", "Role"), ("organization__name", "role", "pk"), _of_contact),
    Document: Listing(("Document", "Owner"), ("title", "pk"), _of_document, _readable_documents),
    Feedback: Listing(("From", "Document"), ("given_on", "pk"), _of_feedback, _readable_feedback),
    GradeStrategy: Listing(("Grade", "Career development goal"), ("grade",), _of_grade),
}
ROOM = Room(SOURCES, WORDS, LISTINGS, of_organization, ("Documents", "documents"))
