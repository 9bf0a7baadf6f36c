"""What of the pathways room goes in and out as a spreadsheet."""

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
    "CourseResource",
    "OccupationResource",
    "ProgramResource",
    "SectorLinkResource",
    "SectorResource",
]
