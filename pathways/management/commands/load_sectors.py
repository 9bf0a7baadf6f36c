"""`python manage.py load_sectors`: the 15 CDE industry sectors, the 10 college sectors, and their crosswalk."""

from django.core.management.base import BaseCommand

from pathways.rules.sectors import load_sectors


class Command(BaseCommand):
    help = "Load the CDE and the college sectors with their crosswalk. A second run changes nothing."

    def handle(self, *args, **options):
        sectors, links = load_sectors()
        self.stdout.write(f"{sectors} sectors and {links} lines of the crosswalk were new.")
