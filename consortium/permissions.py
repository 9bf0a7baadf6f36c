"""
Who may do what. The one module that knows roles; docs/permissions.md says the same as a table.

Strangers get 404, readers who write get 403. Querysets answer "which rows" (`readable_by(access)`),
this module answers "may they at all", and `fetch` does both in one step.
"""

from dataclasses import dataclass, field
from functools import wraps

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.http import Http404
from django.shortcuts import get_object_or_404

from consortium.models import Membership, Officeholder, Organization, User


@dataclass(frozen=True)
class Access:
    """
    What one person may see and do. Organizations are primary keys; a district's reach takes in its schools. `groups`
    are the working groups among those that the person reports for (as the lead) or belongs to. Who `leads` an
    organization (its president or superintendent) reads the published reports, and needs no membership for it.
    """

    user_id: int | None = None
    is_office: bool = False
    may_publish: bool = False
    reporter_for: frozenset = field(default_factory=frozenset)
    member_of: frozenset = field(default_factory=frozenset)
    groups: frozenset = field(default_factory=frozenset)
    leads: frozenset = field(default_factory=frozenset)

    @classmethod
    def of(cls, user, day):
        """
        The access of `user` on `day`, from their current memberships and the offices they hold (one query); nobody's
        for a visitor.
        """
        if not user.is_authenticated or not user.is_active:
            return cls()
        held, leads = _rights(user, day)
        of_role = {
            role: frozenset(right["organization"] for right in held if right["role"] == role)
            for role in Membership.Role.values
        }
        return cls(
            user_id=user.pk,
            is_office=user.is_superuser or bool(of_role[Membership.Role.STAFF]),
            may_publish=any(right["may_publish"] for right in held),
            reporter_for=of_role[Membership.Role.REPORTER],
            member_of=of_role[Membership.Role.MEMBER],
            groups=frozenset(
                right["organization"] for right in held if right["kind"] == Organization.Kind.WORKING_GROUP
            ),
            leads=frozenset(leads),
        )

    @property
    def own_organizations(self):
        """Organizations this person reports for or belongs to."""
        return self.reporter_for | self.member_of

    @property
    def is_member(self):
        """Whether the person belongs to the consortium at all."""
        return self.is_office or bool(self.own_organizations)

    def may_read_worksheet(self, organization):
        """Worksheets are read by the office and by the organization's own people."""
        return self.is_office or _own_or_above(organization, self.own_organizations)

    def may_write_worksheet(self, organization):
        """Worksheets are written by the office and by the organization's reporters."""
        return self.is_office or _own_or_above(organization, self.reporter_for)

    def may_lead(self, group):
        """A working group's meetings are planned, opened and written up by its lead and the office."""
        return self.is_office or group.pk in self.reporter_for


def _rights(user, day):
    """
    (current memberships as dictionaries, organizations whose office `user` holds on `day`), in one statement. It is no
    UNION: the history takes that for something that writes.
    """
    memberships = Membership.objects.current().filter(user=OuterRef("pk")).order_by()
    offices = Officeholder.objects.on(day).filter(user=OuterRef("pk")).order_by()
    right = JSONObject(
        role="role", organization="organization_id", kind="organization__kind", may_publish="may_publish"
    )
    found = User.objects.filter(pk=user.pk).values_list(
        ArraySubquery(memberships.values(right=right)), ArraySubquery(offices.values("office__organization_id"))
    )
    return found.first() or ((), ())


def _own_or_above(organization, own):
    """Whether `organization` or the one it belongs to is among `own` (a school is its district's)."""
    return organization.pk in own or organization.parent_id in own


def fetch(queryset, access, **lookup):
    """The one row of `queryset` that `access` may read, or 404. `queryset` knows `readable_by`."""
    return get_object_or_404(queryset.readable_by(access), **lookup)


def fetch_worksheet_organization(access, slug, *, write=False):
    """
    The organization whose worksheet is asked for.

    Raises Http404 for those who may not read it, PermissionDenied for readers who want to write.
    """
    organization = get_object_or_404(Organization.objects.reported_by(access).partners(), slug=slug)
    if write and not access.may_write_worksheet(organization):
        raise PermissionDenied(f"Only the reporters of {organization} and the consortium office write here.")
    return organization


def fetch_group(access, slug, *, lead=False):
    """
    The working group whose meetings are asked for: its members and its lead, and the office.

    Raises Http404 for everybody else, PermissionDenied for members where `lead` is asked for.
    """
    groups = Organization.objects.filter(kind=Organization.Kind.WORKING_GROUP)
    group = get_object_or_404(groups if access.is_office else groups.filter(pk__in=access.groups), slug=slug)
    if lead and not access.may_lead(group):
        raise PermissionDenied(f"Only the lead of {group} and the consortium office do this.")
    return group


def member_required(view):
    """For pages of everybody in the consortium: strangers, signed in but without a membership, get 404."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.access.is_member:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def office_required(view):
    """For pages of the consortium office: everybody else gets 404."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.access.is_office:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def office_writes(view):
    """For forms about what every member may read: strangers get 404, members who are not of the office 403."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.user.access.is_member:
            raise Http404
        if not request.user.access.is_office:
            raise PermissionDenied("Only the consortium office changes this.")
        return view(request, *args, **kwargs)

    return guarded
