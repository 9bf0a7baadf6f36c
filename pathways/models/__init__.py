"""Career pathways: sectors, programs with their courses and awards, the occupations that they lead to, and maps."""

from .agreements import AgreementCourse, AgreementSignature, ArticulationAgreement, Step
from .dual_enrollment import DualEnrollmentCourse, DualEnrollmentTerm
from .gaps import GapInDocument, ProgramGap
from .map_parts import MapBox, MapConnection, MapLink, MapStep
from .maps import CareerPathway, MapVersion
from .plans import AlignmentPlan, PlanGap, PlanStep
from .reference import Awards, Course, Occupation, Program, Sector, SectorLink
from .terms import Season

__all__ = [
    "AlignmentPlan",
    "Awards",
    "CareerPathway",
    "Course",
    "GapInDocument",
    "MapBox",
    "MapConnection",
    "MapLink",
    "MapStep",
    "MapVersion",
    "Occupation",
    "PlanGap",
    "PlanStep",
    "Program",
    "ProgramGap",
    "Sector",
    "SectorLink",
    "AgreementCourse",
    "AgreementSignature",
    "ArticulationAgreement",
    "Awards",
    "Course",
    "DualEnrollmentCourse",
    "DualEnrollmentTerm",
    "Occupation",
    "Program",
    "Season",
    "Sector",
    "SectorLink",
    "Step",
]
