"""Questions about partners and people, each a function from queryset to queryset."""

import re
from collections import defaultdict

from django.db.models import Count, Prefetch, Q

from consortium.models import Membership, Officeholder, Organization, OrganizationYear


def searched(organizations, text):
    """Organizations whose name contains `text`, or whose code begins with it (hyphens and blanks left out)."""
    if not text:
        return organizations
    wanted = Q(name__icontains=text)
    code = re.sub(r"[\s-]", "", text)
    if code.isdecimal():
        wanted |= Q(cds_code__startswith=code) | Q(mis_code__startswith=code)
    return organizations.filter(wanted)


def with_facts(organizations, year):
    """Each organization with `facts`: a list with its OrganizationYear of `year` (SchoolYear or None), or empty."""
    facts = OrganizationYear.objects.filter(year=year)
    return organizations.prefetch_related(Prefetch("years", queryset=facts, to_attr="facts"))


def with_reporters(organizations):
    """Each organization with `reporters`: how many people report for it at present."""
    current = Q(
        memberships__role=Membership.Role.REPORTER,
        memberships__ended_on__isnull=True,
        memberships__user__is_active=True,
    )
    return organizations.annotate(reporters=Count("memberships", filter=current, distinct=True))


def offices_with_holders(organization):
    """The offices of an organization, each with `terms`: all who held it, the latest first."""
    holders = Officeholder.objects.order_by("-starts")
    return organization.offices.order_by("title").prefetch_related(
        Prefetch("holders", queryset=holders, to_attr="terms")
    )


def people(organization):
    """Current memberships of an organization with their people, by role and name."""
    return (
        organization.memberships.current()
        .filter(user__is_active=True)
        .select_related("user")
        .order_by("role", "user__name", "user__email")
    )


def memberships_matching(text):
    """All memberships with person and organization; with `text`, those in whose names or address it occurs."""
    memberships = Membership.objects.select_related("user", "organization").order_by(
        "organization__name", "role", "user__email"
    )
    if not text:
        return memberships
    return memberships.filter(
        Q(user__email__icontains=text) | Q(user__name__icontains=text) | Q(organization__name__icontains=text)
    )


def unconfirmed(year):
    """Facts of the year whose grades nobody has confirmed, of open organizations that have grades."""
    return (
        OrganizationYear.objects.filter(year=year, grades_confirmed=False, organization__closed_on__isnull=True)
        .exclude(organization__kind__in=[Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP])
        .select_related("organization__parent")
        .order_by("organization__cds_code", "organization__name")
    )


def circles(parents):
    """
    Groups (tuples of primary keys, two or more) of the organizations in `parents` (key → that of the one above, or
    None) whose counts the same people know: those below one organization, and those of which one person is or was a
    reporter. Each once.
    """
    below = defaultdict(set)
    for organization, parent in parents.items():
        below[organization].add(organization)
        if parent is not None:
            below[parent].add(organization)
    reach = defaultdict(set)
    held = Membership.objects.filter(role=Membership.Role.REPORTER).order_by("pk")
    for person, organization in held.values_list("user_id", "organization_id"):
        reach[person] |= below.get(organization, set())
    groups = [tuple(sorted(group)) for group in [*below.values(), *reach.values()] if len(group) > 1]
    return tuple(sorted(set(groups)))
