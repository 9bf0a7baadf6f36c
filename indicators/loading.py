"""Brings the two frameworks in: 14 goals and 46 leading indicators verbatim, and the 73 measures that count them."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from consortium.models import Organization, SchoolYear
from goals.document import read_document, short_titles
from goals.models import Edition, Framework, Goal
from indicators.models import LeadingIndicator, Measure, MeasurePlacement

SEEDS = Path(__file__).parent / "seeds"

# The ladders of things that are done anew each year: the meeting schedule, the report, the application's criteria.
RENEWED_EACH_YEAR = {"CP-1.4a", "CP-2.3a", "CP-6.2a"}


@dataclass(frozen=True)
class Loaded:
    """How many rows there are now, and how many of them are new."""

    goals: int
    indicators: int
    measures: int
    created: int


def read_measures():
    """The rows of measures.csv as dictionaries of text, keyed by code."""
    with (SEEDS / "measures.csv").open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row for row in csv.DictReader(lines)}


def given_target(row):
    """The target that the document itself sets: `100%` → 100 (percent points), `1` → 1, empty → None."""
    return Decimal(row["target"].rstrip("%")) if row["target"] else None


@transaction.atomic
def load_frameworks(first_year):
    """
    Load both frameworks as an edition from `first_year` on (a SchoolYear), with measures and their placements.

    What is there already stays as it is, so that a second run changes nothing; returns `Loaded`.
    """
    measures, created = _load_measures()
    for order, text in enumerate(read_document(), start=1):
        created += _load_framework(text, order, first_year, measures)
    return Loaded(Goal.objects.count(), LeadingIndicator.objects.count(), Measure.objects.count(), created)


def default_first_year(today):
    """The first school year on record, or the one `today` is in, made where there is none."""
    first = SchoolYear.objects.order_by("start_year").first()
    return first or SchoolYear.objects.create(start_year=SchoolYear.start_year_of(today))


def _load_measures():
    rows = read_measures()
    known = Measure.objects.in_bulk(field_name="code")
    new = [_measure(row) for code, row in rows.items() if code not in known]
    Measure.objects.bulk_create(new)
    return Measure.objects.in_bulk(list(rows), field_name="code"), len(new)


def _measure(row):
    return Measure(
        code=row["code"],
        kind=row["kind"],
        unit=row["unit"],
        timing=row["timing"],
        across=row["across"],
        reporters=row["reporter"].split(";"),
        source=row["source"],
        breakdowns=row["by"].split(";") if row["by"] else [],
        ladder=row["ladder"].split(">") if row["ladder"] else [],
        renews=row["code"] in RENEWED_EACH_YEAR,
    )


def _load_framework(text, order, first_year, measures):
    """One framework of the document; returns how many rows were created. An edition that exists is left alone."""
    framework, _ = Framework.objects.get_or_create(
        code=text.code,
        defaults={"slug": text.code.lower(), "title": text.title, "short_title": text.short_title, "order": order},
    )
    if framework.working_group is None:
        framework.working_group = Organization.objects.filter(slug=f"working-group-{text.working_group}").first()
        framework.save(update_fields=["working_group"])
    if framework.editions.exists():
        return 0
    edition = Edition.objects.create(framework=framework, first_year=first_year)
    titles = short_titles()
    goals = Goal.objects.bulk_create(
        Goal(edition=edition, number=goal.number, text=goal.text, short_title=titles[text.code, goal.number])
        for goal in text.goals
    )
    indicators = LeadingIndicator.objects.bulk_create(
        LeadingIndicator(goal=row, number=number, text=sentence)
        for row, goal in zip(goals, text.goals, strict=True)
        for number, sentence in goal.indicators.items()
    )
    placements = _place(indicators, framework, measures)
    return 1 + len(goals) + len(indicators) + len(placements)


def _place(indicators, framework, measures):
    """Put every measure under the indicator that its code names: EN-2.1a under EN-2.1."""
    by_code = {f"{framework.code}-{indicator.goal.number}.{indicator.number}": indicator for indicator in indicators}
    return MeasurePlacement.objects.bulk_create(
        MeasurePlacement(
            measure=measures[code],
            indicator=by_code[code[:-1]],
            order=ord(code[-1]) - ord("a") + 1,
            label=row["label"],
            definition=row["definition"],
            given_target=given_target(row),
        )
        for code, row in read_measures().items()
        if code.startswith(framework.code)
    )
