"""`load_region [2026-27]`: the region's counties, colleges, districts and schools, for a school year."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from consortium.models import Organization, SchoolYear
from consortium.region import load_region
from consortium.years import start_year_of_label


class Command(BaseCommand):
    help = "Brings the region in: counties, colleges, districts and schools. What is there already stays as it is."

    def add_arguments(self, parser):
        parser.add_argument("year", nargs="?", help="The school year, such as 2026-27; this year's if left out.")

    @transaction.atomic
    def handle(self, *args, year=None, **options):
        """Load, and say what was new. Raises CommandError for a year that is none."""
        today = timezone.localdate()
        start_year = start_year_of_label(year) if year else SchoolYear.start_year_of(today)
        if start_year is None:
            raise CommandError(f"“{year}” is not a school year. Write it as 2026-27.")
        before = Organization.objects.count()
        school_year, _ = SchoolYear.objects.get_or_create(start_year=start_year)
        load_region(school_year, today=today)
        total = Organization.objects.count()
        self.stdout.write(f"{school_year}: {total:,} organizations, of which {total - before:,} are new.")
