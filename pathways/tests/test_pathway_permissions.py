"""Every member reads programs; the office and reporters of the organization write them; strangers find nothing."""

import pytest
from django.urls import reverse

from consortium.tests.factories import CollegeFactory, MembershipFactory, OrganizationFactory
from pathways.models import Course, Program
from pathways.tests.factories import CourseFactory, ProgramFactory, SectorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def course(district):
    return CourseFactory(program__organization=district, title="Welding 1")


def pages_that_write(course):
    yield reverse("program-edit", args=[course.program_id])
    yield reverse("course-new", args=[course.program_id])
    yield reverse("course-edit", args=[course.pk])
    yield reverse("course-delete", args=[course.pk])


def answers(client, course, method="get"):
    return [getattr(client, method)(page).status_code for page in pages_that_write(course)]


def test_members_read_and_do_not_write(course, member, other_reporter, signed_in):
    for person in (member, other_reporter):
        client = signed_in(person)
        page = client.get(course.program.get_absolute_url())
        assert page.status_code == 200
        assert page.context["may_write"] is False
        assert answers(client, course) == [403] * 4
        assert answers(client, course, "post") == [403] * 4
    assert Course.objects.get().title == "Welding 1"


def test_strangers_find_nothing(course, stranger, signed_in):
    client = signed_in(stranger)
    pages = [reverse("pathways"), reverse("occupations"), course.program.get_absolute_url(), reverse("program-new")]
    assert [client.get(page).status_code for page in pages] == [404] * 4
    assert answers(client, course) == [404] * 4
    assert answers(client, course, "post") == [404] * 4


def test_a_reporter_writes_a_program_with_its_courses(reporter, district, signed_in):
    client, sector = signed_in(reporter), SectorFactory()
    posted = {
        "name": "Welding", "level": "high_school", "award": "none", "sector": sector.key, "code_scheme": "top",
        "code": " 0956.50 ",
    }  # fmt: skip
    answer = client.post(reverse("program-new"), posted)
    program = Program.objects.get()
    assert answer.url == program.get_absolute_url()
    assert (program.organization, program.sector, program.code) == (district, sector, "0956.50")
    typed = {"title": "Welding 1", "level": "introductory", "lowest_grade": "9", "highest_grade": "10", "order": "1"}
    client.post(reverse("course-new", args=[program.pk]), typed)
    assert program.courses.get().highest_grade == 10
    client.post(reverse("course-delete", args=[program.courses.get().pk]))
    assert not program.courses.exists()


def test_a_reporter_of_a_college_district_writes_programs_of_its_colleges_and_of_nobody_else(district, signed_in):
    umbrella = OrganizationFactory(kind="college_district", segment="")
    college = CollegeFactory(parent=umbrella, slug="example-college")
    client = signed_in(MembershipFactory(organization=umbrella, role="reporter").user)
    assert client.get(reverse("program-new")).context["form"].instance.organization == college
    answer = client.post(f"{reverse('program-new')}?organization={district.slug}", {"name": "Welding"})
    assert answer.status_code == 422
    assert "You cannot record programs of this organization. Choose one of the list." in answer.content.decode()
    assert client.get(reverse("program-edit", args=[ProgramFactory(organization=district).pk])).status_code == 403


def test_the_office_says_first_whose_program_it_is(office, district, signed_in):
    CollegeFactory()
    client = signed_in(office)
    assert "Whose program is it?" in client.get(reverse("program-new")).content.decode()
    page = client.get(reverse("program-new"), {"organization": district.slug})
    assert page.context["form"].instance.organization == district


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"code_scheme": "top", "code": "956.5"}, "A TOP code is four digits, a point and two digits"),
        ({"soc_codes": "49-9021, 99-9999"}, "There is no occupation with the SOC code “49-9021”."),
        ({"name": ""}, "Give it a name."),
        ({"sector": ""}, "Say in which sector it is."),
        ({"starts_on": "2026-07-01", "ends_on": "2026-06-30"}, "The last day of a program comes before its first."),
        ({"name": "Taken"}, "This organization has a program of this name, level and award already."),
    ],
)
def test_what_is_typed_wrong_is_said(typed, sentence, reporter, district, signed_in):
    ProgramFactory(organization=district, name="Taken")
    program = ProgramFactory(organization=district, name="Welding")
    posted = {"name": "Welding", "level": "high_school", "award": "none", "sector": program.sector.key, **typed}
    answer = signed_in(reporter).post(reverse("program-edit", args=[program.pk]), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    program.refresh_from_db()
    assert (program.name, program.code, program.starts_on) == ("Welding", "", None)


def test_programs_change_on_record(reporter, district, signed_in):
    program = ProgramFactory(organization=district, name="Welding")
    posted = {"name": "Welding and Joining", "level": "high_school", "award": "none", "sector": program.sector.key}
    signed_in(reporter).post(reverse("program-edit", args=[program.pk]), posted)
    assert [row.name for row in program.history.order_by("pgh_id")] == ["Welding", "Welding and Joining"]
