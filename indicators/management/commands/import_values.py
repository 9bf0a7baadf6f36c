"""`import_values FILE [--dry-run] --user E-MAIL`: figures from a spreadsheet, by the importer of the browser."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.exchange import Csv, Unreadable, Xlsx
from consortium.models import User
from indicators.resources import ValueResource


class Command(BaseCommand):
    help = (
        "Import figures from a CSV or XLSX file with the columns organization, period, measure, numerator, … as the "
        "export has them. They go into draft worksheets; all rows are written or none."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--user", required=True, help="The e-mail address of whoever answers for the figures.")
        parser.add_argument("--dry-run", action="store_true", help="Show what would change and write nothing.")

    def handle(self, *args, file, user, dry_run, **options):
        """Report row by row. Raises CommandError, with nothing written, where a row has an error."""
        person = User.objects.filter(email__iexact=user, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account with the address {user}.")
        now, dataset = timezone.now(), self._dataset(file)
        self._report(self._import(person, now, dataset, dry_run=True), dataset)
        if dry_run:
            self.stdout.write("Dry run: nothing was written.")
            return
        result = self._import(person, now, dataset, dry_run=False)
        self._report(result, dataset, quiet=True)
        self.stdout.write(f"Written: {result.totals['new']:,} new and {result.totals['update']:,} changed figures.")

    def _import(self, person, now, dataset, dry_run):
        resource = ValueResource(user=person, now=now)
        return resource.import_data(
            dataset, dry_run=dry_run, use_transactions=True, rollback_on_validation_errors=True
        )

    def _dataset(self, file):
        reader = Xlsx() if file.suffix.lower() == ".xlsx" else Csv()
        try:
            return reader.create_dataset(file.read_bytes())
        except (Unreadable, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _report(self, result, dataset, quiet=False):
        if not quiet:
            for number, row in enumerate(result.rows, start=2):
                if row.import_type in (row.IMPORT_TYPE_NEW, row.IMPORT_TYPE_UPDATE):
                    named = dataset[number - 2]
                    self.stdout.write(f"Line {number}: {row.import_type}: {', '.join(str(cell) for cell in named[:3])}")
        problems = result.problems
        for line, column, sentence in problems:
            place = "The file" if line is None else f"Line {line}" + (f", {column}" if column else "")
            self.stdout.write(f"{place}: {sentence}")
        if problems:
            raise CommandError("Nothing was written: the file has errors.")
