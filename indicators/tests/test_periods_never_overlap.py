"""The database itself refuses periods that overlap."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from consortium.models import ReportingPeriod, SchoolYear
from indicators.planning import open_past_year, open_year


@pytest.mark.django_db
def test_a_whole_year_beside_its_quarters_is_refused_by_the_database():
    year = open_year(2026)
    with pytest.raises(IntegrityError, match="reporting_period_no_overlap"), transaction.atomic():
        ReportingPeriod.objects.create(year=year, number=0, starts=year.starts, ends=year.ends, due=year.ends)


@pytest.mark.django_db
def test_one_shared_day_is_an_overlap():
    open_past_year(2025)
    year = SchoolYear.objects.create(start_year=2026)
    with pytest.raises(IntegrityError, match="reporting_period_no_overlap"), transaction.atomic():
        ReportingPeriod.objects.create(
            year=year, number=1, starts=date(2026, 6, 30), ends=date(2026, 9, 30), due=date(2026, 10, 15)
        )
    assert ReportingPeriod.objects.count() == 1
