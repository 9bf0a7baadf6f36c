"""The grades of an organization in a year: both are given, in order, or neither."""

import pytest
from django.db import IntegrityError

from consortium.tests.factories import OrganizationYearFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("lowest", "highest"), [(9, None), (None, 12), (12, 9), (-2, 5), (9, 15)])
def test_one_alone_and_a_wrong_order_are_refused(lowest, highest):
    with pytest.raises(IntegrityError, match="organization_year_grades_in_order"):
        OrganizationYearFactory(lowest_grade=lowest, highest_grade=highest)


@pytest.mark.parametrize(("lowest", "highest"), [(9, 12), (None, None), (-1, -1)])
def test_a_pair_and_none_are_kept(lowest, highest):
    assert OrganizationYearFactory(lowest_grade=lowest, highest_grade=highest).pk
