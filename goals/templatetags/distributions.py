"""Small things that pages and mails of sendings write: ``{% load distributions %}``."""

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

BAR_WIDTH = 640
BAR = (
    '<svg class="bar sending-bar" width="{width}" height="14" viewBox="0 0 {width} 14" preserveAspectRatio="none"'
    ' role="img" aria-label="{label}"><rect width="{width}" height="14" rx="2" class="fill-ground"/>{parts}</svg>'
)
PART = '<rect x="{}" width="{}" height="14" class="{}"/>'


@register.filter
def common_name(recipients):
    """The name that all ``recipients`` of one address share, or "" where they have several or none."""
    names = {recipient.name for recipient in recipients}
    return names.pop() if len(names) == 1 else ""


@register.filter
def unix(text):
    """``text`` with line ends as mails have them."""
    return text.replace("\r\n", "\n").strip()


@register.simple_tag
def sending_bar(received, sent, recipients):
    """Draw how many of ``recipients`` have it, and how many more it was sent to of whom nothing is known."""
    label = f"{received} of {recipients} have received it, {sent} more were sent it"
    whole = max(recipients, 1)
    first, second = (round(BAR_WIDTH * part / whole, 1) for part in (received, sent))
    parts = [(0, first, "fill-accent"), (first, second, "fill-not_started")]
    return format_html(BAR, width=BAR_WIDTH, label=label, parts=format_html_join("", PART, parts))
