"""Questions about articulation agreements, each a function from queryset to queryset where it can be."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, Q

from consortium.models import Organization, SchoolYear
from consortium.permissions import fetch
from pathways.models import ArticulationAgreement, Course, Program, Step

Kind = Organization.Kind
COLLEGE = "college_course__program__organization"

# In what order pages name the steps: value of `step` in the address → the steps that belong to it. What is expiring is
# in force still, so it is counted with both.
SHOWN_STEPS = {
    Step.DRAFTED: (Step.DRAFTED,),
    Step.REVIEWED: (Step.REVIEWED,),
    Step.SIGNING: (Step.SIGNING,),
    Step.IN_FORCE: (Step.IN_FORCE, Step.EXPIRING),
    Step.EXPIRING: (Step.EXPIRING,),
    Step.EXPIRED: (Step.EXPIRED,),
    Step.RENEWED: (Step.RENEWED,),
    Step.ENDED: (Step.ENDED,),
}


def june_of(day, later=0):
    """The last day of the school year of `day`, or of the one `later` years after."""
    return datetime.date(SchoolYear.start_year_of(day) + 1 + later, 6, 30)


# What time “expires within” can mean: value in the address → (words, function from today to the last day)
HORIZONS = {
    "": ("This school year", june_of),
    "30": ("30 days", lambda day: day + datetime.timedelta(days=30)),
    "90": ("90 days", lambda day: day + datetime.timedelta(days=90)),
    "180": ("180 days", lambda day: day + datetime.timedelta(days=180)),
    "365": ("12 months", lambda day: day + datetime.timedelta(days=365)),
    "next": ("Next school year", lambda day: june_of(day, later=1)),
}


def fetch_agreement(access, pk, day, *, write=False):
    """
    The agreement as pages show it, with `step` and `completed_on`.

    Raises Http404 for those who may not read it, PermissionDenied for readers who want to write.
    """
    agreement = fetch(with_parts(ArticulationAgreement.objects.with_step(day).with_completed_on()), access, pk=pk)
    if write and not may_write(agreement, access):
        raise PermissionDenied("Only the reporters of its parties and the consortium office change this agreement.")
    return agreement


def may_write(agreement, access):
    """Whether `access` may change `agreement`."""
    return ArticulationAgreement.objects.writable_by(access).filter(pk=agreement.pk).exists()


def with_parts(agreements):
    """Agreements with their college course, courses, schools and signatures, each with its organization."""
    related = agreements.select_related("sector", "college_course__program__organization", "renews", "renewal")
    return related.prefetch_related("courses__program__organization", "schools", "signatures__party")


def searched(agreements, text):
    """Agreements in whose number, courses, parties or code every word of `text` occurs."""
    for word in (text or "").split():
        by_course = Q(courses__title__icontains=word) | Q(courses__program__organization__name__icontains=word)
        found = ArticulationAgreement.objects.filter(by_course).values("pk")
        agreements = agreements.filter(
            Q(number__icontains=word)
            | Q(college_course__number__icontains=word)
            | Q(college_course__title__icontains=word)
            | Q((f"{COLLEGE}__name__icontains", word))
            | Q(code__startswith=word)
            | Q(pk__in=found)
        )
    return agreements


def number_by_step(agreements):
    """Step → how many of `agreements` (`with_step`) stand at it, as pages name the steps; one query."""
    counted = dict(agreements.order_by().values_list("step").annotate(number=Count("pk")))
    return {step: sum(counted.get(each, 0) for each in steps) for step, steps in SHOWN_STEPS.items()}


def first_what_expires(agreements):
    """What expires first on top, then by college course; those without an end last."""
    return agreements.order_by(F("expires_on").asc(nulls_last=True), "college_course__number", "number", "pk")


def colleges_with_agreements(agreements):
    """The colleges of `agreements`, by name."""
    return Organization.objects.filter(pk__in=agreements.order_by().values(COLLEGE)).order_by("name")


def districts_with_agreements(agreements):
    """The organizations of the high school courses of `agreements`, by name."""
    districts = agreements.order_by().values("courses__program__organization")
    return Organization.objects.filter(pk__in=districts).order_by("name")


def of_program(program, access, day):
    """Agreements about a course of `program` that `access` may read, with their `step` on `day`."""
    about = Q(college_course__program=program) | Q(courses__program=program)
    found = ArticulationAgreement.objects.filter(about).values("pk")
    readable = ArticulationAgreement.objects.readable_by(access).filter(pk__in=found)
    return first_what_expires(with_parts(readable.with_step(day)))


def possible_parties(access):
    """Primary keys of the organizations for which `access` writes agreements; None for the office: all of them."""
    if access.is_office:
        return None
    own = access.reporter_for
    kinds = (Kind.COLLEGE, *Organization.DISTRICT_KINDS)
    parties = Organization.objects.filter(Q(pk__in=own) | Q(parent__in=own), kind__in=kinds)
    return frozenset(parties.values_list("pk", flat=True))


def next_number(day):
    """The number to propose for an agreement drafted on `day`: `2026-018` after `2026-017`, by school year."""
    prefix = f"{SchoolYear.start_year_of(day)}-"
    numbered = ArticulationAgreement.objects.filter(number__regex=rf"^{prefix}[0-9]{{1,6}}$")
    highest = max((int(number[len(prefix) :]) for number in numbered.values_list("number", flat=True)), default=0)
    return f"{prefix}{highest + 1:03d}"


def college_courses():
    """Courses that a college can give credit for."""
    return Course.objects.filter(program__organization__kind=Kind.COLLEGE)


def high_school_courses():
    """Courses that can be part of an agreement on the side of the high schools."""
    return Course.objects.filter(program__level=Program.Level.HIGH_SCHOOL)


def courses_found(courses, words, access, day, most=30):
    """
    Of `courses` those to choose from, at most `most`, of programs offered on `day`: those in which every one of `words`
    occurs; without words those of the reader's own organizations. With program and organization.
    """
    courses = courses.filter(program__in=Program.objects.active(day)).select_related("program__organization")
    if not words.split():
        own = access.reporter_for
        courses = courses.filter(Q(program__organization__in=own) | Q(program__organization__parent__in=own))
    for word in words.split():
        courses = courses.filter(
            Q(title__icontains=word)
            | Q(number__icontains=word)
            | Q(program__name__icontains=word)
            | Q(program__organization__name__icontains=word)
        )
    return courses.order_by("program__organization__name", "number", "title", "pk")[:most]


def schools_of(courses):
    """The schools that offer the programs of `courses` (primary keys), with their district, by name."""
    schools = Organization.objects.filter(programs_offered__courses__in=courses).distinct()
    return schools.select_related("parent").order_by("name")
