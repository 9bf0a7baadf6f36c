"""Changing enrollment by group: what was typed is stored, but never over somebody else's in silence."""

from django.db import IntegrityError, transaction

from wbl.models import EnrollmentByGroup
from wbl.rules.conflicts import conflict_about


def save_enrollment(row, seen):
    """
    Store `row`, of which the writer had seen the version `seen` (0: there was none). Returns None, or the `Conflict`
    where somebody else has stored another one meanwhile; then nothing is saved.
    """
    try:
        with transaction.atomic():
            return _save(row, seen)
    except IntegrityError as error:
        if "enrollment_by_group_once" not in str(error):
            raise
    return conflict_about(_held(row))


def _save(row, seen):
    stored = _held(row, lock=True)
    if stored is None:
        row.pk, row.version = None, 1
        row.save(force_insert=True)
        return None
    if stored.version != seen:
        return conflict_about(stored)
    row.pk, row.version, row._state.adding = stored.pk, stored.version + 1, False
    row.save()
    return None


def _held(row, *, lock=False):
    rows = EnrollmentByGroup.objects.select_for_update() if lock else EnrollmentByGroup.objects
    return rows.filter(organization=row.organization_id, year=row.year_id, audience=row.audience).first()
