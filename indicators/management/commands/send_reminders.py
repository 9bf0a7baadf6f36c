"""`python manage.py send_reminders`: for a daily timer; once per person and day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from indicators.worksheets import reminders


class Command(BaseCommand):
    help = "Remind reporters by mail of worksheets that are due within a week or overdue, once per person and day."

    def handle(self, *args, **options):
        sent = reminders.send(timezone.localdate())
        self.stdout.write(f"{sent} reminder{'' if sent == 1 else 's'} sent.")
