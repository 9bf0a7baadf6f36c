"""Agreements on pages: recorded with courses that are found, reviewed, signed, renewed, ended, narrowed and listed."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consortium.tests.factories import CollegeFactory, OrganizationFactory, SchoolFactory
from pathways.models import ArticulationAgreement
from pathways.queries.agreements import june_of
from pathways.tests.factories import (
    AgreementFactory,
    CollegeCourseFactory,
    CourseFactory,
    DualEnrollmentCourseFactory,
    SectorFactory,
    SignatureFactory,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
DAY = datetime.timedelta(days=1)
SIGNED = datetime.date(2025, 3, 2)


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    for module in ("agreements", "agreement_steps"):
        monkeypatch.setattr(f"pathways.views.{module}.timezone.localdate", lambda *args: TODAY)


@pytest.fixture
def client(reporter, signed_in):
    return signed_in(reporter)


@pytest.fixture
def college_course():
    return CollegeCourseFactory(
        program__organization__name="Example College", number="WELD 110", title="Welding", units=3
    )


@pytest.fixture
def course(district):
    return CourseFactory(program__organization=district, title="Metal Shop 2")


def typed(college_course, *courses, **fields):
    posted = {
        "number": "2026-001", "college_course": college_course.pk, "courses": [course.pk for course in courses],
        "method": "exam", "drafted_on": "2026-11-01", "save": "1",
    }  # fmt: skip
    return posted | fields


def new():
    return reverse("agreement-new")


def queries(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def test_a_new_one_takes_sector_code_and_units_from_the_college_where_they_are_left_empty(
    client, college_course, course, reporter
):
    school = SchoolFactory(parent=course.program.organization)
    course.program.schools.add(school)
    answer = client.post(new(), typed(college_course, course, schools=[school.pk]))
    agreement = ArticulationAgreement.objects.get()
    assert answer.url == agreement.get_absolute_url()
    assert agreement.sector == college_course.program.sector
    assert (agreement.code_scheme, agreement.code, agreement.units) == ("top", "0956.50", 3)
    assert [list(agreement.courses.all()), list(agreement.schools.all())] == [[course], [school]]
    assert agreement.recorded_by == reporter
    other = SectorFactory()
    own = {"sector": other.key, "code_scheme": "cip", "code": "48.0508", "code_version": "2020", "units": "4.5"}
    client.post(reverse("agreement-edit", args=[agreement.pk]), typed(college_course, course, **own))
    agreement.refresh_from_db()
    assert (agreement.sector, agreement.code_said, agreement.units) == (other, "CIP 48.0508 (2020)", 4.5)
    assert not agreement.schools.exists()


def test_courses_are_found_by_words_and_what_is_ticked_stays(client, college_course, course):
    CollegeCourseFactory(title="Nursing")
    chosen = CourseFactory(title="Carpentry", program__organization__name="Westside Unified")
    posted = typed(college_course, chosen, find_college="weld example", find_courses="metal", narrow="1")
    form = client.post(new(), posted).context["form"]
    assert form.errors == {}
    assert [(pick.name, pick.chosen) for pick in form.college_picks] == [("WELD 110 Welding", True)]
    assert [(pick.name, pick.chosen) for pick in form.course_picks] == [("Carpentry", True), ("Metal Shop 2", False)]
    del posted["narrow"], posted["save"]
    assert client.post(new(), posted).context["form"].errors == {}  # Enter in a box of words finds them
    assert not ArticulationAgreement.objects.exists()


def test_at_first_the_reader_is_offered_courses_of_their_own(client, college_course, course):
    CourseFactory(title="Of others")
    form = client.get(new()).context["form"]
    assert [pick.name for pick in form.course_picks] == ["Metal Shop 2"]
    assert form.college_picks == []
    assert form.initial["number"] == "2026-001"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"college_course": ""}, "Choose the college course for which credit is given."),
        ({"courses": []}, "Choose the high school courses."),
        ({"courses": ["99999999999999999999"]}, "One of the courses is no course of a high school program."),
        ({"number": ""}, "Give it a number."),
        ({"number": "2020-taken"}, "There is an agreement of this number already."),
        ({"method": ""}, "Say how students earn the credit."),
        ({"drafted_on": "2026-11-24"}, "This day is still to come."),
        ({"expires_on": "2026-06-30"}, "The last day comes before the agreement was drafted or takes effect."),
        ({"season": "fall"}, "A term has a season and a first day: give both or neither."),
        ({"code_scheme": "top", "code": "956.5"}, "A TOP code is four digits, a point and two digits"),
        ({"units": "0"}, "Units are more than zero."),
    ],
)
def test_what_is_typed_wrong_is_said_and_nothing_is_stored(fields, sentence, client, college_course, course):
    AgreementFactory(number="2020-taken")
    answer = client.post(new(), typed(college_course, course) | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert ArticulationAgreement.objects.count() == 1


def test_one_of_the_parties_has_to_be_the_reporters_own(client, college_course, office, signed_in):
    other = CourseFactory()
    answer = client.post(new(), typed(college_course, other))
    assert answer.status_code == 422
    assert "None of the parties is an organization for which you report." in answer.content.decode()
    assert signed_in(office).post(new(), typed(college_course, other)).status_code == 302


def test_it_cannot_be_given_away_by_changing_its_courses(client, college_course, course):
    agreement = AgreementFactory(college_course=college_course, courses=[course])
    answer = client.post(reverse("agreement-edit", args=[agreement.pk]), typed(college_course, CourseFactory()))
    assert answer.status_code == 422
    assert list(agreement.courses.all()) == [course]


def test_signatures_are_recorded_until_all_parties_have_signed(client, college_course, course):
    agreement = AgreementFactory(college_course=college_course, courses=[course], drafted_on=SIGNED)
    address = reverse("agreement-sign", args=[agreement.pk])
    posted = {"party": agreement.college.pk, "signer_role": "Dean of Career Education", "signed_on": "2026-11-20"}
    client.post(address, posted)
    assert client.get(agreement.get_absolute_url()).context["agreement"].step == "signing"
    assert client.post(address, posted).status_code == 422  # has signed already
    last = client.get(address).context["form"]
    assert list(last.fields["party"].queryset) == [course.program.organization]
    answer = client.post(address, posted | {"party": course.program.organization_id}, follow=True)
    assert "All parties have signed" in answer.content.decode()
    assert answer.context["agreement"].step == "in_force"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"signed_on": "2026-11-24"}, "This day is still to come."),
        ({"signed_on": "2025-03-01"}, "The agreement was not drafted yet."),
        ({"signer_role": ""}, "Say in which office, such as Dean of Career Education."),
        ({"party": "other"}, "Choose one of the parties."),
    ],
)
def test_a_signature_that_cannot_be_is_refused(fields, sentence, client, course):
    agreement = AgreementFactory(courses=[course], drafted_on=SIGNED)
    posted = {"party": agreement.college.pk, "signer_role": "Dean", "signed_on": "2026-11-20"} | fields
    if posted["party"] == "other":
        posted["party"] = OrganizationFactory().pk
    answer = client.post(reverse("agreement-sign", args=[agreement.pk]), posted)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not agreement.signatures.exists()


def test_a_signature_is_corrected_and_taken_back_on_record(client, course):
    agreement = AgreementFactory(courses=[course], signed=SIGNED)
    signature = agreement.signatures.get(party=agreement.college)
    posted = {"signer_role": "President", "signed_on": "2025-03-05"}
    client.post(reverse("agreement-signature-edit", args=[signature.pk]), posted)
    signature.refresh_from_db()
    assert (signature.signer_role, signature.signed_on) == ("President", datetime.date(2025, 3, 5))
    client.post(reverse("agreement-signature-take-back", args=[signature.pk]))
    assert client.get(agreement.get_absolute_url()).context["agreement"].step == "signing"
    labels = type(signature).history.rel.related_model.objects.order_by("pgh_id").values_list("pgh_label", flat=True)
    assert list(labels.filter(pgh_obj_id=signature.pk)) == ["insert", "update", "delete"]


def test_a_renewal_copies_all_but_days_and_signatures(client, college_course, course):
    old = AgreementFactory(
        college_course=college_course, courses=[course], signed=SIGNED, reviewed_on=SIGNED, units=3,
        minimum_grade="B", expires_on=datetime.date(2027, 6, 30), note="Students sit the final exam.",
    )  # fmt: skip
    address = reverse("agreement-renew", args=[old.pk])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() for name in ("number", "minimum_grade", "note", "expires_on", "courses")}
    assert shown == {
        "number": "2026-001", "minimum_grade": "B", "note": "Students sit the final exam.", "expires_on": None,
        "courses": [course.pk],
    }  # fmt: skip
    client.post(address, typed(college_course, course, expires_on="2030-06-30"))
    new_one = ArticulationAgreement.objects.get(renews=old)
    assert (new_one.units, new_one.reviewed_on, new_one.signatures.count()) == (3, None, 0)
    again = client.get(address, follow=True)
    assert "It is renewed already, by 2026-001." in again.content.decode()
    assert again.context["agreement"] == old


def test_what_is_not_signed_cannot_be_renewed(client, course, college_course):
    draft = AgreementFactory(courses=[course])
    answer = client.post(reverse("agreement-renew", args=[draft.pk]), typed(college_course, course), follow=True)
    assert "there is nothing to renew yet" in answer.content.decode()
    assert ArticulationAgreement.objects.count() == 1


def test_ended_early_with_a_reason_and_taken_back(client, course):
    agreement = AgreementFactory(courses=[course], signed=SIGNED)
    address = reverse("agreement-end", args=[agreement.pk])
    assert "Say why it ends early." in client.post(address, {"terminated_on": "2026-11-23"}).content.decode()
    client.post(address, {"terminated_on": "2026-11-23", "terminated_because": "The program closes."})
    page = client.get(agreement.get_absolute_url())
    assert page.context["agreement"].step == "ended"
    assert "The program closes." in page.content.decode()
    client.post(reverse("agreement-resume", args=[agreement.pk]))
    assert client.get(agreement.get_absolute_url()).context["agreement"].step == "in_force"


def test_the_scan_is_checked_kept_and_handed_out_to_readers(client, course, member, signed_in, settings, tmp_path):
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}
    agreement = AgreementFactory(courses=[course])
    address = reverse("agreement-scan", args=[agreement.pk])
    wrong = SimpleUploadedFile("scan.pdf", b"\x7fELF no document")
    assert client.post(address, {"file": wrong}).status_code == 422
    client.post(address, {"file": SimpleUploadedFile("scan.txt", b"Signed by all\n")})
    file = reverse("agreement-file", args=[agreement.pk])
    answer = client.get(file)
    assert b"".join(answer.streaming_content) == b"Signed by all\n"
    assert answer["Content-Disposition"] == 'attachment; filename="scan.txt"'
    assert signed_in(member).get(file).status_code == 404
    for party in agreement.parties:
        SignatureFactory(agreement=agreement, party=party)
    reader = signed_in(member).get(file)
    assert (reader.status_code, b"".join(reader.streaming_content)) == (200, b"Signed by all\n")


def test_the_list_counts_steps_and_says_what_expires_by_the_day_that_is_asked_about(client, office, signed_in):
    june = june_of(TODAY)
    for expires in (june, june, june + DAY, TODAY + 30 * DAY, TODAY + 31 * DAY, TODAY - DAY, None):
        AgreementFactory(signed=SIGNED, expires_on=expires)
    AgreementFactory()
    client = signed_in(office)
    page = client.get(reverse("agreements"))
    numbers = {step.value: number for step, _, number in page.context["tally"]}
    assert numbers == {
        "drafted": 1, "reviewed": 0, "signing": 0, "in_force": 6, "expired": 1, "renewed": 0, "ended": 0,
    }  # fmt: skip
    assert "4 agreements expire by June 30, 2027" in page.content.decode()
    assert [row.expires_on for row in page.context["expiring"]] == [TODAY + 30 * DAY, TODAY + 31 * DAY, june, june]
    page = client.get(reverse("agreements"), {"within": "30"})
    assert "1 agreement expires by December 23, 2026" in page.content.decode()
    only = client.get(reverse("agreements"), {"within": "next", "step": "expiring"})
    assert only.context["page"].paginator.count == 5
    assert client.get(reverse("agreements"), {"step": "in_force"}).context["page"].paginator.count == 6


def test_the_list_is_narrowed_by_party_sector_and_words(client, office, signed_in, college_course, course):
    health = SectorFactory(slug="health")
    one = AgreementFactory(college_course=college_course, courses=[course], sector=health, signed=SIGNED)
    AgreementFactory(signed=SIGNED)
    client = signed_in(office)
    for query in (
        {"college": college_course.program.organization.slug}, {"district": course.program.organization.slug},
        {"sector": "cde/health"}, {"q": "weld metal"}, {"q": one.number}, {"q": "northside"},
    ):  # fmt: skip
        page = client.get(reverse("agreements"), query)
        assert [row.pk for row in page.context["page"]] == [one.pk], query
        assert page.context["narrowed"] is True
    page = client.get(reverse("agreements"), {"college": "nonsense", "sector": "x", "step": "x", "within": "x"})
    assert len(page.context["page"]) == 2


def test_pages_ask_as_often_for_many_rows(office, signed_in):
    client, college = signed_in(office), CollegeFactory(slug="example-college")

    def furnish(number):
        for _ in range(number):
            made = AgreementFactory(
                college_course__program__organization=college,
                courses=[CourseFactory(), CourseFactory()],
                signed=SIGNED,
                expires_on=june_of(TODAY),
            )
            made.schools.add(SchoolFactory(), SchoolFactory())
        return made

    one = furnish(2)
    pages = [reverse("agreements"), reverse("agreements-of-college", args=[college.slug]), one.get_absolute_url()]
    pages.append(one.college_course.program.get_absolute_url())
    few = [queries(client, page) for page in pages]
    furnish(30)
    for _ in range(5):
        AgreementFactory(college_course=one.college_course, signed=SIGNED)
        SignatureFactory(agreement=one, party=OrganizationFactory())
    assert [queries(client, page) for page in pages] == few


def test_the_list_of_a_college_has_all_that_is_in_force_and_nothing_else(client, college_course):
    kept = AgreementFactory(college_course=college_course, signed=SIGNED)
    AgreementFactory(college_course=college_course)
    AgreementFactory(college_course=college_course, signed=SIGNED, expires_on=TODAY - DAY)
    AgreementFactory(signed=SIGNED)
    college = college_course.program.organization
    page = client.get(reverse("agreements-of-college", args=[college.slug]))
    assert page.context["agreements"] == [kept]
    district = kept.districts[0]
    assert client.get(reverse("agreements-of-college", args=[district.slug])).status_code == 404


def test_schools_are_those_named_or_all_that_offer_the_courses(client, course):
    first, second = (SchoolFactory(parent=course.program.organization) for _ in range(2))
    course.program.schools.add(first, second)
    agreement = AgreementFactory(courses=[course])
    page = client.get(agreement.get_absolute_url())
    assert (set(page.context["schools"]), page.context["named_schools"]) == ({first, second}, False)
    agreement.schools.add(first)
    page = client.get(agreement.get_absolute_url())
    assert (page.context["schools"], page.context["named_schools"]) == ([first], True)


@pytest.mark.parametrize("what", ["high school", "college", "dual"])
def test_a_course_that_is_agreed_on_is_not_deleted(what, office, signed_in, course, college_course):
    if what == "dual":
        DualEnrollmentCourseFactory(course=college_course)
    else:
        AgreementFactory(college_course=college_course, courses=[course])
    stays = course if what == "high school" else college_course
    answer = signed_in(office).post(reverse("course-delete", args=[stays.pk]))
    assert answer.status_code == 409
    stays.refresh_from_db()


def test_empty_lists_say_what_comes_next(client, member, signed_in):
    assert new() in client.get(reverse("agreements")).content.decode()
    assert "No agreement is signed yet" in signed_in(member).get(reverse("agreements")).content.decode()
