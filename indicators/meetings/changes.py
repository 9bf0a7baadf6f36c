"""What has changed from one meeting to the next: two snapshots in, their differences out. No database, no clock."""

from dataclasses import dataclass

from indicators.models import Measure, SnapshotFigure
from indicators.progress import Status


@dataclass(frozen=True)
class Change:
    """
    A measure as it was (None: there was nothing to compare with) and as it is. `target_was` is the former target, where
    another one was set, else empty.
    """

    before: SnapshotFigure | None
    now: SnapshotFigure
    target_was: str = ""


@dataclass(frozen=True)
class Changes:
    """
    Lists of `Change`, each measure in one of them.

    turned    the status is another one; also a figure that is no longer there
    reported  there is a figure, and there was none
    moved     the figure is another one as it is written, with the same status
    targets   nothing else than the target is another one
    same      how many measures are as they were
    new_year  whether a school year has begun since, so that what adds up over a year begins anew
    """

    turned: list
    reported: list
    moved: list
    targets: list
    same: int
    new_year: bool = False

    @property
    def groups(self):
        """[(heading, changes)] of what there is, the most telling first."""
        every = [
            ("Status turned", self.turned),
            ("Newly reported", self.reported),
            ("Figure moved", self.moved),
            ("Target changed", self.targets),
        ]
        return [(heading, changes) for heading, changes in every if changes]

    @property
    def words(self):
        """How many of what, as a sentence."""
        counted = [
            (len(self.turned), "status turned", "statuses turned"),
            (len(self.reported), "measure newly reported", "measures newly reported"),
            (len(self.moved), "figure moved", "figures moved"),
            (sum(bool(change.target_was) for _, group in self.groups for change in group), "target changed",
             "targets changed"),
        ]  # fmt: skip
        said = [f"{number} {one if number == 1 else many}" for number, one, many in counted if number]
        same = f"{self.same} as {'it was' if self.same == 1 else 'they were'}"
        return ", ".join([*said, same]) + "."


def compare(before, now, *, new_year=False):
    """
    What has changed from the snapshot `before` to the one `now` (lists of SnapshotFigure with their measures).

    With `new_year` they are of two school years: then figures that add up over a year, and ladders that renew, have
    nothing to be compared with, and targets are new ones.
    """
    former = {row.measure_id: row for row in before}
    found = {kind: [] for kind in ("turned", "reported", "moved", "targets", "same")}
    for row in now:
        was = former.get(row.measure_id)
        if was is not None and new_year and _begins_anew(row.measure):
            was = None
        revised = was is not None and not new_year and was.target != row.target
        change = Change(was, row, was.target if revised else "")
        found[_kind(change)].append(change)
    same = len(found.pop("same"))
    return Changes(**found, same=same, new_year=new_year)


def _begins_anew(measure):
    return measure.renews if measure.is_milestone else measure.timing == Measure.Timing.FLOW


def _kind(change):
    before, now = change.before, change.now
    had, has = before is not None and before.has_figure, now.has_figure
    if has and not had:
        return "reported"
    if had and not now.hidden and before.status != now.status:
        return "turned"
    if had and has and before.actual != now.actual:
        return "moved"
    return "targets" if change.target_was else "same"


def by_organization(rows):
    """[(organization's name, [row, …])] of what is missing in the snapshot `rows`, who owes most first."""
    owing = {}
    for row in rows:
        for name in row.missing:
            owing.setdefault(name, []).append(row)
    return sorted(owing.items(), key=lambda item: (-len(item[1]), item[0]))


def tally(rows):
    """How many of the rows shown have each status, in the order of the statuses, as `figures.tally`."""
    shown = [row.status for row in rows if not row.hidden]
    return {status: shown.count(status) for status in Status if status in shown}
