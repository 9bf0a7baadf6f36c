"""`python manage.py demo`: everything a newcomer needs, in one command."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consortium.models import Organization, User
from consortium.worker import worker_beside
from indicators.demo import ACCOUNTS, PASSWORD, fill


class Command(BaseCommand):
    help = (
        "Make the embedded database under var/, fill it with the real region and invented figures, print one account "
        "a role, and serve it on this machine, with a worker beside it. A second run keeps what is there."
    )

    def add_arguments(self, parser):
        parser.add_argument("--no-serve", action="store_true", help="Stop before the server.")
        parser.add_argument("--port", type=int, default=8000, help="The port to serve on (8000).")

    def handle(self, *args, **options):
        if not settings.EMBEDDED_DATABASE:
            raise CommandError(
                "The demonstration writes invented figures, so it only uses the embedded database. Unset DATABASE_URL."
            )
        self.say("Preparing the database …")
        call_command("migrate", verbosity=0)
        if Organization.objects.exists():
            self.say("There are organizations already: everything stays as it is.")
        else:
            self.say("Filling in the region, two school years and invented figures …")
            fill(timezone.now())
        self.print_accounts()
        if not options["no_serve"]:
            address = f"127.0.0.1:{options['port']}"
            self.say(f"\nOpen http://{address}/ and stop the server with Ctrl-C.\n")
            settings.DEBUG = False  # a newcomer who takes a wrong turn sees the product's page, not the framework's
            with worker_beside(f"http://{address}"):
                call_command("runserver", address, use_reloader=False, insecure_serving=True)

    def print_accounts(self):
        """The accounts of the demonstration that are in this database, with their password."""
        there = set(User.objects.filter(email__in=[email for email, *_ in ACCOUNTS]).values_list("email", flat=True))
        if there:
            self.say(f"\nSign in with one of these, password {PASSWORD}\n")
        for email, _, _, purpose in ACCOUNTS:
            if email in there:
                self.say(f"  {email:27} {purpose}")

    def say(self, words):
        self.stdout.write(words)
        self.stdout.flush()
