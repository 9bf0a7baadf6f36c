"""What tests of editing share: the day, the world, and what a form posts."""

import datetime

from consortium.tests.factories import SchoolYearFactory
from goals.tests.factories import EditionFactory, GoalFactory

HTMX = {"HTTP_HX_REQUEST": "true"}
TODAY = datetime.date(2026, 10, 15)


def goal_of(start_year=2026, number=2):
    """A goal of an edition from that school year on."""
    return GoalFactory(edition=EditionFactory(first_year=SchoolYearFactory(start_year=start_year)), number=number)


def typed(item=None, **changes):
    """What the form of `item` (or of a new row) posts."""
    content = {"text": "A step", "owner": "", "stage": "drafted", "stage_on": "2026-09-01", "due": "", "version": "0"}
    if item is not None:
        content |= {"text": item.text, "owner": item.owner_id or "", "stage": item.stage, "version": item.version}
        content["stage_on"] = item.stage_on.isoformat()
        content["due"] = item.due.isoformat() if item.due else ""
    return {name: str(value) for name, value in (content | changes).items()}


def content(item):
    """What is stored, read anew."""
    item.refresh_from_db()
    return item.text, item.stage, item.stage_on, item.version
