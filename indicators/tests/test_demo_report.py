"""The demonstration's annual report: last year's, a draft half written, with lines proposed from its figures."""

import datetime

import pytest

from indicators.models import FollowedDocument, Report
from indicators.reporting import writing

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("demo"), pytest.mark.usefixtures("filled_in_november")]


def test_last_years_report_is_being_written():
    report = Report.objects.select_related("year", "document").get()
    assert (report.label, report.is_published) == ("2025-26", False)
    assert report.opened_at.date() == datetime.date(2026, 9, 7)
    written = writing.writing_of(report)
    assert set(written.states) == {"finished", "begun", "empty"}
    assert written.lines_left == 0
    assert [line.is_edited for line in written.lines] == [False] * 2 + [True] + [False] * 5  # asks come first
    assert report.steps.count() == 11


def test_this_years_milestone_follows_it():
    followed = FollowedDocument.objects.select_related("year").get(measure__code="CP-2.3a")
    assert (followed.year.label, followed.document) == ("2026-27", Report.objects.get().document)
