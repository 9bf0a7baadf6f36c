"""What tests of worksheets share: a past quarter, measures that somebody owes in it, and posting cells."""

from django.urls import reverse

from consortium.tests.factories import PeriodFactory, SchoolYearFactory
from goals.tests.factories import EditionFactory, GoalFactory
from indicators.models import Value
from indicators.tests import factories
from indicators.worksheets.cells import Typed, version_of

FIELDS = ("numerator", "denominator", "stage", "date", "answer", "reason")
YEAR = 2024  # long ended, so that nothing here depends on the day the tests run


def quarter(number=2):
    """A quarter of 2024-25, with the one before it."""
    year = SchoolYearFactory(start_year=YEAR)
    if number > 1:
        PeriodFactory(year=year, number=number - 1)
    return PeriodFactory(year=year, number=number)


def owe(organization, code, label="", mode="totals", factory=factories.MeasureFactory, goal=2, **fields):
    """A measure that `organization` owes in 2024-25; `factory` is one of the measure factories."""
    measure = factory(code=code, placed=False, **fields)
    place(measure, label or f"Label of {code}", goal)
    year = SchoolYearFactory(start_year=YEAR)
    factories.AssignmentFactory(measure=measure, year=year, organization=organization, mode=mode)
    return measure


def place(measure, label, goal=2):
    """Put a measure into the document that holds in 2024-25."""
    edition = EditionFactory(first_year=SchoolYearFactory(start_year=YEAR))
    indicator = factories.IndicatorFactory(goal=GoalFactory(edition=edition, number=goal), number=4)
    factories.PlacementFactory(measure=measure, indicator=indicator, label=label)


def address(organization, period, name="worksheet", *more):
    """The address of a worksheet, or of something on it."""
    return reverse(name, args=[organization.slug, period.code, *more])


def post_cell(client, organization, period, measure, version="0", **fields):
    """Post one cell as htmx does."""
    data = {f"{measure.code}.{name}": content for name, content in {"version": version, **fields}.items()}
    url = address(organization, period, "worksheet-cell", measure.code)
    return client.post(url, data, headers={"HX-Request": "true"})


def form(*cells, **more):
    """The fields of a whole form: each of `cells` is (measure, stored value or None, {what was typed over it})."""
    data = dict(more)
    for measure, value, typed in cells:
        shown = Typed.of(value)
        fields = {name: getattr(shown, name) for name in FIELDS}
        fields |= {"version": version_of(value), "was": shown.content, **typed}
        data |= {f"{measure.code}.{name}": content for name, content in fields.items()}
    return data


def stored(measure):
    """The value of a measure, or None."""
    return Value.objects.filter(measure=measure).first()
