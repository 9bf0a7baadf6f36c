"""
What was agreed, for the demonstration: outcomes, objectives and strategies under each goal, and strategies by grade.

The wording is invented; it fits the goals. Days are counted from July 1 of the present school year.
"""

import datetime

from consortium.models import Organization
from goals.models import Goal, GradeStrategy, Objective, Strategy, StudentOutcome
from goals.models.agreed import Stage

# goal → student outcomes, and objectives with their strategies
AGREED = {
    "CP-1": (
        ["Students find the same words for a pathway at their high school, at a college and at an adult school."],
        {
            "Every high school district takes part in Cal-PASS Plus.": [
                "Ask the districts without an agreement to sign one, with help from the county offices.",
                "Teach data staff in two sessions a year what is uploaded, and when.",
            ],
            "The three segments agree on goals, outcomes and metrics for the region.": [
                "Meet monthly in the working groups, with one chair from each segment.",
                "Let partners comment on a draft for four weeks before it is approved.",
            ],
        },
    ),
    "CP-2": (
        ["Students gain from pathways that their leaders have agreed to support."],
        {
            "Presidents and superintendents receive goals and metrics each fall.": [
                "Send both with a letter of two pages and ask for an acknowledgement.",
                "Present them at the fall meetings of both leadership groups.",
            ],
            "Progress is measured once a year and reported to all partners.": [
                "Collect figures each quarter, and publish the annual report in October."
            ],
        },
    ),
    "CP-3": (
        ["A student in grade 9 sees on one page where a pathway leads, up to a degree and a career."],
        {
            "Each regional sector has a pathway map that is reviewed every year.": [
                "Begin with health, advanced manufacturing and ICT, where most programs are.",
                "Let counselors try each map before it is published.",
            ],
            "Maps show adult schools as a way in.": ["List the adult schools' programs beside those of high schools."],
        },
    ),
    "CP-4": (
        ["Students complete programs for which the region has openings at a living wage."],
        {
            "Gaps between programs and the labor market are documented every other year.": [
                "Compare openings with awards by occupation, using the centers of excellence.",
                "Hold one review with employers for each sector.",
            ],
            "Every documented gap has a recommendation and an owner.": [
                "Send the gap analysis to deans and district CTE leads, and ask for a plan."
            ],
        },
    ),
    "CP-5": (
        ["Students do not repeat in college what they have learned in high school."],
        {
            "Faculty of both sides meet in every sector, each term.": [
                "Pay high school teachers for their time after school.",
                "Bring the documented gaps as the first item of the agenda.",
            ],
            "Course sequences are aligned in at least ten pathways.": [
                "Write a plan for each gap, with courses, dates and who develops them."
            ],
        },
    ),
    "CP-6": (
        ["Every student leaves each grade with a career plan that is a little more definite than before."],
        {
            "Each grade from 6 to 12 has a career development goal and a strategy.": [
                "Draft two grades a meeting, and let counselors of three districts try them.",
                "Publish the table as a handout for schools.",
            ],
            "Applications for K-12 funding are judged by these goals.": [
                "Write the criteria together with the readers of the applications."
            ],
        },
    ),
    "CP-7": (
        ["Students take part in work-based learning at every stage, from awareness to training."],
        {
            "The region has one continuum of activities for grades 6 to 12.": [
                "Collect what districts offer, by grade and stage.",
                "Write a guideline of one page for each kind of activity.",
            ],
        },
    ),
    "CP-8": (
        ["Students enter college with credit that counts toward their program."],
        {
            "Articulation agreements are renewed before they expire.": [
                "Tell both sides a semester ahead which agreements end.",
            ],
            "Each high school district offers dual enrollment in a career pathway.": [
                "Match districts without a course with a college that has room.",
                "Share a calendar of deadlines for agreements and registration.",
            ],
        },
    ),
    "EN-1": (
        ["Middle and high school students name three careers that they could imagine, and what these ask for."],
        {
            "A continuum of best practices is agreed and used.": [
                "Visit six schools that others learn from, and write up what they do.",
                "Ask career centers for feedback before it is approved.",
            ],
            "Districts plan how they put the practices in place.": ["Fund plans by a request for applications."],
        },
    ),
    "EN-2": (
        ["Students of every district have met employers of at least three sectors before they graduate."],
        {
            "The region keeps one roster of employers and speakers.": [
                "Ask each employer once for all districts, through the working group.",
                "Thank employers each spring, and ask what they would do again.",
            ],
            "Job shadowing is offered in every high school district.": [
                "Pair small districts with employers that take groups.",
            ],
        },
    ),
    "EN-3": (
        ["Students have been on a college campus before they choose a pathway."],
        {
            "Each high school visits a college campus once a year.": [
                "Offer tours by sector, led by students of the same high schools.",
                "Pay the buses of schools that are more than 30 miles away.",
            ],
            "Students say after a tour what they have learned.": ["Use one short survey, in English and Spanish."],
        },
    ),
    "EN-4": (
        ["Students talk with their families about careers, and the families know whom to ask."],
        {
            "Parents find workshops in the evening and in their language.": [
                "Hold workshops together with adult schools, which offer courses to parents themselves.",
                "Collect what worked in the group's folder.",
            ],
            "The region knows what parents need.": ["Ask parents once a year with one survey for all districts."],
        },
    ),
    "EN-5": (
        ["Students are advised by adults who know the careers of the region."],
        {
            "Teachers and counselors see workplaces of their sector.": [
                "Offer externships of one week in summer, with a stipend.",
                "Hold a panel for each sector, recorded for those who cannot come.",
            ],
            "Counselors have a conference of their own each year.": ["Plan it with the counselors' associations."],
        },
    ),
    "EN-6": (
        ["Students who have applied to a college arrive there in the fall."],
        {
            "Research on transition is compiled for practitioners.": ["Write ten pages with what works, and for whom."],
            "High schools and colleges build bridge programs together.": [
                "Hold one convening, and leave it with a plan for each pair of schools.",
                "Follow up by phone in the summer before college.",
            ],
        },
    ),
}

