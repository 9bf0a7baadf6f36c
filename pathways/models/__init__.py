"""Career pathways: sectors, programs with their courses and awards, and the occupations that they lead to."""

from .agreements import AgreementCourse, AgreementSignature, ArticulationAgreement, Step
from .dual_enrollment import DualEnrollmentCourse, DualEnrollmentTerm
from .reference import Awards, Course, Occupation, Program, Sector, SectorLink
from .terms import Season

__all__ = [
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
