"""Maps in templates: `{% load maps_drawn %}`."""

from django import template
from django.utils.safestring import mark_safe

from pathways.drawing import svg, words

register = template.Library()


@register.filter
def picture(content):
    """The map of `content` (MapContent) as inline SVG."""
    return mark_safe(svg.inline(content))  # noqa: S308 - a template of our own, which escapes what people wrote


@register.filter
def listed(content):
    """The map of `content` as columns of a list, as `words.listed` has them."""
    return words.listed(content)
