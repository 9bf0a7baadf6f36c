"""Measures, who owes them, what was reported, and what was frozen."""

from .agreements import Assignment, FollowedDocument, StageReached, Target
from .breakdowns import Breakdown
from .discussion import Comment, Evidence
from .frozen import FrozenFigure
from .measures import LeadingIndicator, Measure, MeasurePlacement
from .meetings import Decision, GroupMeeting, MeetingMinutes, SnapshotFigure
from .reminders import Reminder
from .reports import NextStep, Report, ReportFile, ReportLine, ReportSection
from .submissions import Submission, Value

__all__ = [
    "Assignment",
    "Breakdown",
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
    "NextStep",
    "Reminder",
    "Report",
    "ReportFile",
    "ReportLine",
    "ReportSection",
    "SnapshotFigure",
    "StageReached",
    "Submission",
    "Target",
    "Value",
]
