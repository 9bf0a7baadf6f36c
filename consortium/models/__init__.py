"""What all rooms share: people, organizations, school years, stored files and long work."""

from .calendar import ReportingPeriod, SchoolYear
from .calpass import CalpassAgreement, CalpassUpload
from .contacts import Contact
from .files import StoredFile
from .jobs import Job
from .organizations import Consortium, County, Organization, OrganizationYear, Segment
from .people import Membership, Office, Officeholder, User

__all__ = [
    "CalpassAgreement",
    "CalpassUpload",
    "Consortium",
    "Contact",
    "County",
    "Job",
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
