"""Dual enrollment on pages: courses recorded once, terms several at a time in a grid, lists narrowed."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import (
    CollegeFactory,
    MembershipFactory,
    OrganizationFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from pathways.models import DualEnrollmentCourse, DualEnrollmentTerm
from pathways.tests.factories import (
    CollegeCourseFactory,
    DualEnrollmentCourseFactory,
    DualEnrollmentTermFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db

FALL, SPRING = datetime.date(2026, 8, 24), datetime.date(2027, 1, 25)


@pytest.fixture
def college(db):
    return CollegeFactory(name="Example College", slug="example-college")


@pytest.fixture
def client(college, signed_in):
    return signed_in(MembershipFactory(organization=college, role="reporter").user)


@pytest.fixture
def dual(college):
    return DualEnrollmentCourseFactory(course__program__organization=college)


def grid(*rows, stored=0, **more):
    """What the grid posts; a row is a dictionary of its cells."""
    posted = {"terms-TOTAL_FORMS": len(rows), "terms-INITIAL_FORMS": stored, "save": "1"}
    posted |= {f"terms-{number}-{name}": cell for number, row in enumerate(rows) for name, cell in row.items()}
    return posted | more


def row(season="fall", starts_on=FALL, partner="", sections="", enrollment="", **more):
    cells = {"season": season, "starts_on": starts_on, "partner": partner, "sections": sections}
    return cells | {"enrollment": enrollment, **more}


def post(client, dual, posted):
    return client.post(reverse("dual-enrollment-terms", args=[dual.pk]), posted)


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_course_is_recorded_once_with_an_agreement_and_then_given_its_terms(client, college):
    course = CollegeCourseFactory(program__organization=college, title="Welding")
    posted = {"course": course.pk, "agreement_type": "ccap", "partnership": "Partnership of 2026", "save": "1"}
    answer = client.post(reverse("dual-enrollment-new"), posted)
    dual = DualEnrollmentCourse.objects.get()
    assert answer.url == reverse("dual-enrollment-terms", args=[dual.pk])
    assert (dual.course, dual.partnership, dual.recorded_by.memberships.get().organization) == (
        course, "Partnership of 2026", college,
    )  # fmt: skip
    again = client.post(reverse("dual-enrollment-new"), posted)
    assert again.status_code == 422
    assert "It is one course at all schools." in again.content.decode().replace("it is one", "It is one")
    assert client.post(reverse("dual-enrollment-new"), posted | {"agreement_type": "not_ccap"}).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"course": ""}, "Choose the college course."),
        ({"agreement_type": ""}, "Say under which kind of agreement it is given."),
        ({"agreement_type": "concurrent", "partnership": "One"}, "are admitted on their own, with no agreement."),
        ({"partnership_on": "2026-05-04"}, "Say what the partnership agreement is called."),
    ],
)
def test_what_is_typed_wrong_is_said(fields, sentence, client, college):
    course = CollegeCourseFactory(program__organization=college)
    posted = {"course": course.pk, "agreement_type": "ccap", "save": "1"} | fields
    answer = client.post(reverse("dual-enrollment-new"), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not DualEnrollmentCourse.objects.exists()


def test_only_courses_of_the_reporters_own_college(client, college):
    CollegeCourseFactory(program__organization=college)
    other = CollegeCourseFactory()
    answer = client.post(reverse("dual-enrollment-new"), {"course": other.pk, "agreement_type": "ccap", "save": "1"})
    assert answer.status_code == 422
    assert "You cannot record this course." in answer.content.decode()
    found = client.post(reverse("dual-enrollment-new"), {"find_course": other.title, "narrow": "1"})
    assert found.context["form"].picks == []


def test_everybody_reads_and_only_the_college_and_the_office_write(dual, reporter, member, office, signed_in):
    DualEnrollmentTermFactory(course=dual, partner=reporter.memberships.get().organization)
    pages = [reverse(f"dual-enrollment-{page}", args=[dual.pk]) for page in ("edit", "terms")]
    for person in (reporter, member):
        reader = signed_in(person)
        assert reader.get(dual.get_absolute_url()).context["may_write"] is False
        assert [reader.get(page).status_code for page in pages] == [403, 403]
        assert [reader.post(page, grid(row())).status_code for page in pages] == [403, 403]
    assert [signed_in(office).get(page).status_code for page in pages] == [200, 200]
    assert DualEnrollmentTerm.objects.count() == 1


def test_several_terms_at_once(client, dual):
    district = OrganizationFactory(slug="westside")
    school = SchoolFactory(slug="westside-high", parent=district)
    rows = [
        row(partner="westside-high", sections="2", enrollment="41"),
        row("spring", SPRING, partner="westside"),
        row("", "", ""),
    ]
    answer = post(client, dual, grid(*rows))
    assert answer.url == dual.get_absolute_url()
    assert list(dual.terms.values_list("season", "starts_on", "partner", "sections", "enrollment")) == [
        ("fall", FALL, school.pk, 2, 41),
        ("spring", SPRING, district.pk, None, None),
    ]
    first = dual.terms.first()
    changed = [
        row(partner="westside-high", sections="3", enrollment="0", id=first.pk),
        row("spring", SPRING, partner="westside", id=dual.terms.last().pk, DELETE="on"),
    ]
    answer = post(client, dual, grid(*changed, stored=2, more="1"))
    assert answer.url == reverse("dual-enrollment-terms", args=[dual.pk])
    assert list(dual.terms.values_list("pk", "sections", "enrollment")) == [(first.pk, 3, 0)]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([row(partner="")], "Say with which school or district it is given."),
        ([row(season="", partner="westside")], "Say which term it is."),
        ([row(starts_on="", partner="westside")], "Give the first day."),
        ([row(partner="nowhere")], "Select a valid choice."),
        ([row(partner="westside", sections="0", enrollment="4")], "Without a section there are no students."),
        ([row(partner="westside"), row(partner="westside")], "A term with the same school or district is in two rows."),
    ],
)
def test_a_row_that_does_not_fit_is_said_and_nothing_is_stored(rows, sentence, client, dual):
    OrganizationFactory(slug="westside")
    answer = post(client, dual, grid(row(partner="westside", starts_on=SPRING), *rows))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not dual.terms.exists()


def test_concurrent_courses_need_no_school(client, dual):
    DualEnrollmentCourse.objects.update(agreement_type="concurrent")
    post(client, dual, grid(row(enrollment="14")))
    assert dual.terms.get().partner is None


def test_terms_of_another_course_cannot_be_changed_through_the_grid(client, dual):
    other = DualEnrollmentTermFactory(enrollment=50)
    post(client, dual, grid(row(partner=other.partner.slug, enrollment="1", id=other.pk), stored=1))
    other.refresh_from_db()
    assert (other.enrollment, other.course == dual) == (50, False)


def test_schools_are_found_and_what_is_typed_stays(client, dual):
    district = OrganizationFactory(slug="westside")
    SchoolFactory(slug="lincoln-high", name="Lincoln High", parent=district)
    chosen = SchoolFactory(slug="mission-high", name="Mission High", parent=district)
    posted = grid(row(partner="mission-high", sections="2"), find="lincoln", narrow="1")
    page = post(client, dual, posted)
    assert page.status_code == 200
    form = page.context["grid"].forms[0]
    offered = [value for value, _ in form.fields["partner"].choices]
    assert {"", "westside", "lincoln-high", "mission-high"} <= set(offered)
    assert (form["partner"].value(), form["sections"].value()) == ("mission-high", "2")
    assert not dual.terms.exists()
    del posted["narrow"]
    post(client, dual, posted | {"find_found": "lincoln"})
    assert dual.terms.get().partner == chosen


def test_the_list_is_narrowed_by_kind_college_district_sector_year_and_words(client, dual, college):
    district = OrganizationFactory(slug="westside")
    school = SchoolFactory(parent=district, name="Lincoln High")
    DualEnrollmentTermFactory(course=dual, partner=school)
    SchoolYearFactory(start_year=2026)
    other = DualEnrollmentCourseFactory(
        agreement_type="concurrent", course__program__sector=SectorFactory(slug="health"), course__title="Nursing"
    )
    DualEnrollmentTermFactory(course=other, starts_on=FALL - datetime.timedelta(days=365))

    def listed(**query):
        return [one.pk for one in client.get(reverse("dual-enrollment"), query).context["page"]]

    for query in ({"kind": "ccap"}, {"college": college.slug}, {"district": "westside"}, {"q": "lincoln"},
                  {"year": "2026-27"}):  # fmt: skip
        assert listed(**query) == [dual.pk], query
    assert listed(sector="cde/health") == listed(q="nursing") == [other.pk]
    assert set(listed(kind="x", college="x", sector="x", year="x")) == {dual.pk, other.pk}


def test_lists_and_pages_ask_as_often_for_many_rows(client, dual, office, signed_in):
    DualEnrollmentTermFactory(course=dual, partner=SchoolFactory())
    office_client = signed_in(office)
    pages = [reverse("dual-enrollment"), dual.get_absolute_url(), reverse("dual-enrollment-terms", args=[dual.pk])]
    pages.append(dual.course.program.get_absolute_url())
    few = [queries(office_client, page) for page in pages]
    for number in range(1, 30):
        day = FALL + datetime.timedelta(days=number)
        DualEnrollmentTermFactory(course=dual, starts_on=day, partner=SchoolFactory())
        DualEnrollmentTermFactory(course__course__program=dual.course.program)
    assert [queries(office_client, page) for page in pages] == few


def test_a_ccap_course_without_its_agreement_says_so(client, dual):
    assert "rests on a partnership agreement" in client.get(dual.get_absolute_url()).content.decode()
    DualEnrollmentCourse.objects.update(partnership="Partnership of 2026")
    assert "rests on a partnership agreement" not in client.get(dual.get_absolute_url()).content.decode()


def test_empty_lists_say_what_comes_next(client, college, member, signed_in):
    CollegeCourseFactory(program__organization=college)
    assert reverse("dual-enrollment-new") in client.get(reverse("dual-enrollment")).content.decode()
    empty = signed_in(member).get(reverse("dual-enrollment")).content.decode()
    assert "Reporters of the colleges and the consortium office record them." in empty
