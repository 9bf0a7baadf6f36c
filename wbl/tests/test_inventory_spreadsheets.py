"""The inventory and enrollment by group from a spreadsheet: all lines or none, each refusal a sentence."""

import pytest
import tablib
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolYearFactory
from pathways.tests.factories import SectorFactory
from wbl.models import ActivityOffering, EnrollmentByGroup
from wbl.resources import ActivityOfferingResource, EnrollmentByGroupResource
from wbl.tests.factories import ActivityOfferingFactory, ActivityTypeFactory, EnrollmentByGroupFactory, inventory_school

pytestmark = pytest.mark.django_db

HEADS = ["school", "activity", "year", "lowest_grade", "highest_grade", "sectors"]


@pytest.fixture
def school():
    return inventory_school(cds_code="13630990000001")


@pytest.fixture
def shadow():
    return ActivityTypeFactory(name="Job shadow", slug="job-shadow")


def imported(resource, heads, *rows, user=None):
    result = resource(user=user, now=timezone.now()).import_data(
        tablib.Dataset(*rows, headers=heads), rollback_on_validation_errors=True
    )
    return [sentence for *_, sentence in result.problems]


def offerings(*rows, user=None):
    return imported(ActivityOfferingResource, HEADS, *rows, user=user)


def test_a_school_by_its_cds_code_and_a_type_by_name_with_grades_and_sectors(school, shadow, office):
    health = SectorFactory(name="Health Science", slug="health-science")
    SectorFactory(name="Energy", slug="energy")
    row = ("13630990000001", "job shadow", "2026-27", 10, 12, "health science;cde/energy")
    assert offerings(row, user=office) == []
    made = ActivityOffering.objects.get()
    assert (made.school, made.activity_type, made.grades, made.recorded_by) == (school, shadow, "10–12", office)
    assert made.sectors.count() == 2
    assert health in made.sectors.all()


def test_grades_that_are_left_empty_are_those_of_the_type_that_the_school_has(school, shadow):
    assert offerings((school.slug, "job-shadow", "2026-27", "", "", "")) == []
    assert ActivityOffering.objects.get().grades == "9–10"


def test_a_file_that_changes_an_entry_counts_the_change_and_one_that_does_not_leaves_it(school, shadow):
    row = ActivityOfferingFactory(school=school, activity_type=shadow)
    line = (school.cds_code, "job-shadow", "2026-27", 9, 10, "")
    assert offerings(line) == []
    assert ActivityOffering.objects.get().version == 1
    assert offerings((*line[:4], 12, "")) == []
    stored = ActivityOffering.objects.get()
    assert (stored.pk, stored.grades, stored.version) == (row.pk, "9–12", 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"school": "00000000000000"}, "There is no organization “00000000000000”."),
        ({"activity": "Juggling"}, "There is no activity type “Juggling”."),
        ({"year": "2050-51"}, "There is no school year “2050-51”."),
        ({"lowest_grade": 11, "highest_grade": 9}, "Grades are 6 to 14, the lower one first."),
        ({"lowest_grade": 11, "highest_grade": ""}, "Give both grades, or neither."),
        ({"sectors": "Juggling"}, "There is no sector “Juggling”."),
    ],
)
def test_a_line_that_cannot_be_is_said_and_no_other_is_stored(school, shadow, change, sentence):
    other = ActivityTypeFactory()
    good = {"school": school.cds_code, "activity": "job-shadow", "year": "2026-27", "lowest_grade": 9,
            "highest_grade": 10, "sectors": ""}  # fmt: skip
    problems = offerings(tuple((good | {"activity": other.slug}).values()), tuple((good | change).values()))
    assert problems == [sentence]
    assert not ActivityOffering.objects.exists()


def test_a_school_that_is_no_middle_or_high_school_of_a_member_is_refused(shadow):
    school = inventory_school(lowest=0, highest=6)
    assert offerings((school.slug, "job-shadow", "2026-27", "", "", "")) == [
        f"{school} is no middle or high school of a member district in 2026-27. Note its grades first, or choose "
        "another."
    ]


def test_what_goes_out_comes_in_again(school, shadow):
    row = ActivityOfferingFactory(school=school, activity_type=shadow, notes="=1+1")
    row.sectors.add(SectorFactory())
    data = ActivityOfferingResource().export(ActivityOffering.objects.all())
    assert data.dict[0]["school"] == "13630990000001"
    result = ActivityOfferingResource(now=timezone.now()).import_data(data)
    assert (result.problems, ActivityOffering.objects.get().version) == ([], 1)


ENROLLED = ["organization", "year", "audience", "total", "GF", "GM", "GX", "GZ", "SD"]


def test_enrollment_of_a_district_and_a_college_by_their_codes():
    SchoolYearFactory()
    district = OrganizationFactory(cds_code="13630990000000")
    college = CollegeFactory(mis_code="031")
    problems = imported(
        EnrollmentByGroupResource, ENROLLED,
        ("13630990000000", "2026-27", "high_school", "1,200", 600, 590, 6, 4, 0),
        ("031", "2026-27", "High school, grades 9–12", 80, "", "", "", "", ""),
    )  # fmt: skip
    assert problems == []
    row, of_college = (EnrollmentByGroup.objects.get(organization=one) for one in (district, college))
    assert (row.total, row.gm, row.sd, row.rb) == (1200, 590, 0, None)
    assert (of_college.total, of_college.gf) == (80, None)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ((100, 50, 40, 0, 0, ""), "Genders together make the total, or none is given."),
        ((100, 50, 50, "", "", ""), "Genders together make the total, or none is given."),
        ((100, "", "", "", "", 101), "A program group is at most the total."),
        ((100, "", "", "", "", "half"), "“half” is no number."),
    ],
)
def test_counts_that_do_not_fit_together_are_refused(counts, sentence):
    row = EnrollmentByGroupFactory(total=7)
    line = (row.organization.slug, "2026-27", "high_school", *counts)
    assert imported(EnrollmentByGroupResource, ENROLLED, line) == [sentence]
    assert EnrollmentByGroup.objects.get().total == 7
