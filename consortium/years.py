"""School years as they are written in addresses and commands."""

from django.http import Http404

from consortium.models import ReportingPeriod, SchoolYear


def start_year_of_label(label):
    """`2026-27` → 2026; None for anything else."""
    parsed = ReportingPeriod.parse(f"{label}-Y")
    return parsed[0] if parsed else None


def fetch_year(label):
    """The school year written `2026-27`, or 404."""
    year = SchoolYear.objects.filter(start_year=start_year_of_label(label) or 0).first()
    if year is None:
        raise Http404(f"There is no school year {label}.")
    return year


def year_at(day):
    """The school year of `day`; the latest one where that has not been set up; None where there is none."""
    return SchoolYear.objects.containing(day) or SchoolYear.objects.first()
