"""The lists of sectors and their crosswalk, from the project's own seeds (`seeds/sectors.json`)."""

import json
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify

from pathways.models import Sector, SectorLink

SEED = Path(__file__).parents[1] / "seeds" / "sectors.json"


@transaction.atomic
def load_sectors():
    """
    See that all sectors and the crosswalk are there. Returns (new sectors, new links) as numbers.

    What is there stays as it is, renamed or not. Links are made only with the sectors that they tie, so that a link
    which somebody took out of the crosswalk stays out.
    """
    seed = json.loads(SEED.read_text())
    known = {known_as: sector for sector in Sector.objects.all() for known_as in _names(sector)}
    sectors, new = {}, []
    for sector in _seeded(seed):
        there = next((known[known_as] for known_as in _names(sector) if known_as in known), None)
        if there is None:
            new.append(sector)
        sectors[sector.name] = there or sector
    Sector.objects.bulk_create(new)
    links = [
        SectorLink(cde=sectors[cde], college=sectors[college])
        for cde, colleges in seed["crosswalk"].items()
        for college in colleges
        if sectors[cde] in new or sectors[college] in new
    ]
    SectorLink.objects.bulk_create(links)
    return len(new), len(links)


def _names(sector):
    """What a sector is known by within its scheme: either may have been changed by somebody."""
    return (sector.scheme, sector.slug), (sector.scheme, sector.name)


def _seeded(seed):
    """The sectors of the seed, not stored."""
    for scheme in Sector.Scheme.values:
        for place, name in enumerate(seed[scheme], start=1):
            yield Sector(scheme=scheme, name=name, slug=slugify(name.replace("/", " ")), order=place)
