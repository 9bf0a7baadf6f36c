"""Programs, courses and occupations in the demonstration: real districts and colleges, all programs invented."""

import datetime
import random
from decimal import Decimal

from consortium.models import Organization
from indicators.demo import trades
from pathways.models import Awards, Course, Occupation, Program, Sector
from pathways.rules.sectors import load_sectors

SEED = 1917  # a chance of its own, so that no other figure of the demonstration depends on this
AT_A_DISTRICT, AT_A_COLLEGE, AT_A_FOUR_YEAR = 3, 4, 3
LIVING_WAGE = Decimal("23.40")
Level, Award = Program.Level, Program.Award


def fill_pathways(last_year, this_year, today):
    """
    The sectors, about 120 programs with their courses, 60 occupations, and awards of `last_year` (SchoolYear).

    Districts with high schools, the colleges and two four-year institutions are real; programs, courses, codes' fit
    and all numbers are invented. A few programs have ended, some codes and data are not known.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented programs, no secret
    load_sectors()
    sectors = {sector.name: sector for sector in Sector.objects.all()}
    occupations = _occupations(this_year.start_year - 1, sectors, chance)
    programs = [*_high_school(last_year, sectors, chance), *_college(sectors, chance), *_four_year(sectors)]
    Program.objects.bulk_create(program for program, _ in programs)
    _end_some(programs, today)
    Course.objects.bulk_create(course for program, trade in programs for course in _courses(program, trade))
    _tie_occupations(programs, occupations)
    _tie_schools(programs, last_year, chance)
    Awards.objects.bulk_create(_awards(programs, last_year, chance))


def _occupations(data_year, sectors, chance):
    """{SOC code: Occupation}; wages and openings are invented, some are not known, and of a few the sector."""
    rows, of_trade = [], {}
    for trade in trades.TRADES:
        for soc in trade.socs:
            of_trade.setdefault(soc, sectors[trade.cde])
    for soc, title, wage in trades.OCCUPATIONS:
        known = chance.random()
        rows.append(
            Occupation(
                soc=soc,
                title=title,
                sector=of_trade.get(soc),
                data_year=data_year if known > 0.1 else data_year - 1,
                median_wage=None if 0.2 < known < 0.25 else Decimal(str(wage)),
                living_wage=LIVING_WAGE,
                annual_openings=None if 0.3 < known < 0.36 else int(chance.expovariate(1 / 260)),
            )
        )
    return {row.soc: row for row in Occupation.objects.bulk_create(rows)}


def _high_school(year, sectors, chance):
    """(program, trade) of districts with high schools."""
    for place, district in enumerate(Organization.objects.high_school_districts(year).order_by("slug")):
        for trade in trades.some(place, AT_A_DISTRICT):
            program = Program(
                organization=district,
                level=Level.HIGH_SCHOOL,
                name=f"{trade.name} Pathway",
                sector=sectors[trade.cde],
                starts_on=datetime.date(2012 + chance.randrange(12), 7, 1),
            )
            yield program, trade


def _college(sectors, chance):
    """(program, trade) of colleges; the one of continuing education has noncredit programs."""
    colleges = Organization.objects.filter(kind=Organization.Kind.COLLEGE).order_by("slug")
    for place, college in enumerate(colleges):
        adult = college.segment == "adult_education"
        for number, trade in enumerate(trades.some(3 * place + 1, AT_A_COLLEGE)):
            degree = Award.ADT if trade.transfers else Award.AS
            program = Program(
                organization=college,
                level=Level.ADULT if adult else Level.COLLEGE,
                name=trade.name,
                sector=sectors[trade.college],
                award=Award.CERTIFICATE if adult or number % 2 else degree,
                starts_on=datetime.date(2005 + chance.randrange(15), 7, 1),
                **_code(trade, chance),
            )
            yield program, trade


def _code(trade, chance):
    """Most programs have a TOP code still, some have moved to CIP, of a few none is known."""
    drawn = chance.random()
    if drawn < 0.1:
        return {}
    if drawn < 0.35:
        return {"code_scheme": "cip", "code": trade.cip, "code_version": "2020"}
    return {"code_scheme": "top", "code": trade.top, "code_version": "6th edition"}


def _four_year(sectors):
    """(program, trade) of two universities of the region, which are no partners."""
    for place, (slug, name) in enumerate(trades.UNIVERSITIES):
        university, _ = Organization.objects.get_or_create(
            slug=slug, defaults={"name": name, "kind": Organization.Kind.FOUR_YEAR}
        )
        transferring = [trade for trade in trades.TRADES if trade.transfers]
        for trade in transferring[place * AT_A_FOUR_YEAR : (place + 1) * AT_A_FOUR_YEAR]:
            program = Program(
                organization=university,
                level=Level.FOUR_YEAR,
                name=trade.name,
                sector=sectors[trade.college],
                award=Award.BACHELOR,
                code_scheme="cip",
                code=trade.cip,
                code_version="2020",
            )
            yield program, trade


def _end_some(programs, today):
    """Every thirtieth program has come to its end, so that the page shows what that looks like."""
    ended = [program for program, _ in programs[14::30]]
    for program in ended:
        program.ends_on = datetime.date(today.year - 1, 6, 30)
    Program.objects.bulk_update(ended, ["ends_on"])


def _courses(program, trade):
    """The sequence of a program: three courses in grades at a high school, else one or two a term."""
    if program.level == Level.HIGH_SCHOOL:
        for order, (level, lowest, highest) in enumerate(trades.IN_GRADES, start=1):
            yield Course(
                program=program, title=f"{trade.subject} {order}", level=level, order=order, units=10,
                lowest_grade=lowest, highest_grade=highest,
            )  # fmt: skip
        return
    for order, (title, term) in enumerate(trades.IN_TERMS, start=1):
        number = f"{trade.letters} {100 + 10 * order}"
        units = None if program.level == Level.ADULT else 3 + order % 2
        yield Course(
            program=program, number=number, title=title.format(trade.subject), term=term, order=order, units=units
        )


def _tie_occupations(programs, occupations):
    through = Program.occupations.through
    through.objects.bulk_create(
        through(program=program, occupation=occupations[soc]) for program, trade in programs for soc in trade.socs
    )


def _tie_schools(programs, year, chance):
    """One to three of the district's schools with the highest grades."""
    schools = {}
    found = Organization.objects.filter(kind=Organization.Kind.SCHOOL, years__year=year, years__highest_grade=12)
    for school in found.open().order_by("slug"):
        schools.setdefault(school.parent_id, []).append(school)
    through = Program.schools.through
    rows = []
    for program, _ in programs:
        of_district = schools.get(program.organization_id, []) if program.level == Level.HIGH_SCHOOL else []
        chosen = chance.sample(of_district, min(len(of_district), chance.randrange(1, 4)))
        rows += [through(program=program, organization=school) for school in chosen]
    through.objects.bulk_create(rows)


def _awards(programs, year, chance):
    """Of the last school year, for colleges; a few have not said."""
    for program, _ in programs:
        if program.level in (Level.COLLEGE, Level.ADULT) and chance.random() > 0.1:
            yield Awards(program=program, year=year, number=chance.randrange(0, 45))
