"""Offices and who holds them: one holder at a time, and a change of hands in one step."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.days import in_words
from consortium.models import Office, Officeholder, Organization

# which kind of organization is led by whom
TITLES = {
    Organization.Kind.COLLEGE: Office.Title.PRESIDENT,
    Organization.Kind.K12_DISTRICT: Office.Title.SUPERINTENDENT,
    Organization.Kind.COUNTY_OFFICE: Office.Title.SUPERINTENDENT,
    Organization.Kind.CHARTER: Office.Title.SUPERINTENDENT,
}


def ensure_offices(organizations, title):
    """See that each of `organizations` has the office `title`; one query, those that exist stay."""
    Office.objects.bulk_create(
        (Office(organization=organization, title=title) for organization in organizations), ignore_conflicts=True
    )


@transaction.atomic
def hand_over(organization, title, *, name, email, starts):
    """
    A new holder of the office from the day `starts` on; whoever holds it then leaves it the day before.

    Returns the new Officeholder. Raises ValidationError where somebody took the office on that day or later.
    """
    office, _ = Office.objects.get_or_create(organization=organization, title=title)
    Office.objects.select_for_update().get(pk=office.pk)
    later = office.holders.filter(starts__gte=starts).order_by("starts").first()
    if later:
        taken = f"{later.name} took this office on {in_words(later.starts)}"
        raise ValidationError({"starts": f"{taken}. Choose a later day, or correct that."})
    office.holders.on(starts).update(ends=starts - datetime.timedelta(days=1))
    return Officeholder.objects.create(office=office, name=name, email=email, starts=starts)
