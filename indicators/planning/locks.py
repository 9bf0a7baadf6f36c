"""One person plans a school year at a time."""

from consortium.models import SchoolYear


def hold(year):
    """
    Wait until nobody else changes the plan of `year`, and keep others waiting until this transaction ends.

    A weak lock (`FOR NO KEY UPDATE`), so that worksheets of the year are saved meanwhile.
    """
    return SchoolYear.objects.select_for_update(no_key=True).get(pk=year.pk)
