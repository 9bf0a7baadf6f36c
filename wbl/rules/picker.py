"""The list of organizations to tick for an event: grouped by segment, narrowed by a word, schools found by name."""

from dataclasses import dataclass

from consortium.models import Organization, Segment
from wbl.queries.meetings import pickable, segment_of

CONVENERS = (Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP)


@dataclass(frozen=True)
class Pick:
    """One organization to tick: `came`, or `invited` and away. `note` tells namesakes apart: a school's district."""

    organization: Organization
    came: bool
    invited: bool
    note: str


@dataclass(frozen=True)
class Group:
    """The organizations of one segment, or of none. `came` is how many of them came."""

    label: str
    picks: list
    came: int


def groups(came, invited, words=""):
    """
    The groups to choose from, those without organizations left out.

    `came` and `invited` are sets of primary keys, which stay on the list whatever `words` narrow it to.
    """
    picks = {label: [] for label in (*Segment.labels, "Workforce boards and others", "Office and working groups")}
    for organization in pickable(chosen=came | invited, words=words):
        pick = Pick(organization, organization.pk in came, organization.pk in invited, _note(organization))
        picks[_label(organization)].append(pick)
    return [Group(label, of_it, sum(pick.came for pick in of_it)) for label, of_it in picks.items() if of_it]


def _label(organization):
    segment = segment_of(organization)
    if segment:
        return Segment(segment).label
    return "Office and working groups" if organization.kind in CONVENERS else "Workforce boards and others"


def _note(organization):
    if organization.kind == Organization.Kind.SCHOOL:
        return organization.parent.name
    return "closed" if organization.closed_on else ""
