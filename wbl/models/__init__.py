"""
Work-based learning: events, who took part and came, employers with what was said to them, speakers, surveys, the
inventory of what schools offer, and enrollment by group.
"""

from .attendance import Attendance, RosterEntry
from .employers import Employer, EmployerContact
from .enrollment import EnrollmentByGroup
from .events import Event
from .feeds import CalendarFeed
from .inventory import ActivityOffering, ActivityType
from .participation import Participation
from .speakers import Speaker, Speaking
from .survey_answers import PaperCount, PaperTotals, SurveyAnswer, SurveyDoor, SurveyResponse
from .survey_texts import Language
from .surveys import Survey, SurveyChoice, SurveyQuestion

__all__ = [
    "ActivityOffering",
    "ActivityType",
    "Attendance",
    "CalendarFeed",
    "Employer",
    "EmployerContact",
    "EnrollmentByGroup",
    "Event",
    "Language",
    "PaperCount",
    "PaperTotals",
    "Participation",
    "RosterEntry",
    "Speaker",
    "Speaking",
    "Survey",
    "SurveyAnswer",
    "SurveyChoice",
    "SurveyDoor",
    "SurveyQuestion",
    "SurveyResponse",
]
