"""`python manage.py load_activity_types`: the activities of the work-based learning continuum, to begin with."""

from django.core.management.base import BaseCommand

from wbl.rules.activity_types import load_activity_types


class Command(BaseCommand):
    help = "Load the types of activities with their stages and grades. A second run changes nothing."

    def handle(self, *args, **options):
        new = load_activity_types()
        self.stdout.write(f"{new} activity type{'' if new == 1 else 's'} {'was' if new == 1 else 'were'} new.")
