"""Career pathways: sectors, programs with their courses and awards, the occupations that they lead to, and maps."""

from .map_parts import MapBox, MapConnection, MapLink, MapStep
from .maps import CareerPathway, MapVersion
from .reference import Awards, Course, Occupation, Program, Sector, SectorLink

__all__ = [
    "Awards",
    "CareerPathway",
    "Course",
    "MapBox",
    "MapConnection",
    "MapLink",
    "MapStep",
    "MapVersion",
    "Occupation",
    "Program",
    "Sector",
    "SectorLink",
]
