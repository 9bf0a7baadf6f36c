"""What of the pathways room goes in and out as a spreadsheet."""

from .agreements import ArticulationAgreementResource, SignatureResource
from .dual_enrollment import DualEnrollmentCourseResource, DualEnrollmentTermResource
from .reference import (
    AwardsResource,
    CourseResource,
    OccupationResource,
    ProgramResource,
    SectorLinkResource,
    SectorResource,
)

__all__ = [
    "ArticulationAgreementResource",
    "AwardsResource",
    "CourseResource",
    "DualEnrollmentCourseResource",
    "DualEnrollmentTermResource",
    "OccupationResource",
    "ProgramResource",
    "SectorLinkResource",
    "SectorResource",
    "SignatureResource",
]