# grade → career development goal, strategy, days since July 1; the 8th and 11th are still to be written
GRADES = {
    6: ("Know what careers there are, and what one likes to do.", "Three speakers a term, and an interest game.", -120),
    7: ("Connect subjects of school with careers.", "A career project in one subject, shown to parents.", -120),
    8: ("Choose a pathway for high school with reasons.", "", None),
    9: ("Know the courses of the pathway and where it leads.", "A four-year plan made with a counselor.", -75),
    10: ("See workplaces of the sector.", "A job shadow or a panel, with an interview beforehand.", -75),
    12: ("Leave with a next step: college, apprenticeship or work.", "Application workshops, mock interviews.", 20),
    GradeStrategy.BRIDGE: ("Arrive in college with a program chosen.", "A visit in May, calls over the summer.", 35),
}

# In turn: stage, the day it was reached and the day it is due, counted from July 1.
COURSE = [
    (Stage.DISSEMINATED, -60, -30),
    (Stage.APPROVED, -90, 330),
    (Stage.REVIEWED, 20, 200),
    (Stage.APPROVED, -40, None),
    (Stage.DRAFTED, 40, 300),
    (Stage.REVIEWED, -20, 60),
    (Stage.WITHDRAWN, -150, 90),
    (Stage.DISSEMINATED, 5, 45),
    (Stage.DRAFTED, 10, None),
]


def fill_agreed(year, today):
    """
    Write what stands under the goals in force, as of `today` in the school year `year`, and the grades' strategies.

    What the calendar puts after `today` is still a draft.
    """
    office = Organization.objects.get(slug="office")
    goals = Goal.objects.select_related("edition__framework__working_group").order_by("edition__framework__order")
    outcomes, objectives, strategies = [], [], []
    for goal in goals:
        texts, steps = AGREED.get(goal.code, ([], {}))
        owner = goal.edition.framework.working_group or office
        outcomes += [
            StudentOutcome(goal=goal, text=text, owner=office, order=place, **_course(len(outcomes), year, today))
            for place, text in enumerate(texts, start=1)
        ]
        for place, (text, below) in enumerate(steps.items(), start=1):
            objective = Objective(goal=goal, text=text, owner=owner, order=place)
            objectives.append(_with(objective, _course(len(objectives) % 7, year, today)))
            for number, words in enumerate(below, start=1):
                whose = office if number > 1 else owner
                strategy = Strategy(objective=objective, text=words, owner=whose, order=number)
                strategies.append(_with(strategy, _course(len(strategies), year, today)))
    StudentOutcome.objects.bulk_create(outcomes)
    Objective.objects.bulk_create(objectives)
    Strategy.objects.bulk_create(strategies)
    _fill_grades(year, today, office)


def _with(row, course):
    for name, content in course.items():
        setattr(row, name, content)
    return row


def _course(number, year, today):
    """Stage and days of the row with this number: the courses in turn."""
    stage, since, due = COURSE[number % len(COURSE)]
    reached = _day(year, since)
    if reached > today:
        stage, reached = Stage.DRAFTED, min(year.starts, today)
    return {"stage": stage, "stage_on": reached, "due": None if due is None else _day(year, due)}


def _fill_grades(year, today, office):
    group = Organization.objects.filter(slug="working-group-1").first()
    rows = []
    for grade, (goal, strategy, since) in GRADES.items():
        day = None if since is None else min(_day(year, since), today)
        rows.append(
            GradeStrategy(grade=grade, goal=goal, strategy=strategy, owner=group or office, documented_on=day)
        )
    GradeStrategy.objects.bulk_create(rows)


def _day(year, offset):
    return year.starts + datetime.timedelta(days=offset)
