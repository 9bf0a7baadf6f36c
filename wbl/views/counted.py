"""The records behind a figure that is counted from the log of contacts, from speakers or from surveys."""

from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from consortium.templatetags.look import num
from consortium.views.counted import Line, Listing, Room, Words, counted_page
from wbl.models import Employer, EmployerContact, Speaker, Survey
from wbl.queries.counting import LISTED, of_organization

WORDS = {
    "employers_contacted": Words("Employers contacted about WBL for students", "contacted", over_a_span=True),
    "employer_contacts": Words("Contacts made with employers", "made", over_a_span=True),
    "speakers": Words("Speakers engaged", "spoke", over_a_span=True),
    "tour_survey_positive": Words("Surveys of students after tours, by positive answers", "answered", over_a_span=True),
    "parent_surveys": Words("Surveys that parents completed", "answered", over_a_span=True),
}


@member_required
@require_safe
def counted(request, source):
    """Exactly the records that `source` counts."""
    return counted_page(request, ROOM, source)


def _of_employer(row, source):
    return Line(row.name, str(row.sector or ""), row.counted_on, row.get_absolute_url())


def _of_contact(row, source):
    note = f"{row.organization}, {row.get_outcome_display().lower()}"
    return Line(row.employer.name, note, row.made_on, row.get_absolute_url())


def _of_speaker(row, source):
    day = timezone.localtime(row.counted_on, timezone.get_default_timezone()).date()
    return Line(row.name, row.employer.name if row.employer else "", day, reverse("speaker", args=[row.pk]))


def _of_survey(row, source):
    """Answers are anonymous: their survey stands for them, with a number."""
    said = f"{num(row.part)} completed"
    if source == "tour_survey_positive":
        said = f"{num(row.part)} of {num(row.whole)} answers are positive"
    return Line(row.title, f"{row.owner.name}: {said}", row.last_day, reverse("survey-results", args=[row.pk]))


LISTINGS = {
    Employer: Listing(
        ("Employer", "Sector"), ("name", "pk"), _of_employer, lambda rows, access: rows.select_related("sector")
    ),
    EmployerContact: Listing(
        ("Employer", "For, and outcome"),
        ("-made_on", "-pk"),
        _of_contact,
        lambda rows, access: rows.select_related("employer", "organization"),
    ),
    Speaker: Listing(
        ("Speaker", "Employer"), ("name", "pk"), _of_speaker, lambda rows, access: rows.select_related("employer")
    ),
    Survey: Listing(("Survey", "Answers counted"), ("last_day", "pk"), _of_survey),
}
ROOM = Room(LISTED, WORDS, LISTINGS, of_organization, ("Employers", "employers"))
