"""The records behind a figure of this room that is not counted from meetings."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.models import Organization
from consortium.permissions import member_required
from consortium.templatetags.look import num
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from wbl.models import ActivityOffering, Employer, EmployerContact, Event, Speaker, Survey
from wbl.queries.counting import LISTED, OF_EVENTS, of_organization
from wbl.queries.events import with_names

WORDS = {
    "employers_contacted": Words("Employers contacted about WBL for students", "contacted", over_a_span=True),
    "employer_contacts": Words("Contacts made with employers", "made", over_a_span=True),
    "speakers": Words("Speakers engaged", "spoke", over_a_span=True),
    "inventory": Words("Activities in the inventory", "recorded"),
    "inventory_districts": Words("Districts contributing to the inventory", "recorded"),
    "tour_survey_positive": Words("Surveys of students after tours, by positive answers", "answered", over_a_span=True),
    "parent_surveys": Words("Surveys that parents completed", "answered", over_a_span=True),
    **{
        source: Words(title, "offered" if source == "job_shadow_places" else "held", over_a_span=True)
        for source, title in {
            "campus_events": "Events on a campus for high school students",
            "campus_participation": "Tours and campus events of high school students whose enrollment is known",
            "campus_students": "Tours and campus events with high school students",
            "career_fair_students": "Career fairs with students",
            "career_fairs": "Career fairs",
            "college_tours": "Tours of college campuses",
            "conference_counselors": "Counselor conferences with counselors",
            "convening_faculty": "Convenings with faculty",
            "alignment_faculty": "Documented faculty meetings with faculty",
            "educators": "Events with educators",
            "externship_teachers": "Externships of teachers",
            "faculty_alignment_meetings": "Documented faculty meetings on aligned curriculum",
            "job_shadow_places": "Job shadows with places for students",
            "job_shadow_students": "Job shadows with students",
            "job_shadow_teachers": "Job shadows of teachers",
            "panel_teachers": "Industry panels of one sector with teachers",
            "parent_sessions": "Presentations and workshops for parents at high schools",
            "parents": "Sessions at high schools with parents",
            "pd_counselors": "Professional development with counselors",
            "presentation_students": "Classroom presentations with students",
            "presentations": "Classroom presentations by speakers from industry",
            "transition_convenings": "Convenings of K-12 and community colleges",
        }.items()
    },
}


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)


def _day(moment):
    return timezone.localdate(moment, timezone.get_default_timezone())


def _of_employer(row, source):
    return Line(row.name, str(row.sector or ""), row.counted_on, row.get_absolute_url())


def _of_contact(row, source):
    note = f"{row.organization}, {row.get_outcome_display().lower()}"
    return Line(row.employer.name, note, row.made_on, row.get_absolute_url())


def _of_speaker(row, source):
    employer = row.employer.name if row.employer else ""
    return Line(row.name, employer, _day(row.counted_on), reverse("speaker", args=[row.pk]))


def _of_event(row, source):
    """Who came, and how many, says the event's own page, to those who may see it."""
    note = f"{row.get_kind_display()}, {row.owner.name}"
    if row.site_id and row.site_id != row.owner_id:
        note += f", at {row.site.name}"
    if source == "job_shadow_places":
        note += f": {num(row.capacity)} place{'' if row.capacity == 1 else 's'}"
    return Line(row.title, note, row.day, row.get_absolute_url())


def _of_offering(row, source):
    note = f"{row.school.name}, {row.school.parent.name}: grades {row.grades}"
    return Line(row.activity_type.name, note, _day(row.recorded_at), row.get_absolute_url())


def _of_organization(row, source):
    since = getattr(row, "since", None)
    return Line(row.name, row.get_kind_display(), _day(since) if since else None, row.get_absolute_url())


def _with(*related):
    """Rows together with what they refer to."""
    return lambda rows, access: rows.select_related(*related)


def _of_survey(row, source):
    """Answers are anonymous: their survey stands for them, with a number."""
    said = f"{num(row.part)} completed"
    if source == "tour_survey_positive":
        said = f"{num(row.part)} of {num(row.whole)} answers are positive"
    return Line(row.title, f"{row.owner.name}: {said}", row.last_day, reverse("survey-results", args=[row.pk]))


LISTINGS = {
    Event: Listing(
        ("Event", "What, and whose"), ("-starts_at", "-pk"), _of_event, lambda rows, access: with_names(rows)
    ),
    Employer: Listing(("Employer", "Sector"), ("name", "pk"), _of_employer, _with("sector")),
    EmployerContact: Listing(
        ("Employer", "For, and outcome"), ("-made_on", "-pk"), _of_contact, _with("employer", "organization")
    ),
    Speaker: Listing(("Speaker", "Employer"), ("name", "pk"), _of_speaker, _with("employer")),
    ActivityOffering: Listing(
        ("Activity", "School"),
        ("school__parent__name", "school__name", "activity_type", "pk"),
        _of_offering,
        _with("school__parent", "activity_type"),
    ),
    Organization: Listing(("Organization", "Kind"), ("name",), _of_organization),
    Survey: Listing(("Survey", "Answers counted"), ("last_day", "pk"), _of_survey),
}
ROOM = Room(
    LISTED,
    WORDS,
    LISTINGS,
    of_organization,
    ("Work-based learning", "wbl"),
    asked_for_parts=frozenset(OF_EVENTS),
)
