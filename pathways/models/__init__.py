"""Career pathways: sectors, programs with their courses and awards, and the occupations that they lead to."""

from .reference import Awards, Course, Occupation, Program, Sector, SectorLink

__all__ = ["Awards", "Course", "Occupation", "Program", "Sector", "SectorLink"]
