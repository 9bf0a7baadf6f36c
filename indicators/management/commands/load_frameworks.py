"""`python manage.py load_frameworks`: the two frameworks, 14 goals, 46 indicators, 73 measures."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from indicators.loading import default_first_year, load_frameworks


class Command(BaseCommand):
    help = "Load the two frameworks: 14 goals, 46 leading indicators, 73 measures. A second run changes nothing."

    def handle(self, *args, **options):
        loaded = load_frameworks(default_first_year(timezone.localdate()))
        self.stdout.write(
            f"{loaded.goals} goals, {loaded.indicators} leading indicators, {loaded.measures} measures; "
            f"{loaded.created} rows were new."
        )
