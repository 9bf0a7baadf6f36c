"""`python manage.py backup FILE`: the database and the uploaded files in one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.backups import BackupError, make_backup
from consortium.postgres_tools import ToolError


class Command(BaseCommand):
    help = "Write the database and the uploaded files to one file. It holds everything: keep it as safe as the server."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="The file to write, such as 2026-11-01.backup.")

    def handle(self, *args, file, **options):
        """Write the backup and say what is in it. Raises CommandError with a sentence, and leaves no half a file."""
        try:
            summary = make_backup(file, timezone.localtime())
        except (BackupError, ToolError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{file}: the database and {summary.files:,} uploaded files, {file.stat().st_size / 1024 / 1024:,.1f} MB."
        )
