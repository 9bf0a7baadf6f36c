"""Codes are text in the format of their scheme, and whatever does not fit is refused with a sentence."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from consortium.refusals import sentence_of
from consortium.tests.factories import CollegeFactory
from pathways.models import Course, Occupation, Program, Sector
from pathways.tests.factories import (
    CollegeProgramFactory,
    CourseFactory,
    OccupationFactory,
    ProgramFactory,
    SectorFactory,
    SectorLinkFactory,
)

pytestmark = pytest.mark.django_db

TOP = "A TOP code is four digits, a point and two digits, zeros included: 0956.50."
CIP = "A CIP code is two digits, a point and four digits, zeros included: 01.0301."
SCHEME = "Say whether the code is a TOP or a CIP code; a version goes with a code."
SOC = "A SOC code is two digits, a hyphen and four digits: 49-9021."
GRADES = "Grades are 6 to 12, the lower one first; both are given or neither."


def refusals(row):
    """(what the form says, what the database says) to the unsaved or changed `row`."""
    with pytest.raises(ValidationError) as by_model:
        row.full_clean()
    with pytest.raises(IntegrityError) as by_database, transaction.atomic():
        row.save()
    return by_model.value.messages, sentence_of(by_database.value)


@pytest.mark.parametrize(
    ("scheme", "code", "version", "sentence"),
    [
        ("top", "956.50", "", TOP),
        ("top", "0956.5", "", TOP),
        ("top", "48.0508", "", TOP),
        ("top", "", "", TOP),
        ("cip", "1.0301", "2020", CIP),
        ("cip", "01.301", "2020", CIP),
        ("cip", "0956.50", "2020", CIP),
        ("", "0956.50", "", SCHEME),
        ("", "", "2020", SCHEME),
    ],
)
def test_program_codes_that_are_none_are_refused(scheme, code, version, sentence):
    program = CollegeProgramFactory()
    program.code_scheme, program.code, program.code_version = scheme, code, version
    assert refusals(program) == ([sentence], sentence)


@pytest.mark.parametrize(("scheme", "code"), [("top", "0101.00"), ("cip", "01.0301"), ("", "")])
def test_codes_of_either_scheme_and_none_are_kept_as_they_are(scheme, code):
    program = CollegeProgramFactory(code_scheme=scheme, code=code)
    program.full_clean()
    assert Program.objects.get().code == code


@pytest.mark.parametrize("soc", ["499021", "49-902", "9-9021", "49-9021 "])
def test_soc_codes_that_are_none_are_refused(soc):
    occupation = OccupationFactory()
    occupation.soc = soc[:7]
    if soc.endswith(" "):
        occupation.soc = "49 9021"
    assert refusals(occupation) == ([SOC], SOC)


def test_what_is_not_known_of_an_occupation_stays_unknown_and_zero_openings_are_zero():
    OccupationFactory(soc="49-9021", annual_openings=0)
    OccupationFactory(soc="47-2111")
    said = dict(Occupation.objects.values_list("soc", "annual_openings"))
    assert said == {"49-9021": 0, "47-2111": None}
    assert Occupation.objects.get(soc="47-2111").median_wage is None


def test_a_wage_of_zero_is_refused():
    occupation = OccupationFactory()
    occupation.median_wage = 0
    sentence = "A wage is more than zero. Leave it empty where it is not known."
    assert refusals(occupation) == ([sentence], sentence)


def test_data_of_a_year_is_there_once_and_the_youngest_is_found():
    OccupationFactory(soc="49-9021", data_year=2024)
    youngest = OccupationFactory(soc="49-9021", data_year=2025)
    assert list(Occupation.objects.latest_data()) == [youngest]
    again = OccupationFactory.build(soc="49-9021", data_year=2025)
    sentence = "There is labor market data of this year for this SOC code already."
    assert refusals(again) == ([sentence], sentence)


@pytest.mark.parametrize("grades", [(5, 9), (9, 13), (11, 10), (9, None), (None, 12)])
def test_grades_of_courses_are_6_to_12_and_in_order(grades):
    course = CourseFactory()
    course.lowest_grade, course.highest_grade = grades
    assert refusals(course) == ([GRADES], GRADES)


def test_a_course_has_grades_or_a_term_as_its_program_says():
    with pytest.raises(ValidationError, match="High school courses are given in grades and have no term."):
        Course(program=ProgramFactory(), title="Welding", term=1).full_clean()
    with pytest.raises(ValidationError, match="Only courses of high school programs have grades."):
        Course(program=CollegeProgramFactory(), title="Welding", lowest_grade=9, highest_grade=9).full_clean()
    both = CourseFactory()
    both.lowest_grade = both.highest_grade = 9
    both.term = 1
    assert refusals(both)[1] == "A course is given in grades or in a term, not in both."


def test_a_program_that_ends_before_it_starts_is_refused():
    program = ProgramFactory()
    program.starts_on, program.ends_on = datetime.date(2026, 7, 1), datetime.date(2026, 6, 30)
    sentence = "The last day of a program comes before its first."
    assert refusals(program) == ([sentence], sentence)


def test_an_organization_offers_only_the_levels_of_its_kind():
    program = ProgramFactory.build(organization=CollegeFactory(name="Example College"), sector=SectorFactory())
    with pytest.raises(ValidationError, match=r"Example College \(College\) offers no programs of this level."):
        program.full_clean()


def test_the_crosswalk_ties_one_sector_of_each_scheme_and_reads_both_ways():
    link = SectorLinkFactory()
    other = SectorLinkFactory(cde=link.cde)
    link.full_clean()
    assert set(Sector.objects.counterparts_of(link.cde)) == {link.college, other.college}
    assert list(Sector.objects.counterparts_of(other.college)) == [link.cde]
    link.college = SectorFactory(name="Transportation")
    with pytest.raises(ValidationError, match="Transportation is no college sector."):
        link.full_clean()
    link.college = link.cde
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        link.save()
    assert sentence_of(error.value) == "A sector does not correspond to itself."
