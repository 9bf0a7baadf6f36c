"""
What may happen to a gap: it is taken up with the figures of the day, closed, set aside, reopened, put in documents.

Whoever changes a gap holds its row meanwhile. What a gap does not allow is a `GapRefused` with a sentence.
"""

from django.db import IntegrityError, transaction

from consortium.days import in_words
from consortium.refusals import sentence_of
from consortium.templatetags.look import num
from goals.models import Document
from pathways.models import GapInDocument, Program, ProgramGap

Kind = ProgramGap.Kind
CODE = ("code_scheme", "code", "code_version")


class GapRefused(Exception):
    """What a gap does not allow: `sentence`, and the `field` of a form that it is about (None: the whole)."""

    def __init__(self, sentence, field=None):
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


def of_occupation(found, day):
    """A ProgramGap, not stored, of an `OccupationGap` that was found on `day`, with its figures."""
    return ProgramGap(
        kind=Kind.LABOR_MARKET,
        title=found.title,
        soc=found.soc,
        sector_id=found.sector_id,
        found_on=day,
        annual_openings=found.annual_openings,
        average_awards=found.average_awards,
        years_in_average=found.fewest,
        data_year=found.data_year,
        median_wage=found.median_wage,
        living_wage=found.living_wage,
    )


def of_program(program, day):
    """A ProgramGap, not stored, of a Program that leads nowhere or that nobody feeds, as found on `day`."""
    return ProgramGap(
        kind=Kind.HIGH_SCHOOL_TO_COLLEGE,
        title=f"{program.name}, {program.organization.name}"[:250],
        program=program,
        sector=program.sector,
        found_on=day,
        **{name: getattr(program, name) for name in CODE},
    )


def what_is_missing(gap):
    """What a found gap is about, as a sentence with which its description can begin."""
    if gap.program_id:
        if gap.program.level == Program.Level.HIGH_SCHOOL:
            return "No published map leads from this high school program to a college program."
        return "No published map leads from a high school program to this college program."
    if gap.gap is not None:
        openings, awards, fewer = map(num, (gap.annual_openings, gap.average_awards, gap.gap))
        return f"{openings} openings a year meet {awards} awards a year: {fewer} fewer."
    return "Openings or awards are not known."


def held(gap):
    """The gap as it is now, its row held until the transaction ends."""
    return ProgramGap.objects.select_for_update(no_key=True).get(pk=gap.pk)


@transaction.atomic
def dismiss(gap, day, reason, today):
    """Set `gap` (one that is not stored yet is stored) aside from `day` on. Raises GapRefused."""
    _not_to_come(day, today)
    if gap.pk is not None:
        gap = held(gap)
    if gap.dismissed_on:
        raise GapRefused(f"The gap was set aside on {in_words(gap.dismissed_on)} already.")
    if gap.closed_on:
        raise GapRefused("The gap is closed. Reopen it before you set it aside.")
    if gap.documented_on and day < gap.documented_on:
        raise GapRefused(f"It was documented on {in_words(gap.documented_on)}; it is set aside then or later.", "day")
    gap.dismissed_on, gap.dismissed_because = day, reason
    gap.save()
    return gap


@transaction.atomic
def close(gap, day, how, today):
    """Note that `gap` was mended. Raises GapRefused."""
    _not_to_come(day, today)
    gap = held(gap)
    if gap.dismissed_on:
        raise GapRefused("The gap is set aside. Take it up again before you close it.")
    if not gap.documented_on:
        raise GapRefused("The gap is only proposed. Document it before you close it.")
    if day < gap.documented_on:
        raise GapRefused(f"It was documented on {in_words(gap.documented_on)}; it is closed then or later.", "day")
    gap.closed_on, gap.closed_how = day, how
    gap.save(update_fields=["closed_on", "closed_how"])
    return gap


def reopen(gap):
    """Take up again what was closed or set aside; the history keeps that it was. Raises GapRefused."""
    try:
        with transaction.atomic():
            gap = held(gap)
            gap.closed_on, gap.closed_how, gap.dismissed_on, gap.dismissed_because = None, "", None, ""
            gap.save(update_fields=["closed_on", "closed_how", "dismissed_on", "dismissed_because"])
    except IntegrityError as error:  # somebody has taken up the same gap meanwhile
        raise GapRefused(sentence_of(error) or "The gap cannot be reopened.") from error
    return gap


@transaction.atomic
def put_in_document(gaps, document, since):
    """Say that `document` holds `gaps` (documented ones, set aside by nobody) since a day; returns how many are new."""
    for gap in gaps:
        if gap.documented_on is None or gap.dismissed_on is not None:
            raise GapRefused(f"“{gap}” is not documented. A document holds documented gaps.")
    there = set(GapInDocument.objects.filter(document=document, gap__in=gaps).values_list("gap", flat=True))
    links = [GapInDocument(gap=gap, document=document, since=since) for gap in gaps if gap.pk not in there]
    GapInDocument.objects.bulk_create(links)
    return len(links)


def begin_gap_analysis(title, owner, day, user, now):
    """A new gap analysis, begun on `day`, recorded by `user`."""
    return Document.objects.create(
        title=title, kind=Document.Kind.GAP_ANALYSIS, owner=owner, begun_on=day, recorded_by=user, recorded_at=now
    )


def _not_to_come(day, today):
    if day > today:
        raise GapRefused(f"{in_words(day)} is still to come. Give the day on which it happened.", "day")
