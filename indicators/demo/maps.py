"""Fifteen career pathway maps in the demonstration: real districts and colleges, invented programs and pathways."""

import datetime
from dataclasses import dataclass, replace

from consortium.models import Organization
from indicators.demo import trades
from pathways.models import CareerPathway, MapBox, MapVersion, Occupation, Program, Sector
from pathways.queries.map_search import sequence_columns
from pathways.rules import map_publishing, map_states
from pathways.rules.map_editing import edit, write
from pathways.rules.map_states import BoxState, State

Level, Column, Kind = Program.Level, MapBox.Column, MapBox.Kind
MOST = 40  # programs of one level on a map


@dataclass(frozen=True)
class Plan:
    """A map: its name, the trades that stand on it, how many days ago it was published (None: a draft), and more."""

    name: str
    trades: tuple
    days: int | None = None
    owner: str = "college"
    schools: int = 2
    colleges: int = 1
    then: str = ""


HEALTH = ("Registered Nursing", "Medical Assisting", "Biotechnology", "Veterinary Technology")
MAPS = [
    Plan("Careers in Health", HEALTH, 300, "office", MOST, MOST),
    Plan("Nursing", ("Registered Nursing",), 420, then="a second version"),
    Plan("Welding", ("Welding Technology",), 260, "office", 3, 2),
    Plan("Cybersecurity", ("Cybersecurity",), 210, "district"),
    Plan("Automotive Technology", ("Automotive Technology",), 400, then="withdrawn"),
    Plan("Culinary Arts", ("Culinary Arts",), 150, then="a new draft"),
    Plan("Software Development", ("Software Development",), 130, "district", 1),
    Plan("Digital Media and Film", ("Digital Media", "Film and Video Production"), 95, "office", 2, 1),
    Plan("Construction", ("Construction Management", "Electrical Trades"), 75, "college", 1),
    Plan("Machining", ("Machining",), 60, "district", 2, 0),  # leads to no college, and so does not count
    Plan("Fire Technology", ("Fire Technology",), 33, "district", 1),
    Plan("Accounting", ("Accounting",), None, "college", 1),
    Plan("Early Childhood", ("Child Development",), None, "district"),
    Plan("Administration of Justice", ("Administration of Justice",), None, "office"),
    Plan("Fashion", ("Fashion Design",), None, "district", 1, 0),
]


def fill_maps(office, today, now):
    """
    Fifteen maps, made by `office` (a User): eleven published in the last fourteen months, of which one was withdrawn,
    one has a second version and one a draft of the next; four are drafts. One has about eighty boxes.
    """
    sectors = {sector.name: sector for sector in Sector.objects.filter(scheme=Sector.Scheme.CDE)}
    programs = Program.objects.active(today).select_related("organization").prefetch_related("courses__program")
    programs = list(programs.order_by("organization__slug", "pk"))
    occupations = {one.soc: one for one in Occupation.objects.latest_data()}
    by_name = {trade.name: trade for trade in trades.TRADES}
    for plan in MAPS:
        of_map = [by_name[name] for name in plan.trades]
        chosen = _chosen(plan, programs)
        pathway = CareerPathway(
            name=f"{plan.name} Pathway",
            sector=sectors[of_map[0].cde],
            organization=_owner(plan, chosen),
            summary=f"From high school through college to work in {of_map[0].subject.lower()} (invented).",
        )
        draft = map_publishing.begin_pathway(pathway)
        state = _state(of_map, chosen, occupations)
        write(draft, State(), state)
        MapVersion.objects.filter(pk=draft.pk).update(last_number=state.last_number)
        if plan.days is not None:
            _publish(draft, plan, office, today, now)


def _chosen(plan, programs):
    """{level: programs of the plan's trades}, as many as it asks for."""
    names = {*plan.trades, *(f"{name} Pathway" for name in plan.trades)}
    most = {Level.HIGH_SCHOOL: plan.schools, Level.COLLEGE: plan.colleges, Level.FOUR_YEAR: 2}
    of_level = {level: [] for level in Level.values}
    for program in programs:
        if program.name in names and len(of_level[program.level]) < most.get(program.level, 1):
            of_level[program.level].append(program)
    return of_level


def _owner(plan, chosen):
    level = {"college": Level.COLLEGE, "district": Level.HIGH_SCHOOL}.get(plan.owner)
    of_level = chosen.get(level)
    return of_level[0].organization if of_level else Organization.objects.get(kind=Organization.Kind.OFFICE)


def _state(of_map, chosen, occupations):
    """The boxes of a map: exploration, courses at schools, at colleges, what these award, transfer and occupations."""
    state, first = _added(State(), Column.MIDDLE_SCHOOL, Kind.TEXT, None, f"Explore {of_map[0].subject.lower()}")
    ends = []  # the last courses at schools, from which all colleges are reached
    for program in chosen[Level.HIGH_SCHOOL]:
        state, _, last = _courses(state, program, first)
        ends.append(last)
    for program in chosen[Level.ADULT]:
        state, number = _added(state, Column.ADULT, Kind.PROGRAM, program.pk, program.name)
        ends.append(number)
    awards = []
    for program in chosen[Level.COLLEGE]:
        state, begins, last = _courses(state, program, None)
        state = replace(state, links=tuple(sorted({*state.links, *((end, begins) for end in ends)})))
        state, award = _added(state, Column.TERM_4, Kind.PROGRAM, program.pk, program.name, last)
        awards.append(award)
    for program in chosen[Level.FOUR_YEAR]:
        state, number = _added(state, Column.TRANSFER, Kind.PROGRAM, program.pk, program.name)
        state = replace(state, links=tuple(sorted({*state.links, *((award, number) for award in awards)})))
    for soc in [soc for trade in of_map for soc in trade.socs]:
        found = occupations[soc]
        state, number = _added(state, Column.OCCUPATIONS, Kind.OCCUPATION, found.pk, found.title)
        before = awards or ends
        state = replace(state, links=tuple(sorted({*state.links, *((award, number) for award in before[:2])})))
    return state


def _added(state, column, kind, refers, title, source=None):
    """(state, number) with one more box."""
    state, _ = map_states.add(state, BoxState(0, column, kind, refers, title), source)
    return state, state.last_number


def _courses(state, program, source):
    """(state, number of the first course, number of the last) with all courses of a program."""
    boxes = [
        BoxState(0, column, Kind.COURSE, course.pk, course.title)
        for course, column in sequence_columns(program.courses.all())
    ]
    first = state.last_number + 1
    state, _ = map_states.add_sequence(state, boxes, source, program.name)
    return state, first, state.last_number


def _publish(draft, plan, office, today, now):
    day = today - datetime.timedelta(days=plan.days)
    version = map_publishing.publish(draft, office, draft.changes, day, today)
    if plan.then == "withdrawn":
        because = "The college has ended the program; a new map is under way."
        map_publishing.withdraw(version, today - datetime.timedelta(days=45), because, today)
    elif plan.then:
        following = map_publishing.begin_draft(version.pathway)
        note = "Work experience with local employers"
        box = BoxState(0, Column.TERM_5, Kind.TEXT, None, note)
        edited = edit(following, office, 0, lambda state: map_states.add(state, box), now)
        if plan.then == "a second version":
            later = today - datetime.timedelta(days=80)
            map_publishing.publish(edited.version, office, edited.version.changes, later, today, f"{note} added")
