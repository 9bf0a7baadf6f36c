"""`load_activity_types` brings the activities of the continuum; again it changes nothing, and changes stay."""

import pytest
from django.core.management import call_command

from wbl.models import ActivityType

pytestmark = pytest.mark.django_db


def stored():
    return list(ActivityType.objects.order_by("pk").values())


def test_every_stage_has_its_activities_with_the_grades_of_the_continuum():
    call_command("load_activity_types")
    bands = {
        (one.stage, one.lowest_grade, one.highest_grade): [] for one in ActivityType.objects.all()
    }
    assert list(bands) == [("awareness", 6, 8), ("exploration", 7, 10), ("preparation", 9, 12), ("training", 11, 14)]
    assert ActivityType.objects.count() == 13
    for one in ActivityType.objects.all():
        one.full_clean()


def test_a_second_run_changes_nothing(capsys):
    call_command("load_activity_types")
    before = stored()
    assert capsys.readouterr().out == "13 activity types were new.\n"
    call_command("load_activity_types")
    assert stored() == before
    assert capsys.readouterr().out == "0 activity types were new.\n"


def test_what_people_changed_stays_changed():
    call_command("load_activity_types")
    ActivityType.objects.filter(slug="job-shadow").update(name="Shadowing", stage="preparation", lowest_grade=9)
    ActivityType.objects.filter(slug="internship").update(slug="interns", retired_on="2026-07-01")
    before = stored()
    call_command("load_activity_types")
    assert stored() == before
