"""Cal-PASS Plus in the demonstration: real districts, invented days."""

import datetime
import random

from consortium.models import CalpassAgreement, CalpassUpload, Organization

SEED = 1998  # a chance of its own, so that no other figure of the demonstration depends on this
WITH_AGREEMENT = 19
UPLOADED_LAST_YEAR = 12
UPLOADED_THIS_YEAR = 7


def fill_calpass(last_year, this_year, today):
    """
    Agreements of most high school districts, and the uploads of two school years (SchoolYear) as of `today`.

    One agreement has run out and one was renewed, so that the page shows what that looks like.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented days, no secret
    districts = list(Organization.objects.high_school_districts(last_year).order_by("slug"))
    chance.shuffle(districts)
    with_agreement = districts[:WITH_AGREEMENT]
    CalpassAgreement.objects.bulk_create(_agreements(districts, last_year, chance))
    uploads = []
    for year, number in ((last_year, UPLOADED_LAST_YEAR), (this_year, UPLOADED_THIS_YEAR)):
        for district in with_agreement[:number]:
            accepted_on = datetime.date(year.start_year, 8, 24) + datetime.timedelta(days=chance.randrange(80))
            uploads.append(CalpassUpload(organization=district, year=year, accepted_on=accepted_on))
    CalpassUpload.objects.bulk_create(upload for upload in uploads if upload.accepted_on <= today)


def _agreements(districts, last_year, chance):
    """The first has a renewed agreement, the one after those with an agreement one that has run out."""
    for place, district in enumerate(districts[: WITH_AGREEMENT + 1]):
        start_year = last_year.start_year - chance.randrange(1, 5)
        signed_on = datetime.date(start_year, chance.randrange(1, 7), chance.randrange(1, 28))
        ends_on = datetime.date(start_year + 6, 6, 30) if chance.random() < 0.6 else None
        if place == 0:
            ended = datetime.date(last_year.start_year, 12, 31)
            yield CalpassAgreement(organization=district, signed_on=signed_on, ends_on=ended)
            signed_on, ends_on = ended + datetime.timedelta(days=1), None
        elif place == WITH_AGREEMENT:
            ends_on = last_year.ends - datetime.timedelta(days=90)
        yield CalpassAgreement(organization=district, signed_on=signed_on, ends_on=ends_on)
