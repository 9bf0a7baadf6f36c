"""How steps of agreements are drawn: ``{% load agreements %}``."""

from django import template

from pathways.models import Step

register = template.Library()

# the shapes of the look (consortium/templatetags/look.py) for the steps; the word always stands beside them
SHAPES = {
    Step.DRAFTED: "not_started",
    Step.REVIEWED: "not_started",
    Step.SIGNING: "on_track",
    Step.IN_FORCE: "met",
    Step.EXPIRING: "behind",
    Step.EXPIRED: "not_met",
    Step.RENEWED: "no_target",
    Step.ENDED: "no_target",
}


@register.filter
def step_shape(step):
    """The shape for a step of an agreement."""
    return SHAPES[step]
