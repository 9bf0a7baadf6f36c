"""High school programs that lead to no college program, and college programs that no high school feeds."""

import datetime

import pytest
from django.urls import reverse

from pathways.models import MapVersion, Program
from pathways.queries import leading
from pathways.tests.factories import (
    AgreementFactory,
    CollegeProgramFactory,
    CourseFactory,
    DocumentedGapFactory,
    MapConnectionFactory,
    MapVersionFactory,
    ProgramFactory,
    SectorFactory,
    published_version,
)

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)
NEXT = DAY + datetime.timedelta(days=1)


def leading_nowhere(day):
    return leading.leading_nowhere(Program.objects.all(), day)


def fed_by_none(day):
    return leading.fed_by_none(Program.objects.all(), day)


def named(programs):
    return sorted(programs.values_list("name", flat=True))


def test_a_program_leads_to_another_where_a_published_map_connects_them():
    welding, nursing = ProgramFactory(name="Welding"), ProgramFactory(name="Nursing")
    college, alone = CollegeProgramFactory(name="Welding AS"), CollegeProgramFactory(name="Alone")
    published_version(on=DAY, connects=[(welding, college)])
    draft = MapVersionFactory()
    MapConnectionFactory(version=draft, high_school_program=nursing, college_program=alone)
    assert named(leading_nowhere(DAY)) == ["Nursing"]
    assert named(fed_by_none(DAY)) == ["Alone"]
    before = DAY - datetime.timedelta(days=1)
    assert named(leading_nowhere(before)) == ["Nursing", "Welding"]
    assert named(fed_by_none(before)) == ["Alone", "Welding AS"]


def test_a_map_that_was_withdrawn_leads_nowhere():
    version = published_version(on=DAY, connects=[(ProgramFactory(name="Welding"), CollegeProgramFactory())])
    MapVersion.objects.filter(pk=version.pk).update(withdrawn_on=NEXT, withdrawn_because="Out of date.")
    assert named(leading_nowhere(DAY)) == []
    assert named(leading_nowhere(NEXT)) == ["Welding"]


def test_a_program_that_leads_to_one_that_has_ended_leads_nowhere():
    published_version(on=DAY, connects=[(ProgramFactory(name="Welding"), CollegeProgramFactory(ends_on=DAY))])
    assert named(leading_nowhere(DAY)) == []
    assert named(leading_nowhere(NEXT)) == ["Welding"]
    assert named(fed_by_none(NEXT)) == []


def test_an_agreement_in_force_leads_to_the_college_too():
    agreed = CourseFactory(program__name="Welding")
    agreement = AgreementFactory(courses=[agreed], signed=DAY, expires_on=DAY)
    college = agreement.college_course.program
    assert (named(leading_nowhere(DAY)), named(fed_by_none(DAY))) == ([], [])
    assert (named(leading_nowhere(NEXT)), named(fed_by_none(NEXT))) == (["Welding"], [college.name])
    Program.objects.filter(pk=college.pk).update(ends_on=DAY - datetime.timedelta(days=1))
    assert named(leading_nowhere(DAY)) == ["Welding"]


def test_adult_and_four_year_programs_and_ended_ones_are_no_gaps():
    CollegeProgramFactory(level="adult")
    CollegeProgramFactory(level="four_year")
    ProgramFactory(ends_on=DAY - datetime.timedelta(days=1))
    assert named(leading_nowhere(DAY)) == named(fed_by_none(DAY)) == []


def test_the_page_is_narrowed_by_what_was_taken_up_and_by_sector(member, signed_in):
    sector = SectorFactory(slug="making")
    ProgramFactory(name="Machining", sector=sector)
    documented = ProgramFactory(name="Welding", sector=sector)
    aside = ProgramFactory(name="Knitting")
    gap = {"kind": "high_school_to_college", "soc": ""}
    DocumentedGapFactory(program=documented, **gap)
    DocumentedGapFactory(program=aside, dismissed_on=DAY, dismissed_because="It ends.", **gap)
    client = signed_in(member)

    def names(**query):
        page = client.get(reverse("gaps"), {"kind": "high-school"} | query)
        return [(row.name, taken and taken.program_id) for row, taken, _ in page.context["rows"]]

    assert names() == [("Machining", None), ("Welding", documented.pk)]
    assert names(taken="open") == [("Machining", None)]
    assert names(taken="aside") == [("Knitting", aside.pk)]
    assert names(sector="cde/making", q="weld") == [("Welding", documented.pk)]
    assert client.get(reverse("gaps"), {"kind": "college"}).status_code == 200
