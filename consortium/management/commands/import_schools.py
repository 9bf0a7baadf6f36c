"""`import_schools FILE [--dry-run] [--year 2026-27] [--close-vanished]`: the importer of the browser."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.models import County, SchoolYear
from consortium.schools import import_schools, plan_schools
from consortium.schools_file import UnreadableFile, read_schools_file
from consortium.schools_report import report_lines
from consortium.years import start_year_of_label, year_at


class Command(BaseCommand):
    help = "Compares the state's list of public schools with what is here, and takes over what differs."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Show what would change and write nothing.")
        parser.add_argument("--year", help="The school year whose facts are noted, such as 2026-27.")
        parser.add_argument(
            "--close-vanished", action="store_true", help="Close the schools that are here and not in the file."
        )

    def handle(self, *args, file, dry_run, year, close_vanished, **options):
        """Report row by row. Raises CommandError, with nothing written, where a row has an error."""
        today = timezone.localdate()
        school_year = self._year(year, today)
        counties = dict(County.objects.values_list("code", "name"))
        if not counties:
            raise CommandError("No county has been set up yet. Run load_region, or add the counties in the admin.")
        try:
            school_file = read_schools_file(file.read_bytes(), counties, today)
        except (UnreadableFile, OSError) as problem:
            raise CommandError(str(problem)) from problem
        plan = plan_schools(school_file, school_year, today)
        for line in report_lines(plan):
            self.stdout.write(line)
        if plan.errors:
            count = len(plan.errors)
            raise CommandError(f"Nothing was written: {count} row{' has an error' if count == 1 else 's have errors'}.")
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
            return
        close = [organization.pk for organization in plan.vanished] if close_vanished else []
        import_schools(school_file, school_year, today, fingerprint=plan.fingerprint, close=close)
        self.stdout.write(f"Written: {plan.changes:,} changes, {len(close):,} vanished schools closed.")

    def _year(self, label, today):
        if label is None:
            year = year_at(today)
        else:
            year = SchoolYear.objects.filter(start_year=start_year_of_label(label) or 0).first()
        if year is None:
            raise CommandError(f"The school year {label or 'of today'} has not been set up. Run load_region first.")
        return year
