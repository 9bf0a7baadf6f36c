"""The demonstration's employers, contacts and speakers: invented, plausible, every rule of the records kept."""

import pytest
from django.utils import timezone

from consortium.models import SchoolYear
from indicators import derived
from indicators.tests.demo_world import NOVEMBER
from wbl.models import Employer, EmployerContact, Speaker, Speaking
from wbl.rules.twins import twins_among

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("filled_in_november"),
    pytest.mark.xdist_group("demo"),
]

TODAY = timezone.localdate(NOVEMBER)


def test_there_are_as_many_as_a_region_has_and_all_are_invented():
    assert 115 <= Employer.objects.current().count() <= 125
    assert 350 <= EmployerContact.objects.count() <= 450
    assert Speaker.objects.count() == 90
    assert Speaking.objects.exists()
    for model in (Employer, Speaker):
        assert set(model.objects.values_list("notes", flat=True)) == {"Invented for the demonstration."}
    sites = Employer.objects.exclude(website="").values_list("website", flat=True)
    assert all(site.endswith(".example.org/") for site in sites)


def test_they_keep_every_rule():
    for model in (Employer, EmployerContact, Speaker, Speaking):
        for row in model.objects.all()[:40]:
            row.full_clean()
    assert not EmployerContact.objects.filter(made_on__gt=TODAY).exists()
    assert EmployerContact.objects.with_next_step().filter(next_due__lt=TODAY).exists()


def test_one_pair_of_twins_waits_and_one_was_merged():
    pairs = twins_among(list(Employer.objects.current()))
    assert len(pairs) == 1
    assert Employer.objects.filter(merged_into__isnull=False).count() == 1


def test_the_figures_are_counted_and_of_some_size():
    year = SchoolYear.objects.get(start_year=2025)
    sizes = {"employers_contacted": (50, 120), "employer_contacts": (200, 280), "speakers": (15, 90)}
    for name, (least, most) in sizes.items():
        count = derived.SOURCES[f"wbl.{name}"](year.starts, year.ends)
        assert least <= count.region.numerator <= most
