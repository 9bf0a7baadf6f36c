"""What the office has chosen in its list of worksheets; the choice is in the address."""

from dataclasses import dataclass

from django.http import Http404

from consortium.models import Organization, ReportingPeriod
from indicators.worksheets import lists as worklists


@dataclass(frozen=True)
class Option:
    """One entry of a select."""

    value: str
    label: str
    selected: bool


@dataclass(frozen=True)
class Select:
    """One select of `partials/choices.html`."""

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Filters:
    """The period looked at, and a state and a kind of organization, "" for all."""

    period: ReportingPeriod
    state: str
    kind: str
    periods: list[ReportingPeriod]

    @property
    def selects(self):
        """The choices as selects, in the order of the page."""
        kinds = [(value, label) for value, label in Organization.Kind.choices if value not in NEVER_REPORT]
        return [
            _select("period", "Period", [(period.code, str(period)) for period in self.periods], self.period.code),
            _select("state", "State", [("", "all"), *worklists.STATES.items()], self.state),
            _select("kind", "Kind", [("", "all"), *kinds], self.kind),
        ]


NEVER_REPORT = (Organization.Kind.SCHOOL, Organization.Kind.COLLEGE_DISTRICT)


def filters_of(request, periods, today):
    """The `Filters` in the address; `periods` are those to choose from, the latest first. Http404 for unknown ones."""
    code, state, kind = (request.GET.get(name, "") for name in ("period", "state", "kind"))
    period = next((one for one in periods if one.code == code), None) if code else _usual(periods, today)
    if period is None or (state and state not in worklists.STATES) or (kind and kind not in Organization.Kind.values):
        raise Http404("There is no such list of worksheets.")
    return Filters(period, state, kind, periods)


def _usual(periods, today):
    """The last period that has ended and is open: its worksheets are due; without one the latest."""
    due = [period for period in periods if period.ends < today and not period.is_locked]
    return due[0] if due else periods[0]


def _select(name, label, choices, chosen):
    return Select(name, label, [Option(value, words, value == chosen) for value, words in choices])
