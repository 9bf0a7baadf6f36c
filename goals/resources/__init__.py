"""What of the goals room goes in and out as a spreadsheet."""

from .agreed import GradeStrategyResource, ObjectiveResource, StrategyResource, StudentOutcomeResource
from .documents import DocumentResource, DocumentStageResource, DocumentVersionResource
from .frameworks import EditionResource, FrameworkResource, GoalResource, InEditionMixin
from .sendings import DistributionResource, FeedbackResource, RecipientResource

__all__ = [
    "DistributionResource",
    "DocumentResource",
    "DocumentStageResource",
    "DocumentVersionResource",
    "EditionResource",
    "FeedbackResource",
    "FrameworkResource",
    "GoalResource",
    "GradeStrategyResource",
    "InEditionMixin",
    "ObjectiveResource",
    "RecipientResource",
    "StrategyResource",
    "StudentOutcomeResource",
]
