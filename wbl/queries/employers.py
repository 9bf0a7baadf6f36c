"""The questions that pages ask about employers and the log of contacts."""

from collections import defaultdict

from django.contrib.postgres.aggregates import StringAgg
from django.db import connection
from django.db.models import Count, Exists, F, Max, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Concat, Lower

from pathways.models import Sector
from wbl.models import Employer, EmployerContact
from wbl.models.names import name_grams


def cde_sectors():
    """The industry sectors of the state, in which employers and speakers are."""
    return Sector.objects.filter(scheme=Sector.Scheme.CDE)


def searched(employers, text):
    """Employers in whose name, city or notes every word of `text` occurs."""
    for word in text.split():
        employers = employers.filter(
            Q(name__icontains=word) | Q(city__icontains=word) | Q(notes__icontains=word) | Q(person__icontains=word)
        )
    return employers


def with_log(employers):
    """Employers with sector, county, `contact_count` and `last_contact` (a day), over all years and purposes."""
    contacts = EmployerContact.objects.filter(employer=OuterRef("pk")).order_by().values("employer")
    return employers.select_related("sector", "county").annotate(
        contact_count=Coalesce(Subquery(contacts.annotate(number=Count("pk")).values("number")), 0),
        last_contact=Subquery(contacts.annotate(last=Max("made_on")).values("last")),
    )


def named(names):
    """
    {name in small letters: [Employer, …]} of the current employers that `names` say, by name or by name and city
    (“Harbor Welding (Chula Vista)”); the name of a merged record finds the one that it was merged into. One query.
    """
    wanted = {name.strip().lower() for name in names} - {""}
    if not wanted:
        return {}
    label = Lower(Concat("name", Value(" ("), "city", Value(")")))
    rows = Employer.objects.annotate(small=Lower("name"), label_small=label)
    rows = rows.filter(Q(small__in=wanted) | Q(label_small__in=wanted)).select_related("merged_into").order_by("pk")
    found = defaultdict(dict)
    for row in rows:
        for name in {row.small, row.label_small} & wanted:
            kept = row.merged_into or row
            found[name][kept.pk] = kept
    return {name: list(employers.values()) for name, employers in found.items()}


def suggestions(most=400):
    """The labels for a box with suggestions: the employers that were contacted last, then the others, by name."""
    employers = with_log(Employer.objects.current()).order_by(F("last_contact").desc(nulls_last=True), "name")
    return sorted(employer.label for employer in employers[:most])


def log_of(employer):
    """The contacts with an employer, the latest first, with what the log shows."""
    return employer.contacts.with_lateness().select_related("organization", "made_by").order_by("-made_on", "-pk")


def next_steps(access):
    """
    Next steps that are still to be taken and that concern the reader: their own, and those of the organizations that
    they report for or belong to; for the office all. The first due come first.
    """
    steps = EmployerContact.objects.with_next_step().readable_by(access)
    if not access.is_office:
        own = access.own_organizations
        steps = steps.filter(
            Q(made_by=access.user_id) | Q(organization__in=own) | Q(organization__parent__in=own)
        )
    return steps.select_related("employer", "organization", "made_by").order_by(
        F("next_due").asc(nulls_last=True), "made_on", "pk"
    )


def roster(year, organization=None, returning=None):
    """
    The employers contacted about WBL for students in the school year `year`, by name, with `contact_count` and
    `last_contact` in it, `organization_names` (for whom) and `returning`: whether there was such a contact in an
    earlier school year. `organization` narrows to the contacts made for it and its schools, those of earlier years too;
    `returning` (True or False) to those employers.
    """
    about = EmployerContact.objects.about_students()
    if organization:
        about = about.filter(Q(organization=organization) | Q(organization__parent=organization))
    of_it = about.filter(employer=OuterRef("pk")).order_by()
    in_year = of_it.between(year.starts, year.ends)
    grouped = in_year.values("employer")
    names = grouped.annotate(names=StringAgg("organization__name", "; ", distinct=True))
    employers = (
        Employer.objects.filter(Exists(in_year))
        .select_related("sector", "county")
        .annotate(
            contact_count=Subquery(grouped.annotate(number=Count("pk")).values("number")),
            last_contact=Subquery(grouped.annotate(last=Max("made_on")).values("last")),
            organization_names=Subquery(names.values("names")),
            returning=Exists(of_it.filter(made_on__lt=year.starts)),
        )
        .order_by("name", "pk")
    )
    return employers if returning is None else employers.filter(returning=returning)


def grams_of(names):
    """{name: its runs of three characters} of texts that are in no table, as `name_grams` has them; one statement."""
    names = sorted(set(names))
    query = Employer.objects.none().query
    runs = name_grams(RawSQL("typed.name", ())).resolve_expression(query)
    sql, params = query.get_compiler(connection=connection).compile(runs)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT typed.name, {sql} FROM UNNEST(%s::text[]) AS typed(name)", [*params, names])  # noqa: S608
        return dict(cursor.fetchall())
