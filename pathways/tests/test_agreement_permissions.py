"""Drafts are the parties' and the office's; what all have signed every member reads; parties and the office write."""

import datetime

import pytest
from django.urls import reverse

from consortium.tests.factories import CollegeFactory, MembershipFactory, OrganizationFactory
from pathways.models import AgreementCourse, ArticulationAgreement
from pathways.tests.factories import AgreementFactory, CourseFactory, SignatureFactory

pytestmark = pytest.mark.django_db

SIGNED = datetime.date(2026, 3, 2)
STEPS = ("edit", "renew", "review", "sign", "scan", "end")


@pytest.fixture
def college(db):
    return CollegeFactory(name="Example College", slug="example-college")


@pytest.fixture
def agreement(district, college):
    return AgreementFactory(
        college_course__program__organization=college,
        courses=[CourseFactory(program__organization=district)],
        expires_on=datetime.date(2020, 12, 31),
    )


def sign(agreement):
    for party in agreement.parties:
        SignatureFactory(agreement=agreement, party=party, signed_on=SIGNED)


def writing(agreement):
    yield from (reverse(f"agreement-{step}", args=[agreement.pk]) for step in STEPS)
    for signature in agreement.signatures.all():
        yield reverse("agreement-signature-edit", args=[signature.pk])


def answers(client, agreement):
    """Of the page and the scan, of every form, and of posting to every form."""
    pages = [agreement.get_absolute_url(), reverse("agreement-file", args=[agreement.pk])]
    read = [client.get(page).status_code for page in pages]
    forms = {client.get(page).status_code for page in writing(agreement)}
    forms |= {client.post(page, {"save": "1"}).status_code for page in writing(agreement)}
    return read, forms


def listed(client):
    return [row.pk for row in client.get(reverse("agreements")).context["page"]]


def test_a_draft_is_not_there_for_members_other_reporters_and_strangers(
    agreement, member, other_reporter, stranger, signed_in
):
    SignatureFactory(agreement=agreement, signed_on=SIGNED)
    for person in (member, other_reporter, stranger):
        client = signed_in(person)
        assert answers(client, agreement) == ([404, 404], {404})
        if person is not stranger:
            assert listed(client) == []
            page = client.get(agreement.college_course.program.get_absolute_url())
            assert page.context["agreements"] == []
            assert agreement.number not in page.content.decode()


def test_what_all_parties_signed_is_read_and_not_written_by_members(agreement, member, other_reporter, signed_in):
    sign(agreement)
    for person in (member, other_reporter):
        client = signed_in(person)
        assert answers(client, agreement) == ([200, 404], {403})  # no scan is kept
        assert listed(client) == [agreement.pk]
        page = client.get(agreement.courses.get().program.get_absolute_url())
        assert page.context["agreements"] == [agreement]
    assert ArticulationAgreement.objects.get().reviewed_on is None


def test_strangers_find_no_signed_one_either(agreement, stranger, signed_in):
    sign(agreement)
    assert answers(signed_in(stranger), agreement) == ([404, 404], {404})
    assert signed_in(stranger).get(reverse("agreements")).status_code == 404


def test_a_party_that_is_added_and_has_not_signed_makes_it_a_draft_again(agreement, member, signed_in):
    sign(agreement)
    AgreementCourse.objects.create(agreement=agreement, course=CourseFactory())
    assert signed_in(member).get(agreement.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("whose", ["college", "district", "college district"])
def test_the_reporters_of_every_party_and_of_what_is_above_it_write(whose, agreement, college, district, signed_in):
    umbrella = OrganizationFactory(kind="college_district", segment="")
    college.parent = umbrella
    college.save()
    organization = {"college": college, "district": district, "college district": umbrella}[whose]
    client = signed_in(MembershipFactory(organization=organization, role="reporter").user)
    assert listed(client) == [agreement.pk]
    answer = client.post(
        reverse("agreement-review", args=[agreement.pk]), {"reviewed_on": "2026-02-01", "reviewed_by": "Faculty"}
    )
    assert answer.url == agreement.get_absolute_url()
    agreement.refresh_from_db()
    assert agreement.reviewed_on == datetime.date(2026, 2, 1)


def test_a_member_of_a_party_who_is_no_reporter_reads_its_draft_and_does_not_write(agreement, district, signed_in):
    client = signed_in(MembershipFactory(organization=district, role="member").user)
    assert client.get(agreement.get_absolute_url()).context["may_write"] is False
    assert client.get(reverse("agreement-edit", args=[agreement.pk])).status_code == 403


def test_a_renewal_that_is_a_draft_is_not_told_to_others(agreement, member, reporter, signed_in):
    sign(agreement)
    renewal = AgreementFactory(renews=agreement, number="DRAFT-7", courses=list(agreement.courses.all()))
    assert renewal.number not in signed_in(member).get(agreement.get_absolute_url()).content.decode()
    assert renewal.number in signed_in(reporter).get(agreement.get_absolute_url()).content.decode()


def test_who_reports_for_no_college_or_district_records_none(working_group, signed_in):
    client = signed_in(MembershipFactory(organization=working_group, role="reporter").user)
    assert client.get(reverse("agreement-new")).status_code == 403
    assert client.get(reverse("agreements")).context["may_add"] is False
