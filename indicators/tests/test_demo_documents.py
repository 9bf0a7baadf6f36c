"""The demonstration's documents stand in every state, and none is ahead of its time."""

import datetime

import pytest
from django.db.models import Q

from consortium.models import Organization
from consortium.tests.factories import (
    OfficeOrganizationFactory,
    OrganizationFactory,
    SchoolYearFactory,
    UserFactory,
    WorkingGroupFactory,
)
from goals.models import Document, DocumentStage, DocumentVersion
from goals.queries.documents import STATES, having_reached
from indicators.demo.documents import FIRST, PLANS, SECOND, STORIES, fill_documents

pytestmark = pytest.mark.django_db


def filled(today):
    """The documents as of `today`, a day of 2026-27, of organizations that are called like those of the region."""
    OfficeOrganizationFactory()
    for slug in (FIRST, SECOND):
        WorkingGroupFactory(slug=slug)
    for slug in {story.owner for story in STORIES} | set(PLANS):
        if not Organization.objects.filter(slug=slug).exists():
            OrganizationFactory(slug=slug)
    years = [SchoolYearFactory(start_year=start) for start in (2026, 2025)]
    fill_documents(*years, UserFactory(), today)
    return Document.objects.all()


def test_there_is_one_of_every_kind_and_in_every_state():
    today = datetime.date(2026, 11, 23)
    documents = filled(today)
    kinds = set(Document.Kind.values) - {Document.Kind.ANNUAL_REPORT}  # comes with the report itself
    assert set(documents.values_list("kind", flat=True)) == kinds
    assert [state for state, (_, in_state) in STATES.items() if not in_state(documents, today).exists()] == []
    plans = documents.filter(kind="action_plan")
    assert (plans.count(), having_reached(plans.in_use(today), "approved", today).count()) == (12, 9)
    assert DocumentVersion.objects.filter(file__isnull=False).count() == 1


@pytest.mark.parametrize("today", [datetime.date(2026, 7, 1), datetime.date(2026, 9, 3), datetime.date(2027, 6, 30)])
def test_on_any_day_of_the_year_everything_has_happened_already_and_in_order(today):
    documents = filled(today)
    assert not documents.filter(Q(begun_on__gt=today) | Q(posted_on__gt=today) | Q(withdrawn_on__gt=today)).exists()
    assert not DocumentVersion.objects.filter(added_at__date__gt=today).exists()
    for document in documents.prefetch_related("stages"):
        days = {stage.name: stage.reached_on for stage in document.stages.all()}
        usual = [days[name] for name in DocumentStage.usual(document.kind) if name in days]
        assert usual == sorted(usual)
        assert all(document.begun_on <= day <= today for day in days.values())
