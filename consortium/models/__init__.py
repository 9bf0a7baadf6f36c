"""What all rooms share: people, organizations, school years and stored files."""

from .calendar import ReportingPeriod, SchoolYear
from .calpass import CalpassAgreement, CalpassUpload
from .contacts import Contact
from .files import StoredFile
from .organizations import Consortium, County, Organization, OrganizationYear, Segment
from .people import Membership, Office, Officeholder, User

__all__ = [
    "CalpassAgreement",
    "CalpassUpload",
    "Consortium",
    "Contact",
    "County",
    "Membership",
    "Office",
    "Officeholder",
    "Organization",
    "OrganizationYear",
    "ReportingPeriod",
    "SchoolYear",
    "Segment",
    "StoredFile",
    "User",
]
