"""What an import of the state's list changes, what it leaves alone, and that a second one changes nothing."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from consortium.models import County, Organization, OrganizationYear
from consortium.schools import PlanHasChanged, import_schools, plan_schools
from consortium.schools_file import read_schools_file
from consortium.schools_report import sentences
from consortium.tests import factories

COUNTIES = {"37": "San Diego", "13": "Imperial"}
TODAY = datetime.date(2026, 10, 1)
HEADING = "CDSCode,StatusType,District,School,Charter,ClosedDate,GSserved"
FIRST = [
    "37683380000000,Active,San Diego Unified,No Data,No Data,,",
    "37683380000001,Active,San Diego Unified,Lincoln Middle,N,,",
    "37683380000002,Active,San Diego Unified,Museum,Y,,",
    "37684110000000,Active,Sweetwater Union High,No Data,No Data,,",
    "37684110000003,Active,Sweetwater Union High,Eastlake High,N,,",
]

pytestmark = pytest.mark.django_db


@pytest.fixture
def year():
    for code, name in COUNTIES.items():
        County.objects.create(code=code, name=name)
    return factories.SchoolYearFactory(start_year=2026)


def parsed(lines):
    return read_schools_file("\n".join([HEADING, *lines]).encode(), COUNTIES, TODAY)


def run(year, lines, **options):
    return import_schools(parsed(lines), year, TODAY, **options)


def with_line(number, line):
    """The first list with another line in the place of one of its own."""
    return [*FIRST[:number], line, *FIRST[number + 1 :]]


def changes(year, lines):
    plan = plan_schools(parsed(lines), year, TODAY)
    return {item.organization.name: (item.number, sentences(item)) for item in plan.changed}


def test_the_first_import_makes_districts_schools_and_their_facts(year):
    plan = run(year, FIRST)
    assert (len(plan.new_districts), len(plan.new_schools)) == (2, 3)
    museum = Organization.objects.get(cds_code="37683380000002")
    assert (museum.parent.name, museum.charter, museum.county.code, museum.segment, museum.slug) == (
        "San Diego Unified",
        True,
        "37",
        "k12",
        "museum",
    )
    facts = OrganizationYear.objects.values_list(
        "organization__name", "lowest_grade", "highest_grade", "high_school_district", "member", "grades_confirmed"
    )
    assert set(facts) == {
        ("San Diego Unified", 0, 12, True, True, False),
        ("Sweetwater Union High", 9, 12, True, True, False),
        ("Lincoln Middle", 6, 8, False, False, False),
        ("Museum", None, None, False, False, False),
        ("Eastlake High", 9, 12, False, False, False),
    }


def test_a_second_import_changes_nothing(year):
    run(year, FIRST)
    before = list(Organization.objects.order_by("pk").values()) + list(OrganizationYear.objects.order_by("pk").values())
    plan = run(year, FIRST)
    assert (plan.changes, plan.vanished, plan.unchanged) == (0, [], 5)
    after = list(Organization.objects.order_by("pk").values()) + list(OrganizationYear.objects.order_by("pk").values())
    assert after == before


def test_planning_writes_nothing(year):
    assert plan_schools(parsed(FIRST), year, TODAY).changes == 5
    assert not Organization.objects.exists()


@pytest.mark.parametrize(
    ("number", "line", "said"),
    [
        (
            1,
            "37683380000001,Active,San Diego Unified,Lincoln K-8,N,,",
            {"Lincoln Middle": (3, "renamed from “Lincoln Middle” to “Lincoln K-8”")},
        ),
        (
            2,
            "37683380000002,Active,San Diego Unified,Museum,N,,",
            {"Museum": (4, "no longer a charter school")},
        ),
        (
            2,
            "37683380000002,Closed,San Diego Unified,Museum,Y,6/30/2026,",
            {"Museum": (4, "closed on 2026-06-30")},
        ),
        (
            2,
            "37684110000002,Active,Sweetwater Union High,Museum,Y,,",
            {
                "Museum": (
                    4,
                    "new CDS code 37684110000002 (was 37683380000002); "
                    "moved from San Diego Unified to Sweetwater Union High",
                )
            },
        ),
    ],
    ids=["renamed", "charter", "closed", "moved"],
)
def test_a_school_that_was_renamed_closed_or_moved_is_one_change_and_then_none(year, number, line, said):
    run(year, FIRST)
    lines = with_line(number, line)
    assert changes(year, lines) == said
    run(year, lines)
    plan = plan_schools(parsed(lines), year, TODAY)
    assert (plan.changes, plan.new, plan.vanished) == (0, [], [])
    assert Organization.objects.count() == 5


def test_a_school_that_moved_keeps_its_row_though_the_list_still_has_its_closed_former_code(year):
    run(year, FIRST)
    museum = Organization.objects.get(name="Museum")
    lines = [
        *with_line(2, "37683380000002,Closed,San Diego Unified,Museum,Y,6/30/2026,"),
        "37684110000002,Active,Sweetwater Union High,Museum,Y,,",
    ]
    plan = run(year, lines)
    assert (plan.new, dict(plan.skipped)) == ([], {"about the former code of a school that moved": 1})
    moved = Organization.objects.get(pk=museum.pk)
    assert (moved.cds_code, moved.parent.name, moved.closed_on) == ("37684110000002", "Sweetwater Union High", None)
    assert plan_schools(parsed(lines), year, TODAY).changes == 0


def test_a_closed_school_opens_again(year):
    run(year, FIRST)
    Organization.objects.filter(name="Museum").update(closed_on=datetime.date(2025, 6, 30))
    assert changes(year, FIRST) == {"Museum": (4, "opened again (was closed on 2025-06-30)")}
    run(year, FIRST)
    assert Organization.objects.get(name="Museum").closed_on is None


def test_a_closing_without_a_day_is_dated_today_and_not_again_tomorrow(year):
    run(year, FIRST)
    lines = with_line(2, "37683380000002,Closed,San Diego Unified,Museum,Y,,")
    run(year, lines)
    assert Organization.objects.get(name="Museum").closed_on == TODAY
    assert plan_schools(parsed(lines), year, TODAY + datetime.timedelta(days=1)).changes == 0


def test_closed_schools_that_nobody_knows_and_pending_ones_are_left_out(year):
    plan = run(
        year,
        [
            *FIRST,
            "37683380000008,Closed,San Diego Unified,Long gone,N,6/30/1999,",
            "37683380000009,Pending,San Diego Unified,Not yet,N,,",
        ],
    )
    assert dict(plan.skipped) == {"closed and not known here": 1, "not open yet": 1}
    assert Organization.objects.count() == 5


def test_vanished_schools_are_looked_for_only_in_districts_of_the_file_and_stay_until_somebody_closes_them(year):
    run(year, FIRST)
    lines = FIRST[:2]
    plan = run(year, lines)
    assert [organization.name for organization in plan.vanished] == ["Museum"]
    assert Organization.objects.open().count() == 5
    museum, eastlake = (Organization.objects.get(name=name) for name in ("Museum", "Eastlake High"))
    run(year, lines, close=[museum.pk, eastlake.pk])
    assert list(Organization.objects.exclude(closed_on=None).values_list("name", "closed_on")) == [("Museum", TODAY)]


def test_a_list_without_rows_about_districts_makes_and_renames_them_from_its_schools(year):
    heading = "CDSCode,School,District\n"

    def plan_of(name):
        content = f"{heading}37683380000001,Lincoln Middle,{name}\n".encode()
        return import_schools(read_schools_file(content, COUNTIES, TODAY), year, TODAY)

    assert [item.name for item in plan_of("San Diego Unified").new_districts] == ["San Diego Unified"]
    assert [sentences(item) for item in plan_of("San Diego City").changed] == [
        "renamed from “San Diego Unified” to “San Diego City”"
    ]
    assert plan_of("San Diego City").changes == 0


def test_kinds_follow_the_states_names(year):
    run(
        year,
        [
            "37103710000000,Active,San Diego County Office of Education,No Data,No Data,,",
            "37764710000000,Active,SBC - High Tech High,No Data,No Data,,",
            "37764710000001,Active,SBC - High Tech High,High Tech Elementary,Y,,",
            "37764710000002,Active,SBC - High Tech High,High Tech High Chula Vista,Y,,",
        ],
    )
    kinds = dict(Organization.objects.filter(parent=None).values_list("name", "kind"))
    assert kinds == {"San Diego County Office of Education": "county_office", "SBC - High Tech High": "charter"}


def test_grades_of_the_file_replace_a_proposal_but_never_what_a_person_confirmed(year):
    run(year, FIRST)
    OrganizationYear.objects.filter(organization__name="Lincoln Middle").update(grades_confirmed=True)
    lines = with_line(2, FIRST[2].removesuffix(",") + ",K-8")
    lines[1] = FIRST[1].removesuffix(",") + ",7-8"
    plan = run(year, lines)
    assert [(facts.organization.name, facts.grades) for facts in plan.facts] == [("Museum", (0, 8))]
    grades = dict(OrganizationYear.objects.values_list("organization__name", "highest_grade"))
    assert (grades["Museum"], grades["Lincoln Middle"]) == (8, 8)
    assert OrganizationYear.objects.get(organization__name="Lincoln Middle").lowest_grade == 6
    assert plan_schools(parsed(lines), year, TODAY).changes == 0


def test_one_bad_row_and_nothing_is_written(year):
    plan = run(year, [*FIRST, "3768338,Active,San Diego Unified,Bad code,N,,"])
    assert [number for number, _ in plan.errors] == [7]
    assert not Organization.objects.exists()


def test_what_was_not_shown_is_not_written(year):
    run(year, FIRST)
    lines = with_line(1, "37683380000001,Active,San Diego Unified,Lincoln K-8,N,,")
    shown = plan_schools(parsed(lines), year, TODAY).fingerprint
    Organization.objects.filter(name="Lincoln Middle").update(name="Lincoln")
    with pytest.raises(PlanHasChanged):
        run(year, lines, fingerprint=shown)
    assert Organization.objects.filter(name="Lincoln").exists()


def test_an_import_takes_as_many_queries_for_many_rows_as_for_few(year, django_assert_num_queries):
    def rows(first, count):
        numbers = range(first, first + count)
        return [f"3768338{number:07d},Active,San Diego Unified,School {number},N,," for number in numbers]

    few, many = parsed([FIRST[0], *rows(1, 3)]), parsed([FIRST[0], *rows(1, 3), *rows(100, 300)])
    import_schools(few, year, TODAY)
    with django_assert_num_queries(10):
        import_schools(many, year, TODAY)
    with django_assert_num_queries(2):
        assert plan_schools(many, year, TODAY).changes == 0


def test_the_command_shows_row_by_row_and_writes_only_without_dry_run(year, tmp_path, capsys):
    file = tmp_path / "pubschls.txt"
    file.write_text("\n".join([HEADING, *FIRST]))
    call_command("import_schools", str(file), "--year", "2026-27", "--dry-run")
    shown = capsys.readouterr().out
    assert "Row 3: new school Lincoln Middle of San Diego Unified (37683380000001), grades 6–8 proposed" in shown
    assert "Dry run: nothing was written." in shown
    assert not Organization.objects.exists()
    call_command("import_schools", str(file), "--year", "2026-27")
    assert "Written: 5 changes" in capsys.readouterr().out
    call_command("import_schools", str(file))
    assert "Written: 0 changes" in capsys.readouterr().out


def test_the_command_closes_vanished_schools_only_when_told(year, tmp_path):
    run(year, FIRST)
    file = tmp_path / "pubschls.txt"
    file.write_text("\n".join([HEADING, *FIRST[:2]]))
    call_command("import_schools", str(file))
    assert Organization.objects.open().count() == 5
    call_command("import_schools", str(file), "--close-vanished")
    assert list(Organization.objects.exclude(closed_on=None).values_list("name", flat=True)) == ["Museum"]


@pytest.mark.parametrize(
    ("lines", "options", "sentence"),
    [
        ([*FIRST, "1,Active,A,B,N,,"], [], "Nothing was written: 1 row has an error."),
        (FIRST, ["--year", "2031-32"], "The school year 2031-32 has not been set up."),
        (["nothing"], [], "The file has headings"),
    ],
)
def test_the_command_refuses_with_a_sentence(year, tmp_path, lines, options, sentence):
    file = tmp_path / "pubschls.txt"
    file.write_text("\n".join([HEADING, *lines]) if lines != ["nothing"] else HEADING)
    with pytest.raises(CommandError, match=sentence):
        call_command("import_schools", str(file), *options)
    assert not Organization.objects.exists()
