"""What of the pathways room goes in and out as a spreadsheet."""

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
    "AwardsResource",
    "CareerPathwayResource",
    "CourseResource",
    "OccupationResource",
    "ProgramResource",
    "SectorLinkResource",
    "SectorResource",
]
