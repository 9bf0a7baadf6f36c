"""What the matrices of coverage need in templates: `{% load pathways_coverage %}`."""

from urllib.parse import urlencode

from django import template

register = template.Library()


@register.filter
def beside(sectors, tallies):
    """Each sector with its tally."""
    return list(zip(sectors, tallies, strict=True))


@register.simple_tag
def narrowed(**choices):
    """Those of `choices` that are made, as the beginning of a query: `organization=north&sector=cde%2Fhealth&`."""
    made = {name: value for name, value in choices.items() if value}
    return f"{urlencode(made)}&" if made else ""
