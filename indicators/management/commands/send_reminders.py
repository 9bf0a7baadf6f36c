"""`python manage.py send_reminders`: for a daily timer; once per person and day."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.tidying import tidy
from indicators.reporting import delivery
from indicators.worksheets import reminders
from wbl.rules.survey_answering import forget_doors


class Command(BaseCommand):
    help = (
        "Remind reporters by mail of worksheets that are due within a week or overdue, once per person and day; have "
        "the annual report sent again to presidents and superintendents who have not acknowledged it in a week; then "
        "remove files that nothing has referred to for a day (as tidy_files)."
    )

    def handle(self, *args, **options):
        now, today = timezone.now(), timezone.localdate()
        try:
            self.stdout.write(f"{delivery.remind(now, today)} reminders of the annual report wait to be sent.")
            sent = reminders.send(timezone.localdate())
        except reminders.RemindersFailed as failure:
            raise CommandError(f"{failure}. The next run tries again.") from failure
        else:
            self.stdout.write(f"{sent} reminder{'' if sent == 1 else 's'} sent.")
        finally:
            self.stdout.write(str(tidy(timezone.now())))
            forget_doors(timezone.localdate())
