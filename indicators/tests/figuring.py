"""Short ways to report a value and to see the figure that comes of it."""

from consortium.permissions import Access
from indicators.figures import figures
from indicators.lens import Lens, periods_through
from indicators.models import MeasurePlacement
from indicators.tests.factories import SubmissionFactory, ValueFactory

OFFICE = Access(is_office=True)


def figure_of(measure, through, *, access=OFFICE, drafts=False, organization=None):
    """The figure of one measure as the lens shows it."""
    placements = MeasurePlacement.objects.filter(measure=measure).select_related("measure")
    periods = periods_through(through.year.periods.all(), through)
    lens = Lens(through.year, periods, access, drafts=drafts, organization=organization)
    return figures(list(placements), lens)[measure.pk]


def report(measure, organization, period, numerator, denominator=None, state="approved", **more):
    submission = SubmissionFactory(organization=organization, period=period, state=state)
    return ValueFactory(
        measure=measure,
        organization=more.pop("about", organization),
        period=period,
        submission=submission,
        numerator=numerator,
        denominator=denominator,
        **more,
    )
