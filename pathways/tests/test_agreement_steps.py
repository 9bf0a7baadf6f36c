"""Where an agreement stands is a matter of the day asked about: its days and its parties' signatures say so."""

import datetime

import pytest
from django.db import IntegrityError

from consortium.tests.factories import CollegeFactory, OrganizationFactory
from pathways.models import AgreementCourse, ArticulationAgreement, Step
from pathways.tests.factories import AgreementFactory, CourseFactory, SignatureFactory

pytestmark = pytest.mark.django_db

JUNE_30, JULY_1 = datetime.date(2026, 6, 30), datetime.date(2026, 7, 1)
DAY = datetime.timedelta(days=1)
objects = ArticulationAgreement.objects


def day(month, number, year=2026):
    return datetime.date(year, month, number)


def step(agreement, on, **within):
    return objects.with_step(on, **within).get(pk=agreement.pk).step


def test_drafted_then_reviewed_then_being_signed_then_in_force_from_the_last_signature_on():
    agreement = AgreementFactory(drafted_on=day(1, 5), reviewed_on=day(2, 3), reviewed_by="Welding faculty")
    SignatureFactory(agreement=agreement, party=agreement.districts[0], signed_on=day(3, 2))
    SignatureFactory(agreement=agreement, signed_on=JUNE_30)
    steps = [step(agreement, on) for on in (day(2, 2), day(2, 3), day(3, 1), day(3, 2), JUNE_30 - DAY, JUNE_30)]
    assert steps == ["drafted", "reviewed", "reviewed", "signing", "signing", "in_force"]
    assert list(objects.drafted(day(2, 2))) == [agreement]
    assert [list(objects.drafted(on)) for on in (day(1, 4), day(2, 3))] == [[], []]
    assert not objects.in_force(JUNE_30 - DAY).exists()
    assert list(objects.in_force(JUNE_30)) == [agreement]


def test_a_missing_party_keeps_it_from_being_in_force():
    both = [CourseFactory(program__organization__name=name) for name in ("Eastside", "Westside")]
    agreement = AgreementFactory(courses=both)
    SignatureFactory(agreement=agreement, signed_on=day(3, 2))
    SignatureFactory(agreement=agreement, party=both[0].program.organization, signed_on=day(3, 3))
    assert step(agreement, JULY_1) == "signing"
    SignatureFactory(agreement=agreement, party=both[1].program.organization, signed_on=JULY_1)
    assert [step(agreement, on) for on in (JUNE_30, JULY_1)] == ["signing", "in_force"]


def test_a_party_that_is_added_later_has_to_sign_too():
    agreement = AgreementFactory(signed=day(3, 2))
    assert step(agreement, JUNE_30) == "in_force"
    AgreementCourse.objects.create(agreement=agreement, course=CourseFactory())
    assert step(agreement, JUNE_30) == "signing"
    SignatureFactory(agreement=agreement, party=agreement.courses.last().program.organization, signed_on=JULY_1)
    assert [step(agreement, on) for on in (JUNE_30, JULY_1)] == ["signing", "in_force"]
    assert list(objects.completed_between(JULY_1, JULY_1)) == [agreement]


def test_a_second_course_of_the_same_district_needs_no_second_signature():
    agreement = AgreementFactory(signed=day(3, 2))
    AgreementCourse.objects.create(agreement=agreement, course=CourseFactory(program=agreement.courses.get().program))
    assert step(agreement, day(3, 2)) == "in_force"


def test_signatures_of_others_and_of_a_district_that_was_taken_out_count_nowhere():
    stays, goes = CourseFactory(), CourseFactory()
    agreement = AgreementFactory(courses=[stays, goes], signed=day(3, 2))
    SignatureFactory(agreement=agreement, party=OrganizationFactory(), signed_on=JULY_1)
    agreement.signatures.filter(party=goes.program.organization).update(signed_on=JUNE_30)
    assert objects.with_completed_on().get().completed_on == JUNE_30
    agreement.course_links.filter(course=goes).delete()
    assert objects.with_completed_on().get().completed_on == day(3, 2)


def test_without_a_high_school_course_nothing_is_complete():
    agreement = AgreementFactory(courses=[])
    SignatureFactory(agreement=agreement, signed_on=day(3, 2))
    assert step(agreement, JULY_1) == "signing"
    assert objects.with_completed_on().get().completed_on is None


def test_the_last_day_is_in_force_and_the_next_one_is_not():
    agreement = AgreementFactory(signed=day(3, 2), expires_on=JUNE_30)
    assert [step(agreement, on) for on in (day(3, 2), JUNE_30, JULY_1)] == ["expiring", "expiring", "expired"]
    assert list(objects.in_force(JUNE_30)) == [agreement]
    assert not objects.in_force(JULY_1).exists()
    assert [list(objects.expired(on)) for on in (JUNE_30, JULY_1)] == [[], [agreement]]


