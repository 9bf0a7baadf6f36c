"""Articulation agreements in the demonstration: real districts and colleges, all agreements invented."""

import datetime
import random
from dataclasses import dataclass

from consortium.models import Organization, SchoolYear
from pathways.models import AgreementCourse, AgreementSignature, ArticulationAgreement, Course, Program, Season

SEED = 1960  # a chance of its own, so that no other figure of the demonstration depends on this
EXPIRING = 11
PAIRS = 70
COLLEGE_OFFICE = "Dean of Career Education"
DISTRICT_OFFICES = ["Director of Career Technical Education", "Assistant Superintendent, Educational Services"]
WHY_ENDED = "The high school program has closed (invented)."
FACULTY = "Discipline faculty of both parties"
DAY = datetime.timedelta(days=1)
METHODS = list(ArticulationAgreement.Method.values)[:4]


@dataclass(frozen=True)
class Story:
    """
    What becomes of one agreement. `signed_ago` is how many days ago the last party signed, None: not all have; then
    `stage` says how far it has come: drafted, reviewed, or signed by the college.
    """

    signed_ago: int | None = None
    expires_on: datetime.date | None = None
    ended_on: datetime.date | None = None
    stage: str = "drafted"
    renews: object = None


def fill_agreements(this_year, today, office):
    """
    About 60 articulation agreements in all steps, eleven of which expire in June of `this_year` (SchoolYear); recorded
    by `office` (User).
    """
    chance = random.Random(SEED)  # noqa: S311 - invented agreements, no secret
    pairs = iter(_pairs(chance))
    stories = [*_in_force(this_year), *_over(today), *_on_the_way(this_year)]
    made = _store([(next(pairs), story) for story in stories], 1, today, office, chance)
    expired = [(row, pair) for (row, pair), story in zip(made, stories, strict=True) if _is_to_be_renewed(story, today)]
    renewals = [(pair, _renewal(row, number, today)) for number, (row, pair) in enumerate(expired)]
    _store(renewals, len(made) + 1, today, office, chance)


def _pairs(chance):
    """[(college course, high school courses)] of one subject each; every fifth with two districts."""
    high_school = Course.objects.filter(program__level=Program.Level.HIGH_SCHOOL).exclude(level="introductory")
    by_subject = {}
    for course in high_school.select_related("program__organization").order_by("pk"):
        by_subject.setdefault(course.title.rpartition(" ")[0], []).append(course)
    colleges = Course.objects.filter(program__organization__kind=Organization.Kind.COLLEGE, term__lte=2)
    found = [
        (course, by_subject[subject])
        for course in colleges.select_related("program__organization", "program__sector").order_by("order", "pk")
        for subject in by_subject
        if subject in course.title
    ]
    return [_pair(*found[place % len(found)], place, chance) for place in range(PAIRS)]


def _pair(course, matching, place, chance):
    first = chance.choice(matching)
    others = [other for other in matching if other.program.organization_id != first.program.organization_id]
    return course, [first, *chance.sample(others, min(len(others), int(place % 5 == 0)))]


def _in_force(year):
    """Eleven that expire in June, and others that last longer or have no end."""
    june = datetime.date(year.start_year + 1, 6, 1)
    for number in range(EXPIRING):
        yield Story(700 + 20 * number, june + (29 if number % 2 else 10) * DAY)
    for number in range(22):
        last = datetime.date(year.start_year + 2 + number % 3, 6, 30) if number % 7 else None
        yield Story(20 + 31 * number, last)


def _over(today):
    """Six that have expired, of which three are renewed, and two that were ended early."""
    last_june = datetime.date(SchoolYear.start_year_of(today), 6, 30)
    for number in range(6):
        years_before = datetime.date(last_june.year - number % 2, 6, 30)
        yield Story(1100 + 60 * number, years_before)
    for number in range(2):
        ended = today - (40 + 200 * number) * DAY
        yield Story(900, datetime.date(ended.year + 2, 6, 30), ended)


def _on_the_way(year):
    """Five drafts, four that faculty has reviewed, and five that only the college has signed."""
    last = datetime.date(year.start_year + 4, 6, 30)
    for stage, number in (("drafted", 5), ("reviewed", 4), ("by college", 5)):
        yield from (Story(None, last, stage=stage) for _ in range(number))


def _is_to_be_renewed(story, today):
    """Those that expired last June."""
    last_june = datetime.date(SchoolYear.start_year_of(today), 6, 30)
    return story.expires_on == last_june and story.ended_on is None


def _renewal(old, number, today):
    """In force since shortly before the old one expired, for another three years."""
    signed = old.expires_on - (10 + number) * DAY
    return Story((today - signed).days, datetime.date(old.expires_on.year + 3, 6, 30), renews=old)


def _store(stories, first_number, today, office, chance):
    """Store agreements with courses and signatures. Returns [(agreement, (college course, high school courses))]."""
    rows, links, signatures = [], [], []
    for number, ((course, courses), story) in enumerate(stories, start=first_number):
        row = _agreement(course, number, story, today, office, chance)
        rows.append((row, (course, courses)))
        links += [AgreementCourse(agreement=row, course=each) for each in courses]
        signatures += _signatures(row, course, courses, story, today)
    ArticulationAgreement.objects.bulk_create(row for row, _ in rows)
    AgreementCourse.objects.bulk_create(links)
    AgreementSignature.objects.bulk_create(signatures)
    return rows


def _agreement(course, number, story, today, office, chance):
    signed = today - (story.signed_ago if story.signed_ago is not None else 15 + number % 20) * DAY
    drafted = signed - (120 + number % 30) * DAY
    program, fall = course.program, datetime.date(SchoolYear.start_year_of(signed) + 1, 8, 24)
    reviewed = story.signed_ago is not None or story.stage != "drafted"
    return ArticulationAgreement(
        number=f"{SchoolYear.start_year_of(drafted)}-{number:03d}",
        college_course=course,
        sector=program.sector,
        units=course.units,
        code_scheme=program.code_scheme,
        code=program.code,
        code_version=program.code_version,
        method=METHODS[number % len(METHODS)] if number % 3 else METHODS[0],
        minimum_grade=["B", "C", "B in both semesters", ""][number % 4],
        season=Season.FALL,
        effective_on=min(fall, story.expires_on or fall),
        expires_on=story.expires_on,
        drafted_on=drafted,
        reviewed_on=drafted + 60 * DAY if reviewed else None,
        reviewed_by=FACULTY if reviewed else "",
        terminated_on=story.ended_on,
        terminated_because=WHY_ENDED if story.ended_on else "",
        renews=story.renews,
        note="Students sit the college's final exam in May (invented)." if chance.random() < 0.2 else "",
        recorded_by=office,
    )


def _signatures(row, course, courses, story, today):
    """The college signs first, the districts one after the other; the last of them on the day of the story."""
    districts = list({each.program.organization_id: each.program.organization for each in courses}.values())
    if story.signed_ago is None and story.stage != "by college":
        return
    last = today - (story.signed_ago or 8) * DAY
    yield AgreementSignature(
        agreement=row, party=course.program.organization, signer_role=COLLEGE_OFFICE,
        signed_on=last - 9 * len(districts) * DAY,
    )  # fmt: skip
    if story.signed_ago is None:
        return
    for place, district in enumerate(districts):
        office = DISTRICT_OFFICES[district.pk % len(DISTRICT_OFFICES)]
        signed = last - 9 * (len(districts) - 1 - place) * DAY
        yield AgreementSignature(agreement=row, party=district, signer_role=office, signed_on=signed)
