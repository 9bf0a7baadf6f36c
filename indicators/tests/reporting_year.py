"""A small region with figures of 2024-25 to report on, and what forms of a draft post."""

from consortium.tests.factories import OfficeOrganizationFactory, OrganizationYearFactory, SchoolYearFactory
from goals.tests.factories import EditionFactory
from indicators.reporting import writing
from indicators.tests.factories import TargetFactory
from indicators.tests.figuring import report as reported
from indicators.tests.sheets import YEAR, owe, quarter

WRITE = "/reports/write/2024-25"


def figures_of(district, number=30):
    """A figure of the district, a member, for the measure EN-2.4a with a target; returns (measure, quarter)."""
    period = quarter(2)
    OrganizationYearFactory(organization=district, year=period.year)
    measure = owe(district, "EN-2.4a")
    TargetFactory(measure=measure, year=period.year, value=100)
    reported(measure, district, period, number)
    return measure, period


def open_report(user, now):
    """A report on 2024-25 that `user` opens."""
    year = SchoolYearFactory(start_year=YEAR)
    OfficeOrganizationFactory()
    EditionFactory(first_year=year)
    if not year.periods.exists():
        quarter(2)
    return writing.open_report(year, user, now)


def text(typed, version=0, **more):
    """What the form of a text posts when somebody presses the button."""
    return {"text": typed, "version": str(version), "save": "1", **more}


def step(**changes):
    """What the form of a next step posts."""
    return {"text": "Call", "owner": "Office", "due": "2025-10-01", "version": "0"} | changes


def lines(version=0, **typed):
    """What the form of the lines posts: `lines(ask_1="…")`; others are empty, all of one version."""
    data = {}
    for kind, order in writing.line_keys():
        data[f"{kind}-{order}"] = typed.get(f"{kind}_{order}", "")
        data[f"version-{kind}-{order}"] = str(version)
    return data
