"""CP-3.1b: high school programs that stand on a published map, of all active high school programs."""

import datetime

import pytest

from consortium.counting import Tally
from consortium.tests.factories import OrganizationFactory, SchoolFactory
from pathways.models import MapVersion
from pathways.queries import maps_counting
from pathways.tests.factories import (
    CollegeProgramFactory,
    CourseFactory,
    MapBoxFactory,
    MapVersionFactory,
    ProgramFactory,
    SectorFactory,
    published_version,
)

pytestmark = pytest.mark.django_db

JULY_1, SEPTEMBER_15, SEPTEMBER_30, OCTOBER_1 = (
    datetime.date(2026, 7, 1),
    datetime.date(2026, 9, 15),
    datetime.date(2026, 9, 30),
    datetime.date(2026, 10, 1),
)
Q1 = JULY_1, SEPTEMBER_30


def of(program):
    return {"kind": "program", "program": program}


def by_a_course(program):
    return {"kind": "course", "course": CourseFactory(program=program)}


def test_programs_on_a_map_that_stands_of_all_that_are_offered():
    district, other = OrganizationFactory(), OrganizationFactory()
    health, public = SectorFactory(name="Health"), SectorFactory(name="Public Services")
    itself = ProgramFactory(organization=district, sector=health)
    itself.schools.add(SchoolFactory(parent=district), SchoolFactory(parent=district))  # two schools, one program
    course = ProgramFactory(organization=district, sector=public)
    published_version(of(itself), by_a_course(itself), by_a_course(course), on=SEPTEMBER_15)
    published_version(by_a_course(itself), on=SEPTEMBER_30)  # on two maps, still one
    last_day = ProgramFactory(organization=other, sector=health, ends_on=SEPTEMBER_30)
    published_version(of(last_day), on=SEPTEMBER_30)

    drafted = ProgramFactory(organization=other, sector=health)
    MapBoxFactory(version=MapVersionFactory(), **of(drafted))
    later = ProgramFactory(organization=other, sector=public)
    published_version(of(later), on=OCTOBER_1)
    gone = published_version(of(ProgramFactory(organization=other, sector=public)), on=SEPTEMBER_15)
    MapVersion.objects.filter(pk=gone.pk).update(withdrawn_on=SEPTEMBER_30, withdrawn_because="It has ended.")
    ended = ProgramFactory(organization=other, ends_on=SEPTEMBER_15)
    to_come = ProgramFactory(organization=other, starts_on=OCTOBER_1)
    published_version(of(ended), of(to_come), of(CollegeProgramFactory()), on=SEPTEMBER_15)
    CollegeProgramFactory()

    count = maps_counting.programs_mapped(*Q1)
    assert count.region == Tally(3, 6)
    assert {program: program.since for program in count.records} == {
        itself: SEPTEMBER_15,
        course: SEPTEMBER_15,
        last_day: SEPTEMBER_30,
    }
    assert count.whole.count() == 6
    assert count.by_organization == {district.pk: Tally(2, 2), other.pk: Tally(1, 4)}
    assert count.breakdowns == {"sector": {"Health": Tally(2, 3), "Public Services": Tally(1, 3)}}


def test_a_program_that_the_newest_version_left_out_is_not_mapped_any_more():
    program = ProgramFactory()
    first = published_version(of(program), on=SEPTEMBER_15)
    published_version({}, on=SEPTEMBER_30, pathway=first.pathway, number=2)
    assert maps_counting.programs_mapped(*Q1).region == Tally(0, 1)
    assert maps_counting.programs_mapped(JULY_1, SEPTEMBER_15).region == Tally(1, 1)


def test_only_the_programs_of_the_organizations_asked_for_are_counted():
    mine, other = ProgramFactory(), ProgramFactory()
    published_version(of(mine), of(other), on=SEPTEMBER_15)
    count = maps_counting.programs_mapped(*Q1, organizations=[mine.organization_id])
    assert (count.region, count.by_organization) == (Tally(1, 1), {mine.organization_id: Tally(1, 1)})
