"""`python manage.py data_dictionary > docs/data-dictionary.md`: every table and column with its meaning."""

from django.core.management.base import BaseCommand

from consortium.dictionary import dictionary


class Command(BaseCommand):
    help = "Print docs/data-dictionary.md: every table and column with its meaning and its rules."

    requires_system_checks = []

    def handle(self, *args, **options):
        """Write the page to the standard output."""
        self.stdout.write(dictionary(), ending="")
