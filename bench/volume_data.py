"""
The records of a region's years, to measure on; all of it is invented.

8,000 events and 280,000 participations a year, most of them hashed entries of rosters, at 51 districts with 8 schools
each and 10 colleges (`volume_year.sql`); employers with contacts, speakers, surveys, enrollment and what schools offer
beside them. Rows are made by the database itself, with the product's constraints and triggers on.
"""

from pathlib import Path

from django.core.files.base import ContentFile
from django.db import connection, transaction

from bench.data import analyze, organizations, people_of
from consortium.categories import GENDERS, RACES
from consortium.models import Consortium, Organization, OrganizationYear, SchoolYear, StoredFile
from indicators import derived
from indicators.loading import load_frameworks
from indicators.models import Assignment, Measure, Target
from indicators.planning import open_year
from pathways.rules.sectors import load_sectors
from wbl.models import EnrollmentByGroup, Survey
from wbl.rules.activity_types import load_activity_types
from wbl.rules.surveys import add_standard_questions, standard_texts

PARTNERS = 66  # 51 districts, 10 colleges, 5 adult schools
SCHOOLS = 8  # of a district
EMPLOYERS, SPEAKERS = 900, 600
A_YEAR = (Path(__file__).parent / "volume_year.sql").read_text(encoding="utf-8")


def fill(years, last_start):
    """
    Fill an empty database with `years` school years, the last of which begins in `last_start`; all stay open.

    Whatever can be counted from records is owed, and counted. Returns `User`s by role.
    """
    with transaction.atomic():
        people = _region(range(last_start - years + 1, last_start + 1))
        _directory()
    for year in SchoolYear.objects.order_by("start_year"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT setseed(0.6)")
            cursor.execute(A_YEAR, {"year": year.start_year, "starts": year.starts, "key": year.pk})
            _surveys(cursor, year)
    analyze()
    return people


def _region(starts):
    """Organizations with their schools, years and who owes what."""
    Consortium.objects.create(name="Regional Consortium", short_name="Regional")
    years = [SchoolYear.objects.create(start_year=start) for start in starts]
    load_frameworks(years[0])
    load_sectors()
    load_activity_types()
    office, group, partners = organizations(PARTNERS)
    districts = [one for one in partners if one.kind == "k12_district"]
    schools = Organization.objects.bulk_create(
        Organization(name=f"{district.name} school {n}", slug=f"{district.slug}-{n}", kind="school", parent=district)
        for district in districts
        for n in range(SCHOOLS)
    )
    for year in years:
        _facts(year, districts, schools, partners)
        _agree(year, office, partners)
        open_year(year.start_year)
    people = people_of(office, group, partners[0])
    StoredFile.keep(ContentFile(b"Minutes of faculty meetings.", "minutes.txt"), "text/plain", people["office"])
    return people


def _facts(year, districts, schools, partners):
    grades = {one.pk: (6, 12) for one in districts}
    grades |= {one.pk: (6, 8) if one.pk % 4 == 0 else (9, 12) for one in schools}
    OrganizationYear.objects.bulk_create(
        OrganizationYear(
            organization=one,
            year=year,
            lowest_grade=grades.get(one.pk, (None, None))[0],
            highest_grade=grades.get(one.pk, (None, None))[1],
            high_school_district=one in districts,
        )
        for one in (*partners, *schools)
    )
    EnrollmentByGroup.objects.bulk_create(
        EnrollmentByGroup(organization=one, year=year, audience="high_school", total=4000, se=600, sd=480, ss=2300,
                          **_parts(4000, RACES), **_parts(4000, GENDERS))
        for one in partners
        if one.kind in EnrollmentByGroup.KINDS
    )  # fmt: skip


def _parts(total, codes):
    first, *rest = (code.lower() for code in codes)
    each = total // (len(codes) + 1)
    return {first: total - each * len(rest), **dict.fromkeys(rest, each)}


def _agree(year, office, partners):
    measures = [measure for measure in Measure.objects.all() if derived.is_built(measure)]
    Assignment.objects.bulk_create(
        Assignment(measure=measure, year=year, organization=one, mode=Assignment.Mode.RECORDS)
        for measure in measures
        for one in (office, *partners)
        if ("district" if one.kind == "k12_district" else one.kind) in measure.reporters
    )
    Target.objects.bulk_create(
        Target(measure=measure, year=year, value=80 if measure.is_percent else 5000, baseline=0)
        for measure in measures
    )


def _directory():
    """Employers and speakers, whose names look like no other's."""
    with connection.cursor() as cursor:
        for table, number in (("wbl_employer", EMPLOYERS), ("wbl_speaker", SPEAKERS)):
            columns = {"wbl_employer": "city, website, size, person, person_email, notes",
                       "wbl_speaker": "job, topics, languages, email, notes"}[table]  # fmt: skip
            empty = ", ".join(["''"] * len(columns.split(", ")))
            cursor.execute(
                f"INSERT INTO {table} (name, {columns}, sector_id, recorded_at)"
                f" SELECT translate(left(md5(n::text), 16), '0123456789', 'ghijklmnop'), {empty},"
                " (SELECT id FROM pathways_sector WHERE scheme = 'cde' ORDER BY id OFFSET n %% 15 LIMIT 1), now()"
                " FROM generate_series(1, %s) AS n",
                [number],
            )


def _surveys(cursor, year):
    """A survey of each college after its tours, and one of parents for all districts; 100 answer for each of them."""
    colleges = Organization.objects.filter(kind="college")
    districts = Organization.objects.filter(kind="k12_district")
    office = Organization.objects.get(kind="office")
    for kind, owner, whom in (*(("tour", one, [one]) for one in colleges), ("parents", office, districts)):
        survey = Survey.objects.create(
            kind=kind, owner=owner, opens_on=year.starts, closes_on=year.ends, **standard_texts(kind)
        )
        survey.organizations.set(whom)
        add_standard_questions(survey)
        of_survey = {"survey": survey.pk, "starts": year.starts}
        cursor.execute(RESPONSES, of_survey | {"whom": [one.pk for one in whom]})
        cursor.execute(ANSWERS, of_survey)


RESPONSES = """
    INSERT INTO wbl_surveyresponse (id, survey_id, organization_id, day, language)
    SELECT gen_random_uuid(), %(survey)s, whom, %(starts)s::date + floor(random() * 364)::int, 'en'
    FROM unnest(%(whom)s) AS whom, generate_series(1, 100)
"""
ANSWERS = """
    INSERT INTO wbl_surveyanswer (response_id, question_id, choice_id, text)
    SELECT DISTINCT ON (response.id, question.id) response.id, question.id, choice.id, ''
    FROM wbl_surveyresponse AS response
    JOIN wbl_surveyquestion AS question ON question.survey_id = response.survey_id
    JOIN wbl_surveychoice AS choice ON choice.question_id = question.id
    WHERE response.survey_id = %(survey)s
    ORDER BY response.id, question.id, random()
"""
