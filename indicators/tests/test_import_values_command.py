"""`import_values`: a dry run first, all rows or none, a report row by row."""

import pytest
from django.core.management import CommandError, call_command

from consortium.tests.factories import OrganizationFactory, quarters
from indicators.models import Value
from indicators.tests.factories import AssignmentFactory, MeasureFactory

pytestmark = pytest.mark.django_db

HEADER = "organization,period,measure,numerator\n"


@pytest.fixture
def owed():
    """A district that owes a count in the first quarter, which has begun."""
    q1 = quarters(2025)[0]
    district = OrganizationFactory(slug="northside-unified")
    measure = MeasureFactory(code="EN-9.1a")
    AssignmentFactory(measure=measure, year=q1.year, organization=district)
    return measure


def run(tmp_path, text, *options):
    file = tmp_path / "figures.csv"
    file.write_text(HEADER + text, encoding="utf-8")
    call_command("import_values", str(file), "--user", "office@example.org", *options)


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path, capsys, office, owed):
    run(tmp_path, "northside-unified,2025-26-Q1,EN-9.1a,14\n", "--dry-run")
    assert "Line 2: new: northside-unified, 2025-26-Q1, EN-9.1a" in capsys.readouterr().out
    assert Value.objects.count() == 0


def test_figures_go_into_the_draft_worksheet_in_the_name_of_the_person(tmp_path, capsys, office, owed):
    run(tmp_path, "northside-unified,2025-26-Q1,EN-9.1a,14\n")
    value = Value.objects.get()
    assert (value.numerator, value.submission.state, value.entered_by) == (14, "draft", office)
    assert "Written: 1 new and 0 changed figures." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("northside-unified,2025-26-Q1,EN-9.1a,many\n", "Line 3"),
        ("nobody,2025-26-Q1,EN-9.1a,5\n", "Line 3"),
        ("northside-unified,2025-26-Q9,EN-9.1a,5\n", "Line 3"),
        ("northside-unified,2025-26-Q1,EN-9.1a,-5\n", "Line 3"),
    ],
)
def test_one_wrong_row_and_none_is_written(tmp_path, capsys, office, owed, row, sentence):
    with pytest.raises(CommandError, match="Nothing was written"):
        run(tmp_path, "northside-unified,2025-26-Q1,EN-9.1a,14\n" + row)
    assert sentence in capsys.readouterr().out
    assert Value.objects.count() == 0


def test_somebody_must_answer_for_the_figures(tmp_path, owed):
    with pytest.raises(CommandError, match="no active account"):
        run(tmp_path, "northside-unified,2025-26-Q1,EN-9.1a,14\n")


def test_a_file_that_is_no_spreadsheet_is_refused(tmp_path, office):
    file = tmp_path / "figures.xlsx"
    file.write_bytes(b"no workbook")
    with pytest.raises(CommandError, match="no XLSX workbook"):
        call_command("import_values", str(file), "--user", "office@example.org")
