"""Pieces of long work for tests. Each step makes a county; the lines of a file say how often it was done."""

import time
from pathlib import Path

from django.core.exceptions import ValidationError

from consortium.jobs import CannotGoOn, long_work
from consortium.models import Consortium, County


@long_work
def steps(progress, *, count, file=None, pause=0, pause_at=None):
    """Makes `count` counties, one a commit; with `file` each writes a line there. Waits `pause` seconds at a step."""
    done = set(County.objects.values_list("code", flat=True))
    for number in range(count):
        code = f"{number:02d}"
        if code in done:
            continue
        if pause and pause_at in (None, number):
            _wait(progress, number, count, pause)
        if file:
            with Path(file).open("a") as lines:
                lines.write(f"{code}\n")
        County.objects.create(code=code, name=f"County {number}")
        progress.step(number + 1, count, f"County {number} is made.")
    return f"{count} counties are made."


def _wait(progress, done, total, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        progress.step(done, total)
        time.sleep(0.02)


@long_work(all_or_nothing=True)
def whole(progress, *, count, fail_at=None, pause_at=None):
    """The same in one transaction; `fail_at` is the step at which it cannot go on."""
    for number in range(count):
        if number == pause_at:
            _wait(progress, number, count, 30)
        if number == fail_at:
            raise CannotGoOn(f"Row {number} is not right.")
        County.objects.create(code=f"{number:02d}", name=f"County {number}")
        progress.step(number + 1, count)
    return f"{count} counties are made."


@long_work
def breaks(progress, *, how):
    """Raises what `how` says, after one step."""
    progress.step(1, 3)
    if how == "unforeseen":
        raise RuntimeError("secret details")
    if how == "validation":
        raise ValidationError(["The file is empty.", "Choose another."])
    if how == "database":
        Consortium.objects.create(name="Second", short_name="2")
    progress.step("no number")


def no_work(progress):
    """An ordinary function, which a job must not be able to call."""
