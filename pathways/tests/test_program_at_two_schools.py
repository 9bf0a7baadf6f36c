"""A program at two schools is one program, and its schools are its own district's."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from consortium.tests.factories import SchoolFactory
from pathways.models import Program
from pathways.tests.factories import CourseFactory, ProgramFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def program(district):
    made = ProgramFactory(organization=district, name="Welding")
    made.schools.add(*(SchoolFactory(parent=district, name=name) for name in ("North High", "South High")))
    return made


def test_it_is_listed_once_with_both_schools_and_each_course_once(program, member, signed_in):
    CourseFactory(program=program, title="Welding 1")
    CourseFactory(program=program, title="Welding 2")
    client = signed_in(member)
    for query in ({}, {"q": "high"}, {"q": "welding north"}, {"q": "welding south high"}):
        rows = client.get(reverse("pathways"), query).context["page"].object_list
        assert [(row.pk, row.school_count, row.course_count) for row in rows] == [(program.pk, 2, 2)]


def test_the_same_program_is_not_recorded_again_for_another_school(program):
    again = ProgramFactory.build(organization=program.organization, sector=program.sector, name="Welding")
    with pytest.raises(ValidationError) as error:
        again.full_clean()
    assert error.value.messages == [
        "This organization has a program of this name, level and award already. At several schools it is one program."
    ]
    assert Program.objects.count() == 1


def test_schools_of_others_are_refused(program, office, signed_in):
    elsewhere = SchoolFactory(name="Elsewhere High")
    with pytest.raises(ValidationError, match="Elsewhere High is no school of Northside Union High."):
        program.refuse_schools([elsewhere])
    posted = {"name": "Welding", "level": "high_school", "award": "none", "sector": program.sector.key}
    answer = signed_in(office).post(reverse("program-edit", args=[program.pk]), {**posted, "schools": [elsewhere.pk]})
    assert answer.status_code == 422
    assert "One of the schools is no school of this organization." in answer.content.decode()
    assert program.schools.count() == 2
