"""
The annual report of the demonstration: last school year's, in the middle of being written.

The wording is invented and says nothing that the figures could contradict. Days are counted from July 1 of this year.
"""

import datetime

from django.utils import timezone

from indicators.models import NextStep, ReportLine
from indicators.reporting import headlines, writing
from indicators.reporting.compose import compose

OPENED = 68  # September 7

# part → (text, whether it is finished)
TEXTS = {
    "opening": (
        "This is what colleges, districts and adult schools of the two counties have done together for career "
        "education in the past school year, measured by what we agreed on.\n\n"
        "Where we work with many schools at once we are ahead of our targets: events, tours and college visits. Where "
        "agreements between institutions are needed we are slower than we had hoped. The pages on each goal say which, "
        "and what we propose to do about it.",
        True,
    ),
    "cp-1": (
        "Both working groups met through the year, with chairs from all three segments. The goals, outcomes and "
        "metrics are agreed in substance; the letter to the leaders waited for the last comments.\n\n"
        "Districts without a Cal-PASS Plus agreement were called one by one. Most of them named the same obstacle: "
        "nobody has the hours to prepare the upload.",
        True,
    ),
    "cp-2": (
        "Leaders received the goals late, and not all of them. New presidents and superintendents had not been told "
        "what their predecessors had agreed to. From this year on the office writes to whoever takes office.",
        True,
    ),
    "cp-3": (
        "The first maps are published and in use at counseling offices. What takes time is not the drawing but the "
        "agreement on which college program a high school sequence leads to.",
        True,
    ),
    "cp-4": (
        "The gap analysis compares openings and awards for the sectors that the region has chosen. Health and "
        "information technology have the widest gaps at a living wage.",
        False,
    ),
    "cp-5": (
        "Faculty of both segments reviewed course sequences in two sectors. Guidelines for others are "
        "drafted.",
        True,
    ),
    "cp-6": (
        "Goals and strategies are documented for most grades. Grades 7 and 8 are still being discussed.",
        False,
    ),
    "cp-7": (
        "The inventory of what schools offer has its first full year. It shows where nothing is offered at "
        "all.",
        True,
    ),
    "cp-8": (
        "Articulation grew again. Several agreements end next summer, and renewing them takes as long as signing new "
        "ones did.",
        False,
    ),
    "en-1": (
        "The continuum of work-based learning is written and reviewed. Districts write their action plans from it, "
        "those with a coordinator sooner than the others.",
        True,
    ),
    "en-2": (
        "Fairs, tours and panels reached more schools than we had planned. Job shadows and internships did not: "
        "employers are willing, but transport and insurance are not solved in every district.",
        True,
    ),
    "en-3": (
        "Campus visits are back to what they were. Students with disabilities came less often than others.",
        True,
    ),
    "equity": (
        "Rates differ between groups of students. Some groups are small at single events, so that we only speak of the "
        "year as a whole.",
        False,
    ),
    "method": (
        "Figures of the first two quarters were typed as totals by many partners; since then most are "
        "counted.",
        True,
    ),
}  # fmt: skip

# part → [(what, who, until which day)]
STEPS = {
    "opening": [("Present this report at the fall meetings of both leadership groups", "Consortium office", 140)],
    "cp-1": [
        ("Prepare one upload to Cal-PASS Plus together with three small districts", "County office of education", 210),
        ("Send goals and metrics with a letter of two pages", "Consortium office", 120),
    ],
    "cp-2": [("Write to every new president and superintendent within a month", "Consortium office", 150)],
    "cp-3": [("Publish maps for two more sectors", "Working group 1", 300)],
    "cp-4": [("Take the recommendations to the deans' meeting", "Working group 1", 190)],
    "cp-8": [("Renew the agreements that end in June", "Articulation officers", 330)],
    "en-1": [("Help five districts without a coordinator with their action plans", "Working group 2", 240)],
    "en-2": [
        ("Agree on one insurance form for job shadows", "Working group 2", 180),
        ("Share buses between neighboring districts", "District coordinators", 270),
    ],
    "en-3": [("Ask students with disabilities what kept them from visiting", "College outreach", 210)],
}

ASK = "Name one person at your college or district who answers for its figures, and give them the hours."


def open_report(last_year, this_year, office, now):
    """Open the report on `last_year` in the name of `office` (User); what follows its document then follows it."""
    opened = _noon(this_year.starts + datetime.timedelta(days=OPENED))
    return writing.open_report(last_year, office, min(opened, now))


def fill_report(report, this_year, office, now):
    """Texts, next steps, and lines of one page, most of them proposed from the figures, one ask written."""
    written_at = min(now, report.opened_at + datetime.timedelta(days=20))
    places = {place.slug: place for place in writing.places(report.year)}
    for slug, (text, is_ready) in TEXTS.items():
        writing.save_text(report, places[slug], text, is_ready, 0, office, written_at)
    for slug, steps in STEPS.items():
        for text, owner, offset in steps:
            due = this_year.starts + datetime.timedelta(days=offset)
            step = NextStep(goal=places[slug].goal, text=text, owner=owner, due=due)
            writing.add_step(report, step, office, written_at)
    _write_lines(report, office, written_at)


def _write_lines(report, office, now):
    content = compose(report, now, with_partners=False)
    proposed = {
        ReportLine.Kind.HEADLINE: headlines.headlines(content),
        ReportLine.Kind.ASK: headlines.asks(content),
    }
    writing.put_proposals(report, lambda kept: proposed, office, now)
    last_ask = (ReportLine.Kind.ASK, 3)
    writing.save_lines(report, {last_ask: (ASK, writing.lines_of(report)[last_ask].version)}, office, now)


def _noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
