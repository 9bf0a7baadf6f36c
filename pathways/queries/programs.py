"""Questions about programs and occupations, each a function from queryset to queryset."""

from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from consortium.models import Organization
from pathways.models import CareerPathway, Occupation, Program

Kind = Organization.Kind


def searched(programs, text):
    """Programs in whose name, organization, school, code or course every word of `text` occurs."""
    for word in text.split():
        in_a_part = Q(schools__name__icontains=word) | Q(courses__title__icontains=word) | Q(courses__number=word)
        by_part = Program.objects.filter(in_a_part).values("pk")
        programs = programs.filter(
            Q(name__icontains=word)
            | Q(organization__name__icontains=word)
            | Q(code__startswith=word)
            | Q(pk__in=by_part)
        )
    return programs


def with_parts(programs):
    """Programs with organization and sector, `course_count` and `school_count`."""
    return programs.select_related("organization", "sector").annotate(
        course_count=Count("courses", distinct=True), school_count=Count("schools", distinct=True)
    )


def offering():
    """The organizations that have programs."""
    return Organization.objects.filter(pk__in=Program.objects.order_by().values("organization")).order_by("name")


def possible_organizations(access):
    """Open organizations whose programs `access` may write: all of the office, a reporter's own and theirs below."""
    organizations = Organization.objects.open().filter(kind__in=Program.LEVELS).order_by("name")
    if access.is_office:
        return organizations
    own = access.reporter_for
    return organizations.filter(Q(pk__in=own) | Q(parent__in=own))


def possible_schools(program):
    """Open schools of the organization with a grade from 9 on, or grades not known, and those chosen already."""
    high = Q(years__highest_grade__gte=9) | Q(years__highest_grade__isnull=True)
    own = Q(kind=Kind.SCHOOL, parent=program.organization_id, closed_on__isnull=True) & high
    chosen = Q(programs_offered=program) if program.pk else Q(pk__in=[])
    return Organization.objects.filter(own | chosen).distinct().order_by("name")


def is_agreed_on(course):
    """Whether an articulation agreement is about `course`, or it is recorded for dual enrollment: then it stays."""
    relations = (course.agreements_of_college, course.agreement_links, course.dual_enrollment)
    return any(relation.exists() for relation in relations)


def occupations_of(program):
    """The program's occupations with their youngest data, whichever year it was tied to."""
    latest = Occupation.objects.latest_data().select_related("sector")
    return latest.filter(soc__in=program.occupations.order_by().values("soc"))


def occupations_searched(occupations, text):
    """Occupations whose title holds every word of `text`, or whose SOC code begins with it."""
    named = Q()
    for word in text.split():
        named &= Q(title__icontains=word)
    return occupations.filter(named | Q(soc__startswith=text.strip()))


def with_programs(occupations, day):
    """Occupations with `program_count`: how many programs that are offered on `day` lead to their SOC code."""

    tied = Program.objects.active(day).filter(occupations__soc=OuterRef("soc")).order_by()
    number = tied.values("occupations__soc").annotate(number=Count("pk", distinct=True)).values("number")
    return occupations.annotate(program_count=Coalesce(Subquery(number, output_field=IntegerField()), 0))


def maps_with(course):
    """The career pathways on a version of whose map `course` stands."""
    return CareerPathway.objects.filter(versions__boxes__course=course).distinct().order_by("name")
