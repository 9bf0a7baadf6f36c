"""`python manage.py work`: a worker, which does the long work that people start on pages."""

from django.core.management.base import BaseCommand

from consortium.worker import Worker, end_with_parent


class Command(BaseCommand):
    help = (
        "Do the long work (mailings, imports, …) that people start on pages, until ended with Ctrl-C or SIGTERM; what "
        "runs then is given back and goes on with the next worker. Several may run side by side."
    )

    def add_arguments(self, parser):
        parser.add_argument("--until-idle", action="store_true", help="End when nothing is left to do.")
        parser.add_argument("--interval", type=float, default=1, help="Seconds between looking for new work (1).")
        parser.add_argument("--with-parent", action="store_true", help="End when the standard input is closed.")

    def handle(self, *args, **options):
        worker = Worker(interval=options["interval"])
        worker.configure_signals()
        if options["with_parent"]:
            end_with_parent()
        worker.work(until_idle=options["until_idle"])
