"""The types of activities to begin with, from the project's own seeds (`seeds/activity_types.json`)."""

import json
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from wbl.models import ActivityType

SEED = Path(__file__).parents[1] / "seeds" / "activity_types.json"


@transaction.atomic
def load_activity_types():
    """
    See that the types of the seed are there, with the stage and grades that the region begins with. Returns how many
    were new. What is there stays as it is, whatever it was changed to; known by its short name or its name.
    """
    there = set(ActivityType.objects.values_list("slug", flat=True))
    there |= set(ActivityType.objects.values_list("name", flat=True))
    new = [one for one in seeded() if one.slug not in there and one.name not in there]
    return len(ActivityType.objects.bulk_create(new))


def seeded():
    """The types of the seed in their order, not stored."""
    rows = json.loads(SEED.read_text())
    for place, row in enumerate(rows, start=1):
        lowest, highest = row["grades"]
        yield ActivityType(
            name=row["name"],
            slug=slugify(row["name"]),
            stage=row["stage"],
            lowest_grade=lowest,
            highest_grade=highest,
            description=row["description"],
            order=place,
        )
