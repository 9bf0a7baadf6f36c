"""What of the pathways room goes in and out as a spreadsheet."""

from .gaps import AlignmentPlanResource, PlanStepResource, ProgramGapResource
from .maps import CareerPathwayResource
from .reference import (
    AwardsResource,
    CourseResource,
    OccupationResource,
    ProgramResource,
    SectorLinkResource,
    SectorResource,
)

__all__ = [
    "AlignmentPlanResource",
    "AwardsResource",
    "CareerPathwayResource",
    "CourseResource",
    "OccupationResource",
    "PlanStepResource",
    "ProgramGapResource",
    "ProgramResource",
    "SectorLinkResource",
    "SectorResource",
]
