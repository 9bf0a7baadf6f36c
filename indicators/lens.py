"""What is looked at, and by whom."""

from dataclasses import dataclass
from itertools import takewhile

from consortium.models import Organization, ReportingPeriod, SchoolYear
from consortium.permissions import Access


@dataclass(frozen=True)
class Lens:
    """What is looked at: a school year through a period, for the region or one organization, and by whom."""

    year: SchoolYear
    periods: tuple[ReportingPeriod, ...]  # of the year, in order; the last is the one looked through
    access: Access
    drafts: bool = False
    organization: Organization | None = None

    @property
    def through(self):
        """The last period included."""
        return self.periods[-1]

    @property
    def closed_periods(self):
        """
        The periods up to the first that is open. One locked before its turn waits with the others: had it been
        shown alone, the total to its end would give the earlier period away later.
        """
        return tuple(takewhile(lambda period: period.is_locked, self.periods))

    def sees_students_of_open_periods(self):
        """The office does, and an organization's own people where it is looked at alone."""
        if self.access.is_office:
            return True
        return self.organization is not None and self.access.may_read_worksheet(self.organization)


def periods_through(periods, through):
    """Those of the year's `periods` (any order) that begin no later than `through`, in order."""
    return tuple(sorted((p for p in periods if p.starts <= through.starts), key=lambda period: period.starts))
