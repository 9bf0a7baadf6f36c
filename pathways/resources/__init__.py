"""What of the pathways room goes in and out as a spreadsheet."""

from .agreements import ArticulationAgreementResource, SignatureResource
from .dual_enrollment import DualEnrollmentCourseResource, DualEnrollmentTermResource
from .gaps import AlignmentPlanResource, GapReferences, PlanStepResource, ProgramGapResource
from .maps import CareerPathwayResource
from .reference import (
    AwardsResource,
    CourseResource,
    OccupationResource,
    ProgramResource,
    SectorLinkResource,
    SectorReference,
    SectorResource,
)

__all__ = [
    "AlignmentPlanResource",
    "ArticulationAgreementResource",
    "AwardsResource",
    "CareerPathwayResource",
    "CourseResource",
    "DualEnrollmentCourseResource",
    "DualEnrollmentTermResource",
    "GapReferences",
    "OccupationResource",
    "PlanStepResource",
    "ProgramGapResource",
    "ProgramResource",
    "SectorLinkResource",
    "SectorReference",
    "SectorResource",
    "SignatureResource",
]
