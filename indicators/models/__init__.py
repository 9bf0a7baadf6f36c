"""Measures, who owes them, what was reported, and what was frozen."""

from .agreements import Assignment, FollowedDocument, StageReached, Target
from .discussion import Comment, Evidence
from .frozen import FrozenFigure
from .measures import LeadingIndicator, Measure, MeasurePlacement
from .meetings import Decision, GroupMeeting, MeetingMinutes, SnapshotFigure
from .reminders import Reminder
from .submissions import Submission, Value

__all__ = [
    "Assignment",
    "Comment",
    "Decision",
    "Evidence",
    "FollowedDocument",
    "FrozenFigure",
    "GroupMeeting",
    "LeadingIndicator",
    "Measure",
    "MeasurePlacement",
    "MeetingMinutes",
    "Reminder",
    "SnapshotFigure",
    "StageReached",
    "Submission",
    "Target",
    "Value",
]
