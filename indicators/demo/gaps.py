"""Gaps and plans in the demonstration: found in its invented programs, documented, mended, sent, planned for."""

import datetime
import random

from django.utils import timezone

from consortium.models import Organization
from goals.models import Document
from pathways.models import AlignmentPlan, Course, GapInDocument, PlanGap, PlanStep, Program, ProgramGap
from pathways.queries.gaps import labor_market, of_programs
from pathways.queries.leading import fed_by_none, leading_nowhere
from pathways.rules.gaps import of_occupation, of_program, what_is_missing
from pathways.rules.plans import step_of

SEED = 1871  # a chance of its own, so that no other figure of the demonstration depends on this
OCCUPATIONS, NOWHERE, UNFED = 22, 8, 3  # how many gaps of each sort somebody took up
# Days are counted from July 1 of this school year: documented on, closed on, dismissed on; None: not (yet).
PROPOSED = (None, None, None)
DAYS = [
    (-300, None, None), (-281, 40, None), (-255, None, None), (-240, None, None), (-212, None, None),
    (-198, None, None), (-180, None, 20), (-166, None, None), (-150, None, None), (-149, -20, None),
    (-121, None, None), (-90, None, None), (-64, None, None), (-40, None, None), (-1, None, None),
    (0, None, None), (18, None, None), (33, None, None), (47, None, None), (62, None, None),
    (80, None, None), PROPOSED, (None, None, 30), PROPOSED, (91, None, None),
    (-110, None, None), (25, None, None), PROPOSED, (104, None, None), (118, None, None),
    PROPOSED, (131, None, None), (-75, None, None),
]  # fmt: skip
RECOMMENDATIONS = [
    "One more section at two colleges, and evening hours for adults who work.",
    "A certificate of 18 units that can be finished in a year, open to dual enrollment.",
    "Articulate the capstone course, so that students arrive with credit.",
    "A joint advisory board of the three colleges with employers of the sector.",
    "Counselors of grade 10 show the way to the program at the nearest college.",
    "Lend equipment of the college to two high schools, with a teacher trained in summer.",
]
SET_ASIDE = [
    "Private schools of the region train for this occupation; their awards are not in our records.",
    "The program ends with this school year.",
]
CLOSED = [
    "Two colleges opened the program in fall, with 60 places.",
    "A published map leads to the college's certificate since August.",
]


class Plan:
    """An invented plan. Days as above; `target` is in school years after this one; `courses` in its sequence."""

    def __init__(self, title, made, gaps, courses=4, target=None, convening=False, begun=None, done=None, gone=None):
        self.title, self.made, self.gaps, self.courses, self.target = title, made, gaps, courses, target
        self.convening, self.begun, self.done, self.gone = convening, begun, done, gone


PLANS = [
    Plan("A sequence from grade 10 to the certificate", -200, 2, begun=45, target=0),
    Plan("Evening certificate for adults", -170, 1, begun=-150, done=60, target=-1),
    Plan("Bridge over the summer", -160, 1, convening=True, target=0, begun=0),
    Plan("Shared laboratory with two high schools", -120, 1, target=0, begun=52),
    Plan("Credit by exam for the capstone", -95, 1, convening=True, target=0),
    Plan("Two terms instead of three", -60, 1, gone=70),
    Plan("From welding shop to apprenticeship", 20, 2, target=1),
    Plan("Dual enrollment in grade 11", 65, 1, convening=True, target=1),
    Plan("Transition of students who learn English", 65, 0, courses=0, convening=True, target=1),
    Plan("One counselor for both campuses", 66, 1, courses=2, convening=True, target=1),
    Plan("First college course in grade 12", 66, 1, courses=3, convening=True, target=1),
    Plan("Sequence still to be agreed", 90, 1, courses=0),
    Plan("Certificate in three stacks", None, 1, courses=2),
    Plan("Program for two districts", None, 0, courses=0),
]


def fill_gaps(year, today, user):
    """
    About 25 documented gaps, some proposed, closed and set aside, ten of them in the gap analysis that was sent, and
    a dozen plans. `year` is the running SchoolYear, `user` who recorded all; what is still to come is left out.
    """
    chance = random.Random(SEED)  # noqa: S311 - invented texts, no secret
    gaps = list(_gaps(year, today, user, chance))
    ProgramGap.objects.bulk_create(gaps)
    documented = [gap for gap in gaps if gap.documented_on and not gap.dismissed_on]
    _put_in_analysis(documented[:10])
    _write_plans(year, today, user, documented, chance)


