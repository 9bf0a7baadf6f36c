"""
How long an annual report takes: `python -m bench.report`, with the data of the demonstration (`manage.py demo`).

Composes the report of the first school year, which has ended, draws it in every form, then every partner's own report
in every form, and watches the memory. Nothing is kept: a report that had to be opened for it is rolled back.
"""

import argparse
import io
import os
import time

from bench.pages import say


class Times:
    """Seconds on the clock and of the processor since it was made."""

    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def __str__(self):
        return f"{time.perf_counter() - self.wall:6.2f} s, of a processor {time.process_time() - self.cpu:5.2f} s"

    @property
    def seconds(self):
        """Seconds of a processor."""
        return time.process_time() - self.cpu


def composed():
    """The `Content` of the first school year, as of now."""
    from django.db import transaction
    from django.utils import timezone

    from consortium.models import SchoolYear
    from indicators.models import Report
    from indicators.reporting.compose import compose

    year = SchoolYear.objects.order_by("start_year").first()
    with transaction.atomic():
        report = Report.objects.filter(year=year).first() or _opened(year)
        times = Times()
        content = compose(report, timezone.now())
        say(f"compose {times}")
        transaction.set_rollback(True)
    return content


def _opened(year):
    from django.utils import timezone

    from consortium.models import Organization
    from goals.models import Document
    from indicators.models import Report

    office = Organization.objects.filter(kind=Organization.Kind.OFFICE).first()
    day, kind = timezone.localdate(), Document.Kind.ANNUAL_REPORT
    document = Document.objects.create(title="Measured", kind=kind, owner=office, begun_on=day)
    return Report.objects.create(year=year, document=document)


def region(content):
    """Draws the region's report in every form, each once: nothing of it has been seen before."""
    from pypdf import PdfReader

    from indicators.reporting.render import FORMS, render

    for form in FORMS:
        times = Times()
        made = render(content, form).content
        said = f"{form:9} {times}, {len(made) / 1000:7,.0f} kB"
        if form.endswith("pdf"):
            seconds = times.seconds
            pages = len(PdfReader(io.BytesIO(made)).pages)
            said += f", {pages} pages: {1000 * seconds / pages:.1f} ms of a processor a page"
        say(said)


def partners(content):
    """Draws every partner's own report in every form, and says how much memory is held meanwhile."""
    import psutil

    from indicators.reporting.render import FORMS, render

    forms = [form for form, made in FORMS.items() if made.of_partner]
    process, times, size = psutil.Process(), Times(), 0
    for number, partner in enumerate(content.partners):
        if number % 15 == 0:
            say(f"  {number:3} partners, {process.memory_info().rss / 1e6:.0f} MB held")
        size += sum(len(render(content, form, partner.slug).content) for form in forms)
    say(f"{len(content.partners)} partners, {len(forms)} forms each {times}, {size / 1e6:.1f} MB")
    say(f"  at the end {process.memory_info().rss / 1e6:.0f} MB held")


def main():
    """Measures and prints."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consortium.settings")
    import django

    django.setup()
    content = composed()
    region(content)
    partners(content)


if __name__ == "__main__":
    main()
