"""
What the consortium office plans for a school year: its periods, who owes which measure, targets, the due dates of
milestones, and locking. Every refusal is a `PlanningError`, whose text is a sentence for a page.
"""

from .errors import FollowRefused, PlanningError, StagesRefused, TargetsRefused
from .following import documents_to_follow, follow
from .locking import lock_period, open_worksheets, set_due, unlock_period
from .missing import gaps_by_year
from .owing import Cell, Changes, default_assignments, may_owe, owing_matrix, set_assignments
from .stages import set_due_dates
from .targets import Revision, revise_target, revise_targets
from .years import open_past_year, open_year

__all__ = [
    "Cell",
    "Changes",
    "FollowRefused",
    "PlanningError",
    "Revision",
    "StagesRefused",
    "TargetsRefused",
    "default_assignments",
    "documents_to_follow",
    "follow",
    "gaps_by_year",
    "lock_period",
    "may_owe",
    "open_past_year",
    "open_worksheets",
    "open_year",
    "owing_matrix",
    "revise_target",
    "revise_targets",
    "set_assignments",
    "set_due",
    "set_due_dates",
    "unlock_period",
]
