"""`python manage.py tidy_files`: files that nothing has referred to for a day are removed."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from consortium.tidying import tidy


class Command(BaseCommand):
    help = "Remove uploads and files of imports that nothing has referred to for a day. send_reminders does it daily."

    def handle(self, *args, **options):
        self.stdout.write(str(tidy(timezone.now())))
