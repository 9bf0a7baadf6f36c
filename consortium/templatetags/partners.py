"""Grades as people write them, for templates: ``{% load partners %}``."""

from django import template

from consortium import grades

register = template.Library()


@register.filter
def grades_of(facts):
    """`K–6` of an OrganizationYear, or nothing."""
    return grades.written(facts.lowest_grade, facts.highest_grade) if facts else ""