def test_expiring_is_within_so_many_days_the_last_included_or_in_the_school_year():
    agreement = AgreementFactory(signed=day(1, 2), expires_on=JUNE_30)
    assert list(objects.expiring(day(6, 20), 10)) == [agreement]
    assert not objects.expiring(day(6, 20), 9).exists()
    assert not objects.expiring(JULY_1, 10).exists()
    assert [step(agreement, day(6, 20), within=within) for within in (9, 10)] == ["in_force", "expiring"]
    year_before = datetime.date(2025, 6, 30)
    assert [step(agreement, on) for on in (day(1, 2), JUNE_30, JULY_1)] == ["expiring", "expiring", "expired"]
    last_year = AgreementFactory(signed=datetime.date(2025, 1, 2), expires_on=JUNE_30)
    assert [step(last_year, on) for on in (year_before, year_before + DAY)] == ["in_force", "expiring"]
    AgreementFactory(signed=day(1, 2), expires_on=None)
    assert set(objects.expiring(day(6, 20), 36500)) == {agreement, last_year}


def test_what_never_was_signed_by_all_does_not_expire():
    agreement = AgreementFactory(expires_on=JUNE_30)
    assert step(agreement, JULY_1) == "drafted"
    assert not objects.expired(JULY_1).exists()


def test_ended_early_it_is_in_force_up_to_the_day_before():
    ended = {"terminated_on": JULY_1, "terminated_because": "The program closes."}
    agreement = AgreementFactory(signed=day(3, 2), expires_on=day(6, 30, 2030), **ended)
    assert [step(agreement, on) for on in (JUNE_30, JULY_1)] == ["in_force", "ended"]
    assert list(objects.in_force(JUNE_30)) == [agreement]
    assert not objects.in_force(JULY_1).exists()
    assert not objects.expired(day(7, 1, 2030)).exists()
    assert list(objects.completed_between(day(3, 1), day(3, 31))) == [agreement]


def test_on_the_day_on_which_both_stand_only_the_renewal_is_in_force():
    old = AgreementFactory(signed=day(3, 2), expires_on=JUNE_30)
    new = AgreementFactory(renews=old, signed=JUNE_30, expires_on=day(6, 30, 2029))
    assert list(objects.in_force(JUNE_30 - DAY)) == [old]
    assert list(objects.in_force(JUNE_30)) == [new]
    assert list(objects.in_force(JULY_1)) == [new]
    assert [step(old, on) for on in (JUNE_30 - DAY, JUNE_30, JULY_1)] == ["expiring", "renewed", "renewed"]
    assert not objects.expired(JULY_1).exists()
    assert not objects.expiring(JUNE_30, 30).exists()


def test_a_renewal_that_is_not_signed_replaces_nothing():
    old = AgreementFactory(signed=day(3, 2), expires_on=JUNE_30)
    new = AgreementFactory(renews=old)
    SignatureFactory(agreement=new, signed_on=day(6, 1))
    assert [step(old, on) for on in (JUNE_30, JULY_1)] == ["expiring", "expired"]
    assert list(objects.in_force(JUNE_30)) == [old]


def test_when_its_renewal_is_ended_early_the_old_agreement_stands_again_up_to_its_own_last_day():
    old = AgreementFactory(signed=day(3, 2), expires_on=JULY_1)
    AgreementFactory(renews=old, signed=day(6, 1), terminated_on=JUNE_30, terminated_because="A mistake.")
    assert [step(old, on) for on in (day(6, 1), JUNE_30, JULY_1)] == ["renewed", "in_force", "expiring"]


def test_there_is_one_renewal():
    old = AgreementFactory()
    AgreementFactory(renews=old)
    with pytest.raises(IntegrityError):
        AgreementFactory(renews=old)


def test_filters_and_steps_say_the_same_on_every_day():
    ended = {"terminated_on": day(5, 1), "terminated_because": "The program closes."}
    old = AgreementFactory(signed=day(2, 2), expires_on=day(6, 15))
    for more in (
        {}, {"signed": day(3, 2)}, {"signed": day(3, 2), "expires_on": day(4, 1)}, {"expires_on": day(4, 1)},
        {"signed": day(3, 2), **ended}, ended, {"renews": old, "signed": day(6, 1)}, {"courses": []},
        {"reviewed_on": day(2, 1)},
    ):  # fmt: skip
        AgreementFactory(**more)
    for on in (day(1, 1) + datetime.timedelta(days=days) for days in range(0, 250, 7)):
        stepped = objects.with_step(on, within=20)
        in_force = stepped.filter(step__in=[Step.IN_FORCE, Step.EXPIRING])
        assert set(objects.in_force(on)) == set(in_force), on
        assert set(objects.expiring(on, 20)) == set(stepped.filter(step=Step.EXPIRING)), on
        assert set(objects.expired(on)) == set(stepped.filter(step=Step.EXPIRED)), on


def test_the_words_of_an_agreement():
    college = CollegeFactory(name="Example College")
    high = [CourseFactory(program__organization__name=name) for name in ("Westside", "Eastside")]
    agreement = AgreementFactory(
        college_course__program__organization=college, college_course__number="WELD 110",
        college_course__title="Welding", courses=high, code_scheme="cip", code="48.0508", code_version="2020",
        season="fall", effective_on=day(8, 24),
    )  # fmt: skip
    assert agreement.title == "WELD 110 Welding with Eastside and Westside"
    assert [party.name for party in agreement.parties] == ["Example College", "Eastside", "Westside"]
    assert (agreement.term_said, agreement.code_said) == ("Fall 2026", "CIP 48.0508 (2020)")
    assert objects.with_step(JULY_1).get().step_said == "Drafted"
