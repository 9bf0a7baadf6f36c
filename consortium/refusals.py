"""What the database refuses, as sentences."""

from django.apps import apps
from django.db import IntegrityError

# raised by triggers, which Django's models know nothing of
BY_TRIGGER = {
    "value_period_locked": "The period is locked: its figures stand. To change one, open the period again under Set-up "
    "and say why.",
    "submission_period_locked": "The period is locked: its worksheets stand. To change one, open the period again "
    "under Set-up and say why.",
    "snapshot_stays": "What a meeting looked at stays as it was.",
    "published_minutes_stay": "Published minutes stay as they are. Publish a correction instead.",
    "report_published": "The report is published: it stays as it is. What is wrong is corrected by another report.",
    "survey_questions_stand": "The survey has been answered, so its questions stand as they are. Copy it to ask anew.",
}


def sentence_of(error):
    """
    The sentence for an IntegrityError: the one of the named constraint that was violated, or None where the
    constraint has no words of its own.
    """
    if not isinstance(error, IntegrityError):
        return None
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    return BY_TRIGGER.get(name) or _sentence_of_constraint(name)


def _sentence_of_constraint(name):
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            own_words = constraint.violation_error_message != constraint.default_violation_error_message
            if constraint.name == name and own_words:
                return constraint.violation_error_message
    return None
