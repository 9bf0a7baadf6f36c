"""Whom a sending goes to: for each audience the offices and contacts on a day, and those who are found nowhere."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, Prefetch, Q

from consortium.models import Contact, Office, Officeholder, Organization
from consortium.offices import TITLES
from consortium.years import year_at
from goals.models import Distribution, Recipient

Kind = Distribution.Audience


@dataclass(frozen=True)
class Addressee:
    """One recipient to be: an office with its holder of the day (None where nobody holds it), or a contact."""

    organization: Organization
    role: str
    name: str = ""
    email: str = ""
    office: Office | None = None
    officeholder: Officeholder | None = None
    contact: Contact | None = None

    @property
    def role_label(self):
        """Their role in words."""
        return Recipient.Role(self.role).label

    @property
    def address(self):
        """The address as addresses are compared: capitals make no difference."""
        return self.email.lower()


@dataclass(frozen=True)
class Audience:
    """
    The recipients of one sending, and what is to be known before it goes out. `nobody` holds the organizations that
    belong to the audience and have neither contact nor office; `ended` counts contacts of a list that have ended.
    """

    addressees: list = field(default_factory=list)
    nobody: list = field(default_factory=list)
    ended: int = 0

    @property
    def without_address(self):
        """Recipients to whom nothing can be mailed."""
        return [one for one in self.addressees if not one.email]

    @property
    def without_holder(self):
        """Offices that nobody holds on the day."""
        return [one for one in self.addressees if one.office and one.officeholder is None]

    @property
    def twice(self):
        """[(address, [Addressee, …])] of those whose address is there more than once: they get one mail."""
        by_address = defaultdict(list)
        for one in self.addressees:
            if one.email:
                by_address[one.address].append(one)
        return [(address, several) for address, several in by_address.items() if len(several) > 1]

    @property
    def mails(self):
        """How many mails go out: one for each distinct address."""
        return len({one.address for one in self.addressees if one.email})

    @property
    def fingerprint(self):
        """A text that is another one as soon as somebody joins, leaves or changes their address."""
        parts = sorted(
            f"{one.office and one.office.pk}|{one.contact and one.contact.pk}|{one.name}|{one.email}"
            for one in self.addressees
        )
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def audience_of(kind, day, recipient_list=None):
    """
    The Audience of `kind` (Distribution.Audience) on `day`. A member is who takes part in the school year of that day;
    `recipient_list` is asked for where the kind is a list. A constant number of queries.
    """
    year = year_at(day)
    members = Organization.objects.partners().open().members_in(year)
    members = members.exclude(kind__in=[Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP])
    match kind:
        case Kind.OFFICEHOLDERS:
            return _officeholders(members, Office.Title.values, day)
        case Kind.SUPERINTENDENTS:
            return _officeholders(members, [Office.Title.SUPERINTENDENT], day)
        case Kind.PRESIDENTS:
            return _officeholders(members, [Office.Title.PRESIDENT], day)
        case Kind.SCHOOLS:
            return _schools(year)
        case Kind.CAREER_CENTERS:
            return _career_centers(members)
        case Kind.ADMINISTRATORS_AND_CENTERS:
            schools = _schools(year)
            return Audience(schools.addressees + _career_centers(members).addressees, schools.nobody)
        case Kind.PARTNERS:
            return _partners(members, day)
        case Kind.LIST:
            return _of_list(recipient_list)
    raise ValueError(f"{kind} is no audience.")


def addressee_of_office(office, day):
    """The office (with `holders` of the day loaded as `now`, or not) as an Addressee, with its holder on `day`."""
    holders = office.now if hasattr(office, "now") else list(office.holders.on(day))
    holder = holders[0] if holders else None
    return Addressee(
        organization=office.organization,
        role=office.title,
        name=holder.name if holder else "",
        email=holder.email if holder else "",
        office=office,
        officeholder=holder,
    )


def _of_contact(contact):
    return Addressee(contact.organization, contact.role, contact.name, contact.email, contact=contact)


def _offices(organizations, day):
    """The offices of `organizations` with their holders on `day`."""
    holders = Prefetch("holders", queryset=Officeholder.objects.on(day), to_attr="now")
    offices = Office.objects.filter(organization__in=organizations).select_related("organization__parent")
    return offices.prefetch_related(holders).order_by("organization__name", "organization", "title")


def _officeholders(members, titles, day):
    kinds = [kind for kind, title in TITLES.items() if title in titles]
    members = members.filter(kind__in=kinds)
    offices = [office for office in _offices(members, day) if office.title in titles]
    there = {office.organization_id for office in offices}
    nobody = [organization for organization in members.order_by("name") if organization.pk not in there]
    return Audience([addressee_of_office(office, day) for office in offices], nobody)


def _contacts(role):
    contacts = Contact.objects.current().filter(role=role).select_related("organization__parent")
    return contacts.order_by("organization__name", "organization", "name", "pk")


def _schools(year):
    """The administrators of middle and high schools of member districts."""
    schools = Organization.objects.middle_and_high_schools(year).open()
    contacts = list(_contacts(Contact.Role.ADMINISTRATOR).filter(organization__in=schools))
    there = {contact.organization_id for contact in contacts}
    nobody = [school for school in schools.select_related("parent").order_by("name") if school.pk not in there]
    return Audience([_of_contact(contact) for contact in contacts], nobody)


def _career_centers(members):
    """The career centers of members and of their schools; not every school has one, so none is missed."""
    here = Q(organization__in=members) | Q(organization__parent__in=members)
    return Audience([_of_contact(contact) for contact in _contacts(Contact.Role.CAREER_CENTER).filter(here)])


def _partners(members, day):
    """The main contact of each member; where there is none, its president or superintendent."""
    found = {}
    for contact in _contacts(Contact.Role.MAIN).filter(organization__in=members):
        found.setdefault(contact.organization_id, []).append(_of_contact(contact))
    for office in _offices(members.exclude(pk__in=found), day):
        found.setdefault(office.organization_id, []).append(addressee_of_office(office, day))
    there = list(members.order_by("name"))
    addressees = [one for organization in there for one in found.get(organization.pk, [])]
    return Audience(addressees, [organization for organization in there if organization.pk not in found])


def _of_list(recipient_list):
    contacts = recipient_list.contacts.select_related("organization__parent")
    contacts = contacts.order_by("organization__name", "organization", F("name").asc(), "pk")
    current = list(contacts.current())
    return Audience([_of_contact(contact) for contact in current], ended=contacts.count() - len(current))
