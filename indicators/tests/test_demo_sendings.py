"""The demonstration's sendings: rounds to every kind of recipient, as they would stand on the day."""

import datetime

import pytest

from consortium.models import Contact
from goals.models import Distribution, Feedback, Recipient, RecipientList
from goals.queries.distributions import to_new_holders

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("filled_in_november"),
    pytest.mark.xdist_group("demo"),
]

TODAY = datetime.date(2026, 11, 23)


def test_rounds_to_everybody_stand_as_they_would_on_the_day():
    rounds = Distribution.objects.order_by("first_day")
    assert list(rounds.values_list("document__kind", "audience")) == [
        ("goals", "officeholders"),
        ("continuum", "administrators_and_centers"),
        ("metrics", "officeholders"),
        ("gap_analysis", "partners"),
        ("career_preparation", "schools"),
        ("continuum", "administrators_and_centers"),
    ]
    assert all(one.version_id for one in rounds)
    assert set(Contact.objects.values_list("role", flat=True)) == {"administrator", "career_center", "main"}
    assert RecipientList.objects.get().contacts.count() == 12
    assert set(Recipient.objects.values_list("mail", flat=True)) == {"none", "sent", "failed"}
    assert not Recipient.objects.filter(received_on__gt=TODAY).exists()
    assert 0 < Feedback.objects.counting().count() == Feedback.objects.count() - 2
    assert to_new_holders(rounds.first().recipients, TODAY).count() == 1
    assert not Recipient.objects.exclude(email="").exclude(email__endswith="@example.org").exists()
