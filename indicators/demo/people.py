"""One account a role, at example.org; the people are invented."""

import datetime

from consortium.models import Membership, Office, Officeholder, Organization, User

PASSWORD = "try-the-demo-2026"

# (address, name, [(organization's slug, role)], what the account is for)
ACCOUNTS = [
    ("office@example.org", "Olive Office (invented)", [("office", "staff")], "staff of the consortium office"),
    (
        "reporter@example.org",
        "Rita Reporter (invented)",
        [("grossmont-union-high", "reporter"), ("coronado-unified", "reporter")],
        "reporter of two districts",
    ),
    ("college@example.org", "Carl College (invented)", [("palomar-college", "reporter")], "reporter of a college"),
    ("lead@example.org", "Lena Lead (invented)", [("working-group-2", "reporter")], "lead of working group 2"),
    ("member@example.org", "Milo Member (invented)", [("working-group-1", "member")], "member of working group 1"),
    ("superintendent@example.org", "Sam Superintendent (invented)", [], "superintendent of a district"),
]
# Whose office an account without a membership holds.
LEADS = {"grossmont-union-high": "superintendent@example.org"}


def make_accounts():
    """The demonstration's accounts with their memberships; returns the office's user."""
    organizations = Organization.objects.in_bulk(field_name="slug")
    for email, name, memberships, _ in ACCOUNTS:
        user = User.objects.create_user(email, PASSWORD, name=name)
        Membership.objects.bulk_create(
            Membership(
                user=user,
                organization=organizations[slug],
                role=role,
                may_publish=role == Membership.Role.STAFF,
            )
            for slug, role in memberships
        )
    return User.objects.get(email=ACCOUNTS[0][0])


def make_officeholders(year):
    """Somebody in every office, since the year before; in one of them the holder changed this autumn."""
    offices = list(Office.objects.select_related("organization").order_by("pk"))
    since = year.starts - datetime.timedelta(days=365)
    changed = year.starts + datetime.timedelta(days=61)
    holders = [
        Officeholder(
            office=office,
            name=f"Invented Holder {number}",
            email=f"holder{number}@example.org",
            starts=since,
            ends=changed if number == 1 else None,
        )
        for number, office in enumerate(offices, start=1)
    ]
    for holder in holders:
        if holder.office.organization.slug in LEADS:
            holder.user = User.objects.get(email=LEADS[holder.office.organization.slug])
            holder.name, holder.email = holder.user.name, holder.user.email
    if offices:
        holders.append(
            Officeholder(
                office=offices[0],
                name="Invented Successor",
                email="successor@example.org",
                starts=changed + datetime.timedelta(days=1),
            )
        )
    Officeholder.objects.bulk_create(holders)
