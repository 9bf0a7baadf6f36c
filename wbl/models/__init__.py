"""Work-based learning: events and who came, employers with what was said to them, speakers, surveys."""

from .attendance import Attendance, RosterEntry
from .employers import Employer, EmployerContact
from .events import Event
from .feeds import CalendarFeed
from .participation import Participation
from .speakers import Speaker, Speaking
from .survey_answers import PaperCount, PaperTotals, SurveyAnswer, SurveyDoor, SurveyResponse
from .survey_texts import Language
from .surveys import Survey, SurveyChoice, SurveyQuestion

__all__ = [
    "Attendance",
    "CalendarFeed",
    "Employer",
    "EmployerContact",
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
