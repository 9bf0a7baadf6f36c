"""`load_sectors` brings the two lists and their crosswalk; again it changes nothing, and what people changed stays."""

import pytest
from django.core.management import call_command

from pathways.models import Sector, SectorLink

pytestmark = pytest.mark.django_db


def stored():
    return list(Sector.objects.order_by("pk").values()), list(SectorLink.objects.order_by("pk").values())


def test_all_sectors_are_there_and_each_has_a_counterpart():
    call_command("load_sectors")
    assert Sector.objects.filter(scheme="cde").count() == 15
    assert Sector.objects.filter(scheme="college").count() == 10
    for sector in Sector.objects.all():
        assert Sector.objects.counterparts_of(sector).exists(), sector
    health = Sector.objects.get(slug="health-science-and-medical-technology")
    assert {str(one) for one in Sector.objects.counterparts_of(health)} == {"Health", "Life Sciences/Biotech"}


def test_a_second_run_changes_nothing(capsys):
    call_command("load_sectors")
    before = stored()
    capsys.readouterr()
    call_command("load_sectors")
    assert stored() == before
    assert capsys.readouterr().out == "0 sectors and 0 lines of the crosswalk were new.\n"


def test_what_people_changed_stays_changed():
    call_command("load_sectors")
    Sector.objects.filter(slug="health").update(name="Health Care")
    Sector.objects.filter(slug="global-trade").update(slug="trade")
    SectorLink.objects.filter(cde__slug="public-services").delete()
    before = stored()
    call_command("load_sectors")
    assert stored() == before