def _day(year, offset, today):
    """The day, or None where there is none or it is still to come."""
    day = None if offset is None else year.starts + datetime.timedelta(days=offset)
    return day if day is None or day <= today else None


def _gaps(year, today, user, chance):
    colleges = list(Organization.objects.filter(kind=Organization.Kind.COLLEGE).order_by("slug"))
    found = [gap for gap in labor_market(today) if gap.standing == "shortage"][:OCCUPATIONS]
    every = Program.objects.all()
    nowhere, unfed = of_programs(leading_nowhere(every, today)), of_programs(fed_by_none(every, today))
    programs = [*nowhere[: 5 * NOWHERE : 5], *unfed[:UNFED]]
    drafts = [of_occupation(one, today) for one in found] + [of_program(one, today) for one in programs]
    chance.shuffle(drafts)
    for place, (gap, days) in enumerate(zip(drafts, DAYS, strict=False)):
        documented, closed, dismissed = (_day(year, offset, today) for offset in days)
        gap.found_on = min(filter(None, [documented, dismissed, today]))
        gap.description = what_is_missing(gap)
        gap.documented_on, gap.closed_on, gap.dismissed_on = documented, closed, dismissed
        gap.closed_how = CLOSED[place % len(CLOSED)] if closed else ""
        gap.dismissed_because = SET_ASIDE[place % len(SET_ASIDE)] if dismissed else ""
        if documented:
            gap.owner = gap.program.organization if gap.program else colleges[place % len(colleges)]
            gap.evidence = "Labor market data and awards of the last school years (invented)."
            gap.recommendation = RECOMMENDATIONS[place % len(RECOMMENDATIONS)]
        gap.recorded_at, gap.recorded_by = _noon(gap.found_on), user
        yield gap


def _put_in_analysis(gaps):
    """They stood in the gap analysis from its beginning on, or from the day on which they were documented."""
    analysis = Document.objects.filter(kind=Document.Kind.GAP_ANALYSIS).order_by("begun_on").first()
    if analysis is not None:
        GapInDocument.objects.bulk_create(
            GapInDocument(gap=gap, document=analysis, since=max(analysis.begun_on, gap.documented_on)) for gap in gaps
        )


def _write_plans(year, today, user, gaps, chance):
    owners = list(Organization.objects.filter(programs__level=Program.Level.COLLEGE).distinct().order_by("slug"))
    courses = list(Course.objects.select_related("program__organization", "program__sector").order_by("pk"))
    plans, links, steps = [], [], []
    for place, one in enumerate(PLANS):
        made = _day(year, one.made, today)
        if one.made is not None and made is None:
            continue
        gone = _day(year, one.gone, today)
        plan = AlignmentPlan(
            title=f"{one.title} (invented)",
            owner=owners[place % len(owners)],
            summary="Courses that follow each other, and who gives them.",
            made_on=made,
            in_effect_on=_day(year, one.begun, today),
            done_on=_day(year, one.done, today),
            target_year=None if one.target is None else year.start_year + one.target,
            made_at_convening=one.convening,
            withdrawn_on=gone,
            withdrawn_because="The college opens a program of its own instead." if gone else "",
            recorded_at=_noon(made or today),
            recorded_by=user,
        )
        plans.append(plan)
        named = [gaps[(3 * place + number) % len(gaps)] for number in range(one.gaps)] if gaps else []
        links += [PlanGap(plan=plan, gap=gap) for gap in named]
        steps += _steps(plan, one.courses, courses, chance)
    AlignmentPlan.objects.bulk_create(plans)
    PlanGap.objects.bulk_create(links)
    PlanStep.objects.bulk_create(steps)


def _steps(plan, number, courses, chance):
    """Courses of a high school and of the owner, in order, the last one still to be made."""
    if not number:
        return []
    theirs = [course for course in courses if course.program.organization_id == plan.owner_id]
    schools = [course for course in courses if course.program.level == Program.Level.HIGH_SCHOOL]
    first = chance.randrange(0, len(schools) - 3)
    chosen = [*schools[first : first + number // 2], *theirs[: number - number // 2 - 1]]
    steps = [step_of(course) for course in chosen]
    new = PlanStep(title="Bridge course, to be developed together", organization=plan.owner, term=1, level="college")
    steps.insert(number // 2, new)
    for order, step in enumerate(steps, start=1):
        step.plan, step.order = plan, order
    return steps


def _noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
