"""What was agreed and handed out: goals with what stands under them, documents, and whom those reached."""

from .agreed import GradeStrategy, Objective, Strategy, StudentOutcome
from .distribution import Distribution, Enclosure, Feedback, Recipient, RecipientList
from .documents import Document, DocumentStage, DocumentVersion
from .frameworks import Edition, Framework, Goal

__all__ = [
    "Distribution",
    "Document",
    "DocumentStage",
    "DocumentVersion",
    "Edition",
    "Enclosure",
    "Feedback",
    "Framework",
    "Goal",
    "GradeStrategy",
    "Objective",
    "Recipient",
    "RecipientList",
    "Strategy",
    "StudentOutcome",
]
