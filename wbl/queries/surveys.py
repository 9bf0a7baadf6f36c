"""The questions that pages ask about surveys."""

import datetime

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from consortium.models import Organization
from wbl.models import Event, PaperTotals, Survey, SurveyQuestion, SurveyResponse

Kind = Organization.Kind
A_YEAR = datetime.timedelta(days=366)
MOST_EVENTS = 300
TOURS = [Event.Kind.CAMPUS_TOUR, Event.Kind.CAMPUS_EVENT]
# Who asks on behalf of others: their surveys' answers count for whom the respondent chooses.
FOR_OTHERS = (Kind.OFFICE, Kind.WORKING_GROUP, Kind.COUNTY_OFFICE, Kind.COLLEGE_DISTRICT)
ASKED_FOR = {
    Survey.Kind.TOUR: [Kind.COLLEGE],
    Survey.Kind.PARENTS: [Kind.K12_DISTRICT, Kind.CHARTER, Kind.COUNTY_OFFICE, Kind.ADULT_SCHOOL],
}


def with_numbers(surveys):
    """Surveys with `online` and `on_paper` (completed questionnaires) and `question_count`."""
    its = {"survey": OuterRef("pk")}
    return surveys.annotate(
        online=_one(SurveyResponse.objects.filter(**its), Count("pk")),
        on_paper=_one(PaperTotals.objects.filter(**its), Sum("responses")),
        question_count=_one(SurveyQuestion.objects.filter(**its), Count("pk")),
    ).annotate(completed=F("online") + F("on_paper"))


def _one(rows, number):
    found = rows.order_by().values("survey").annotate(number=number).values("number")
    return Coalesce(Subquery(found, output_field=IntegerField()), Value(0))


def narrowed(surveys, *, kind="", organization=None, state="", words="", day):
    """`surveys` of that kind, about `organization`, in that state on `day`, with each of `words` in title or owner."""
    if kind:
        surveys = surveys.filter(kind=kind)
    if organization:
        surveys = surveys.about(organization)
    if state:
        surveys = in_state(surveys, state, day)
    for word in words.split():
        its_own = Q(title__icontains=word) | Q(title_es__icontains=word)
        surveys = surveys.filter(its_own | Q(owner__name__icontains=word))
    return surveys


def in_state(surveys, state, day):
    """Those of `surveys` that are in `state` (a `Survey.State`) on `day`, as `Survey.state` says of each."""
    if state == Survey.State.TEMPLATE:
        return surveys.templates()
    surveys = surveys.real()
    if state == Survey.State.REVOKED:
        return surveys.filter(revoked_on__isnull=False)
    if state == Survey.State.OPEN:
        return surveys.open_on(day)
    surveys = surveys.filter(revoked_on__isnull=True)
    if state == Survey.State.UPCOMING:
        return surveys.filter(opens_on__gt=day)
    return surveys.filter(opens_on__lte=day, closes_on__lt=day)


def surveys_of(event):
    """The surveys about a tour or campus event, with their numbers; None where an event of its kind has none."""
    return list(with_numbers(event.surveys.all())) if event.kind in TOURS else None


def is_answered(survey):
    """Whether somebody has answered, on paper or online: then its questions stand."""
    return survey.responses.exists() or survey.paper.exists()


def questions_of(survey):
    """The questions with their choices, in order, as a list: two statements."""
    return list(survey.questions.prefetch_related("choices"))


def counts_for(survey):
    """The organizations that answers may count for: those it names, else the college of the tour, else its owner."""
    named = list(survey.organizations.select_related("parent").order_by("name", "pk"))
    return named or [_host(survey.event) if survey.event_id else survey.owner]


def _host(event):
    """Whose tour it is: the college at which it takes place, or else who owns the record."""
    return event.site if event.site_id and event.site.kind == Kind.COLLEGE else event.owner


def people_asked(survey, access):
    """
    (how many were asked, in which sense) for the response rate: the number that was noted, else how many came to the
    event it is about, where `access` may see all of them, else the places that it offered; (None, "") if nothing is
    known.
    """
    if survey.asked:
        return survey.asked, "asked"
    if survey.event_id is None:
        return None, ""
    everybody = survey.event.attendances.students()
    came = everybody.aggregate(number=Sum("headcount"))["number"]
    if came and everybody.readable_by(access).count() == everybody.count():
        return came, "who came"
    return (survey.event.capacity, "places") if survey.event.capacity else (None, "")


def possible_organizations(owner, kind, access):
    """
    The organizations that answers to a survey of `kind` by `owner` may count for, as far as `access` writes for them:
    for the office colleges or districts, for a district itself and its schools; empty where it is the owner alone.
    """
    found = Organization.objects.open()
    if owner.kind in FOR_OTHERS:
        found = found.filter(kind__in=ASKED_FOR[kind])
    elif owner.kind in (Kind.K12_DISTRICT, Kind.CHARTER) and kind == Survey.Kind.PARENTS:
        found = found.filter(Q(pk=owner.pk) | Q(parent=owner, kind=Kind.SCHOOL))
    else:
        return found.none()
    if not access.is_office:
        found = found.filter(Q(pk__in=access.reporter_for) | Q(parent__in=access.reporter_for))
    return found.order_by("name")


def with_answers(organizations, survey):
    """Those of `organizations` that answers to `survey` count for already."""
    mine = {"survey": survey, "organization": OuterRef("pk")}
    online, paper = SurveyResponse.objects.filter(**mine), PaperTotals.objects.filter(**mine)
    return organizations.filter(Q(Exists(online)) | Q(Exists(paper)))


def possible_events(owner, day, current=None):
    """
    Tours and campus events that `owner` records or that are at its place, from a year before `day` on and the latest
    first; and the one with the key `current`.
    """
    its_own = Event.objects.filter(Q(owner=owner) | Q(site=owner), kind__in=TOURS).since(day - A_YEAR)
    recent = its_own.order_by("-starts_at").values("pk")[:MOST_EVENTS]
    return Event.objects.filter(Q(pk__in=recent) | Q(pk=current)).order_by("-starts_at")
