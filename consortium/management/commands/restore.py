"""`python manage.py restore FILE [--replace]`: what `backup` wrote."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from consortium.backups import BackupError, restore_backup
from consortium.postgres_tools import ToolError


class Command(BaseCommand):
    help = "Put a backup into the database and the store of uploaded files. A database with data needs --replace."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="A file that `backup` wrote.")
        parser.add_argument("--replace", action="store_true", help="Replace everything that the database holds.")

    def handle(self, *args, file, replace, **options):
        """Restore and say what was in it. Raises CommandError with a sentence; the database is then as it was."""
        try:
            summary = restore_backup(file, replace=replace)
        except (BackupError, ToolError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored the backup of {summary.made_at}, with {summary.files:,} uploaded files.")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("It is of an earlier release. Run `python manage.py migrate` now.")
