"""
Changing the inventory: ticking what schools offer, writing in one offering, and carrying a year over.

A page carries what it was drawn from: of a grid which offerings there were in which version, of one offering its
version. Where somebody else has changed the same meanwhile nothing is saved, and both are shown.
"""

from dataclasses import dataclass, field

from django.db import transaction

from consortium.models import Organization, SchoolYear
from wbl.models import ActivityOffering
from wbl.models.inventory import HIGHEST_GRADE, LOWEST_GRADE
from wbl.queries.inventory import inventory_schools
from wbl.rules.conflicts import conflict_about


class Refused(Exception):
    """What cannot be saved as it is; its text is the sentence to show."""


@dataclass
class Changes:
    """
    What became of a grid. Either `added` and `removed` ([(school, type)]) were saved, and `by_others` are cells that
    somebody else changed meanwhile, which stand as they have them; or there are `conflicts` ((school's key, type's key)
    → `Conflict`) and nothing was saved.
    """

    added: list = field(default_factory=list)
    removed: list = field(default_factory=list)
    by_others: list = field(default_factory=list)
    conflicts: dict = field(default_factory=dict)

    @property
    def saved(self):
        """Whether it was saved."""
        return not self.conflicts


@transaction.atomic
def save_grid(district, year, rows, wanted, seen, *, user, now):
    """
    Make the inventory of `year` say what is ticked, all or nothing, and return `Changes`.

    `rows` are `SchoolRow`s of the page; `wanted` a set of (school's key, type's key) that are ticked, `seen` the same
    keys → version of the offerings that the person had before them. What nobody touched on the page stays as it is. A
    tick that is taken away from an offering which somebody else has changed since is a conflict. Raises Refused for a
    tick at a school or type that is no longer on the page.
    """
    Organization.objects.select_for_update().get(pk=district.pk)  # two people save the same grid one after the other
    cells = {cell.key: cell for row in rows for cell in row.cells}
    if not wanted <= cells.keys():
        raise Refused("A school or an activity that you ticked is no longer in the inventory. Load the page again.")
    stored = _stored(year, cells)
    touched = {key for key in cells if (key in wanted) != (key in seen)}
    removed = {key: stored[key] for key in touched if key not in wanted and key in stored}
    conflicts = {key: one for key, one in removed.items() if one.version != seen[key]}
    if conflicts:
        return Changes(conflicts={key: conflict_about(one) for key, one in conflicts.items()})
    added = [cells[key] for key in cells if key in touched and key in wanted and key not in stored]
    ActivityOffering.objects.filter(pk__in=[one.pk for one in removed.values()]).delete()
    ActivityOffering.objects.bulk_create(_new(cell, year, user, now) for cell in added)
    others = [cells[key] for key in cells if key not in touched and (key in stored) != (key in seen)]
    return Changes(
        added=[(cell.school, cell.activity_type) for cell in added],
        removed=[(cells[key].school, cells[key].activity_type) for key in cells if key in removed],
        by_others=[(cell.school, cell.activity_type) for cell in others],
    )


def _stored(year, cells):
    schools, types = {school for school, _ in cells}, {one for _, one in cells}
    found = ActivityOffering.objects.filter(year=year, school__in=schools, activity_type__in=types)
    return {(one.school_id, one.activity_type_id): one for one in found}


def _new(cell, year, user, now):
    lowest, highest = proposed_grades(cell.activity_type, cell.school.lowest, cell.school.highest)
    return ActivityOffering(
        school=cell.school,
        activity_type=cell.activity_type,
        year=year,
        lowest_grade=lowest,
        highest_grade=highest,
        recorded_by=user,
        recorded_at=now,
    )


def proposed_grades(activity_type, lowest, highest):
    """
    The grades in which a school of `lowest` to `highest` (None: not known) probably offers a type: those of the type
    that the school has; where it has none of them all grades of the school, else those of the type.
    """
    if lowest is None or highest is None:
        return activity_type.lowest_grade, activity_type.highest_grade
    own = max(lowest, LOWEST_GRADE), min(highest, HIGHEST_GRADE)
    shared = max(own[0], activity_type.lowest_grade), min(own[1], activity_type.highest_grade)
    for pair in (shared, own):
        if pair[0] <= pair[1]:
            return pair
    return activity_type.lowest_grade, activity_type.highest_grade


@transaction.atomic
def save_offering(offering, sectors, seen):
    """
    Store what was written in `offering` and its `sectors`, of which the writer had seen the version `seen`. Returns
    None, or the `Conflict` where somebody else has changed it meanwhile: then nothing is saved. Raises Refused where it
    is gone.
    """
    stored = ActivityOffering.objects.select_for_update().filter(pk=offering.pk).first()
    if stored is None:
        raise Refused("Somebody has taken this out of the inventory meanwhile.")
    if stored.version != seen:
        return conflict_about(stored)
    offering.version = stored.version + 1
    offering.save()
    offering.sectors.set(sectors)
    return None


def year_before(year):
    """The school year before `year`, or None where it is not set up."""
    return SchoolYear.objects.filter(start_year=year.start_year - 1).first()


def to_carry_over(district, year, day):
    """
    What the schools of `district` offered in the year before and do not yet offer in `year`, as offerings of the former
    year with school, type and sectors. Not what ended before the year did, nor types and schools that are gone.
    """
    former = year_before(year)
    schools = inventory_schools(year, day).filter(parent=district)
    if former is None:
        return ActivityOffering.objects.none()
    there = ActivityOffering.objects.filter(year=year, school__in=schools)
    pairs = {(school, one) for school, one in there.values_list("school_id", "activity_type_id")}
    offered = ActivityOffering.objects.standing(former.ends).filter(
        school__in=schools, activity_type__retired_on__isnull=True
    )
    keys = offered.values_list("pk", "school_id", "activity_type_id")
    lasting = [pk for pk, *pair in keys if tuple(pair) not in pairs]
    rows = ActivityOffering.objects.filter(pk__in=lasting).select_related("school", "activity_type")
    return rows.order_by("school__name", "activity_type").prefetch_related("sectors")


@transaction.atomic
def carry_over(district, year, day, chosen, *, user, now):
    """
    Copy those of `to_carry_over` whose keys are in `chosen` to `year`, with grades, sectors, contact, notes and source.
    Returns how many. What somebody else has entered meanwhile stays as it is.
    """
    Organization.objects.select_for_update().get(pk=district.pk)
    rows = list(to_carry_over(district, year, day).filter(pk__in=chosen))
    copies = ActivityOffering.objects.bulk_create(_copy(row, year, user, now) for row in rows)
    through = ActivityOffering.sectors.through
    through.objects.bulk_create(
        through(activityoffering=copy, sector=sector)
        for row, copy in zip(rows, copies, strict=True)
        for sector in row.sectors.all()
    )
    return len(copies)


COPIED = ("school_id", "activity_type_id", "lowest_grade", "highest_grade", "contact", "notes", "source")


def _copy(row, year, user, now):
    copied = {name: getattr(row, name) for name in COPIED}
    return ActivityOffering(year=year, recorded_by=user, recorded_at=now, **copied)
