"""A found gap is taken up with its figures, documented in full, closed, set aside with a reason, and reopened."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import CollegeFactory, SchoolYearFactory
from pathways.models import ProgramGap
from pathways.rules import gaps as rules
from pathways.tests.factories import (
    AwardsFactory,
    CollegeProgramFactory,
    DocumentedGapFactory,
    OccupationFactory,
    ProgramFactory,
    ProgramGapFactory,
    SectorFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _files_elsewhere(settings, tmp_path):
    storage = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": storage}


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def welders():
    """An occupation with 100 openings and a program that gave 30 awards last year."""
    occupation = OccupationFactory(
        soc="51-4121", title="Welders", annual_openings=100, median_wage="26.50", living_wage="23.40", data_year=2025
    )
    program = CollegeProgramFactory()
    program.occupations.add(occupation)
    last = timezone.localdate().year - (2 if timezone.localdate().month < 7 else 1)
    AwardsFactory(program=program, year=SchoolYearFactory(start_year=last), number=30)
    return occupation


def typed(owner, **more):
    today = timezone.localdate().isoformat()
    words = {"description": "Too few awards.", "evidence": "The region's data.", "recommendation": "A second section."}
    return words | {"owner": owner.pk, "documented_on": today} | more


def test_a_found_gap_is_documented_with_its_figures_which_stay(client, welders, office):
    college = CollegeFactory()
    address = f"{reverse('gap-new')}?soc=51-4121"
    assert "100 openings a year meet 30 awards a year: 70 fewer." in client.get(address).content.decode()
    assert ProgramGap.objects.count() == 0
    answer = client.post(address, typed(college, code_scheme="top", code=" 0956.50 ", title="Something else"))
    gap = ProgramGap.objects.get()
    assert answer.url == gap.get_absolute_url()
    welders.annual_openings = 5
    welders.save()
    gap.refresh_from_db()
    assert (gap.title, gap.soc, gap.kind, gap.owner, gap.recorded_by) == (
        "Welders", "51-4121", "labor_market", college, office,
    )  # fmt: skip
    assert (gap.annual_openings, gap.average_awards, gap.gap, gap.years_in_average) == (100, 30, 70, 1)
    assert (gap.data_year, float(gap.median_wage), float(gap.living_wage)) == (2025, 26.5, 23.4)
    assert (gap.code, gap.found_on) == ("0956.50", timezone.localdate())


def test_a_program_that_leads_nowhere_is_taken_up_with_its_code(client):
    program = CollegeProgramFactory(name="Nursing", code="1230.10", code_version="6th edition")
    client.post(f"{reverse('gap-new')}?program={program.pk}", typed(program.organization))
    gap = ProgramGap.objects.get()
    assert (gap.kind, gap.program, gap.sector) == ("high_school_to_college", program, program.sector)
    assert gap.code_said == "TOP 1230.10 (6th edition)"
    assert gap.title == f"Nursing, {program.organization.name}"


@pytest.mark.parametrize("query", ["soc=99-9999", "program=0", "program=abc"])
def test_what_is_no_gap_is_not_found(query, client):
    assert client.get(f"{reverse('gap-new')}?{query}").status_code == 404
    assert client.post(f"{reverse('gap-set-aside')}?{query}", {"reason": "No."}).status_code == 404


@pytest.mark.parametrize("missing", ["description", "evidence", "owner"])
def test_a_documented_gap_is_complete_and_a_proposed_one_need_not_be(missing, client, welders):
    address, college = f"{reverse('gap-new')}?soc=51-4121", CollegeFactory()
    answer = client.post(address, typed(college) | {missing: ""})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [missing]
    assert ProgramGap.objects.count() == 0
    client.post(address, typed(college) | {missing: "", "documented_on": ""})
    assert ProgramGap.objects.get().state_on(timezone.localdate()) == "proposed"


def test_the_database_refuses_what_is_documented_without_evidence():
    gap = ProgramGapFactory(owner=CollegeFactory(), description="Too few.")
    with pytest.raises(IntegrityError, match="program_gap_documented_in_full"), transaction.atomic():
        ProgramGap.objects.filter(pk=gap.pk).update(documented_on=datetime.date(2026, 9, 1))


def test_a_file_is_evidence_until_it_is_taken_away(client, welders, office):
    upload = SimpleUploadedFile("survey.txt", b"Employers said so.\n")
    address, college = f"{reverse('gap-new')}?soc=51-4121", CollegeFactory()
    client.post(address, typed(college) | {"evidence": "", "upload": upload})
    gap = ProgramGap.objects.get()
    download = client.get(reverse("gap-evidence", args=[gap.pk]))
    assert b"".join(download.streaming_content) == b"Employers said so.\n"
    edit = reverse("gap-edit", args=[gap.pk])
    assert client.post(edit, typed(college) | {"evidence": ""}).status_code == 302
    refused = client.post(edit, typed(college) | {"evidence": "", "remove_file": "on"})
    assert list(refused.context["form"].errors) == ["evidence"]
    assert client.post(edit, typed(college) | {"remove_file": "on"}).status_code == 302
    gap.refresh_from_db()
    assert gap.evidence_file is None


def test_a_day_to_come_is_refused(client, welders):
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    answer = client.post(f"{reverse('gap-new')}?soc=51-4121", typed(CollegeFactory(), documented_on=tomorrow))
    assert list(answer.context["form"].errors) == ["documented_on"]


def test_by_hand_kind_title_sector_and_code_are_typed(client):
    sector, college = SectorFactory(), CollegeFactory()
    by_hand = {"kind": "labor_market", "title": "Drone pilots", "soc": "53-2012", "sector": sector.key}
    client.post(reverse("gap-new"), typed(college, **by_hand))
    gap = ProgramGap.objects.get()
    assert (gap.title, gap.soc, gap.sector, gap.found_on, gap.gap) == ("Drone pilots", "53-2012", sector, None, None)
    wrong = client.post(reverse("gap-new"), typed(college, **by_hand | {"soc": "532012"}))
    assert "A SOC code is two digits, a hyphen and four digits: 49-9021." in wrong.content.decode()
    wrong = client.post(reverse("gap-new"), typed(college, **by_hand | {"kind": "high_school_to_college"}))
    assert "A gap from high school to college is about a program" in wrong.content.decode()


def test_no_twins_unless_the_first_was_set_aside(client, welders):
    college = CollegeFactory()
    address = f"{reverse('gap-new')}?soc=51-4121"
    client.post(address, typed(college))
    first = ProgramGap.objects.get()
    assert client.get(address).url == first.get_absolute_url()
    assert client.post(address, typed(college)).url == first.get_absolute_url()
    by_hand = client.post(
        reverse("gap-new"), typed(college, kind="labor_market", title="Again", soc="51-4121", sector="")
    )
    assert by_hand.status_code == 422
    assert "Somebody has taken up the gap of this occupation in this sector already." in by_hand.content.decode()
    client.post(reverse("gap-dismiss", args=[first.pk]), {"reason": "No.", "day": timezone.localdate()})
    assert client.post(address, typed(college)).status_code == 302
    assert ProgramGap.objects.count() == 2
    client.post(reverse("gap-reopen", args=[first.pk]))
    first.refresh_from_db()
    assert first.dismissed_on is not None  # it would be a twin now


def test_the_database_keeps_a_program_from_being_taken_up_twice():
    program = ProgramFactory()
    about = {"kind": "high_school_to_college", "soc": "", "program": program}
    DocumentedGapFactory(**about)
    with pytest.raises(IntegrityError, match="program_gap_once_a_program"), transaction.atomic():
        ProgramGapFactory(**about)


def test_a_found_gap_is_set_aside_with_a_reason_and_no_longer_proposed(client, welders):
    address = f"{reverse('gap-set-aside')}?soc=51-4121"
    assert client.post(address, {"reason": "", "day": timezone.localdate()}).status_code == 422
    client.post(address, {"reason": "Trained elsewhere.", "day": timezone.localdate()})
    gap = ProgramGap.objects.get()
    assert gap.state_on(timezone.localdate()) == "dismissed"
    assert gap.annual_openings == 100
    assert len(client.get(reverse("gaps")).context["rows"]) == 0
    client.post(reverse("gap-reopen", args=[gap.pk]))
    gap.refresh_from_db()
    assert (gap.dismissed_on, gap.dismissed_because) == (None, "")
    assert gap.state_on(timezone.localdate()) == "proposed"


def test_closing_takes_a_documented_gap_and_says_how():
    today, gap = datetime.date(2026, 11, 23), DocumentedGapFactory(documented_on=datetime.date(2026, 9, 15))
    with pytest.raises(rules.GapRefused, match="only proposed"):
        rules.close(ProgramGapFactory(), today, "Opened.", today)
    with pytest.raises(rules.GapRefused, match="documented on September 15, 2026"):
        rules.close(gap, datetime.date(2026, 9, 14), "Opened.", today)
    with pytest.raises(rules.GapRefused, match="still to come"):
        rules.close(gap, datetime.date(2026, 11, 24), "Opened.", today)
    gap = rules.close(gap, today, "A college opened the program.", today)
    assert gap.state_on(datetime.date(2026, 11, 22)) == "documented"
    assert gap.state_on(today) == "closed"
    with pytest.raises(rules.GapRefused, match="Reopen it"):
        rules.dismiss(gap, today, "No.", today)
    assert rules.reopen(gap).state_on(today) == "documented"
