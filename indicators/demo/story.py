"""
What the demonstration shows: typical figures of each measure, and what each is to look like on the dashboard.

All figures are invented. They are plausible for one organization in one quarter.
"""

import datetime

# A count's typical figure for one organization and quarter (for stocks: as of a day, growing a little).
COUNTS = {
    "CP-3.1a": 3, "CP-4.1a": 9, "CP-4.1b": 4, "CP-5.1a": 2, "CP-5.1b": 9, "CP-5.2a": 2, "CP-5.3b": 6,
    "CP-7.1b": 9, "CP-8.1a": 4, "CP-8.1b": 38, "CP-8.2a": 3, "CP-8.2b": 2,
    "EN-1.3b": 14, "EN-2.1a": 9, "EN-2.1b": 21, "EN-2.2a": 6, "EN-2.3a": 11, "EN-2.4a": 1, "EN-2.5a": 12,
    "EN-2.6a": 310, "EN-2.7a": 240, "EN-2.8a": 18, "EN-3.1a": 7, "EN-3.1b": 3, "EN-3.2a": 190,
    "EN-4.1a": 12, "EN-4.1b": 8, "EN-4.2a": 2, "EN-4.3a": 46, "EN-4.4a": 30,
    "EN-5.1a": 22, "EN-5.2a": 7, "EN-5.3a": 4, "EN-5.4a": 2, "EN-5.5a": 3, "EN-5.5b": 2,
    "EN-6.2a": 1, "EN-6.2b": 64, "EN-6.2c": 6,
}  # fmt: skip

# A percent's typical share and the usual size of its denominator, for one organization and quarter.
SHARES = {
    "CP-1.1a": (0.72, 26), "CP-1.2a": (0.46, 26), "CP-2.1b": (0.81, 69), "CP-2.2b": (0.66, 69),
    "CP-2.3b": (0.78, 72), "CP-3.1b": (0.31, 14), "CP-4.1c": (0.55, 75), "CP-5.2b": (0.4, 6),
    "CP-6.1b": (0.63, 8), "CP-6.1c": (0.58, 312), "CP-7.1c": (0.7, 1), "EN-1.3a": (0.6, 240),
    "EN-1.5a": (0.45, 1), "EN-3.2b": (0.11, 2600), "EN-3.3a": (0.88, 130),
}  # fmt: skip

# What the year's target is, as a multiple of what will probably be reached: well above 1 will be missed.
REACH = {
    "EN-2.3a": 1.4, "EN-3.2a": 1.3, "EN-5.4a": 2.2, "CP-8.2a": 1.2, "EN-4.4a": 1.5, "EN-2.4a": 0.2, "CP-8.1b": 0.72,
}  # fmt: skip
USUAL_REACH = 0.8

# The region's target and baseline of what is counted from the demonstration's records (and typed by a few districts).
COUNTED_TARGETS = {
    "CP-5.1a": (60, 40), "CP-5.1b": (330, 240), "EN-2.1a": (290, 180), "EN-2.1b": (720, 430), "EN-2.2a": (210, 120),
    "EN-2.3a": (400, 210), "EN-2.4a": (40, 28), "EN-2.5a": (450, 300), "EN-2.6a": (9500, 6100),
    "EN-2.7a": (10000, 7400), "EN-2.8a": (550, 380), "EN-3.1a": (40, 24), "EN-3.1b": (16, 9), "EN-3.2a": (9800, 5200),
    "EN-4.2a": (75, 48), "EN-4.3a": (1800, 1300), "EN-4.4a": (5200, 2900), "EN-5.1a": (900, 610),
    "EN-5.2a": (300, 210), "EN-5.3a": (140, 90), "EN-5.4a": (120, 30), "EN-5.5a": (200, 140), "EN-5.5b": (150, 90),
}  # fmt: skip

SHARE_TARGETS = {
    "CP-2.3b": 95, "CP-3.1b": 60, "CP-4.1c": 90, "CP-5.2b": 75, "CP-6.1b": 100, "CP-6.1c": 80, "CP-7.1c": 100,
    "EN-1.3a": 75, "EN-1.5a": 55, "EN-3.2b": 10, "EN-3.3a": 85, "CP-1.4c": 80,
}  # fmt: skip

NO_TARGET = {"CP-5.3b", "EN-1.3b", "EN-4.1a", "CP-8.2b"}
NOT_KNOWN = {  # nobody has a figure and none is counted, so that "No data" is to be seen
    "EN-6.2b": "Nobody kept the list of who came.",
}
IN_SPRING = {"EN-2.5a", "EN-6.2a", "EN-6.2b", "EN-6.2c"}  # nothing is asked, and nothing there, before January

# A milestone: how many stages have been reached, and how many days after July 1 of this year each is due.
MILESTONES = {
    "CP-1.3a": (4, (-300, -240, -200, -150)),
    "CP-1.3b": (3, (-280, -200, -100, 150)),
    "CP-1.3c": (2, (-200, -60, 30, 200)),
    "CP-1.4a": (2, (30, 75)),
    "CP-2.1a": (2, (-200, -90, 160)),
    "CP-2.2a": (1, (-90, 180, 240)),
    "CP-2.3a": (0, (110, 150)),
    "CP-5.3a": (1, (-100, 20, 80, 120)),
    "CP-6.1a": (1, (60, 180, 300)),
    "CP-6.2a": (0, (120, 180, 240, 300)),
    "CP-7.1a": (2, (-250, 10, 270)),
    "EN-1.1a": (3, (-320, -250, -120)),
    "EN-1.2a": (1, (-90, 45)),
    "EN-1.4a": (2, (-60, 50, 200)),
    "EN-2.9a": (0, (200, 260, 330)),
    "EN-4.5a": (3, (-220, -140, -30)),
    "EN-6.1a": (1, (-20, 170, 300)),
}

# Milestones whose stages are read from a document, by its kind (of several documents the one that was begun first).
FOLLOWS = {
    "CP-1.4a": "schedule", "CP-2.1a": "goals", "CP-2.2a": "metrics", "CP-5.3a": "guideline",
    "CP-6.1a": "career_preparation", "CP-6.2a": "criteria", "EN-1.1a": "continuum", "EN-1.2a": "continuum",
    "EN-1.4a": "rfa", "EN-2.9a": "communication", "EN-4.5a": "survey", "EN-6.1a": "research",
}  # fmt: skip

# Who has not reported the last period, whose worksheet was returned and whose waits for review (by slug).
IN_THIRD_QUARTER = {"EN-6.2a", "EN-6.2b", "EN-6.2c"}  # the one convening, and what came of it
MISSING = ["borrego-springs-unified", "julian-union-high", "warner-unified", "san-diego-miramar-college"]
RETURNED = {
    "grossmont-union-high": "Students at career fairs is higher than your enrollment in the schools you list. "
    "Please check whether the county fair was counted twice."
}
WAITING = ["mountain-empire-unified", "holtville-unified", "palomar-college"]
NOT_AVAILABLE = {("calexico-unified", "EN-4.4a"): "The survey closes in March."}
NOT_APPLICABLE = {("coronado-unified", "EN-2.8a"), ("ramona-city-unified", "EN-5.4a")}
REVISED = {"EN-2.1a": (1.25, "Two districts joined after the target was set.")}

TYPES_TOTALS = [  # districts that keep no records here yet
    "brawley-union-high", "calipatria-unified", "el-centro-elementary", "carlsbad-unified", "poway-unified",
    "vista-unified",
]  # fmt: skip
BREAKS_DOWN = [  # districts that say what their typed totals of students are made of
    "brawley-union-high", "calipatria-unified", "carlsbad-unified", "poway-unified", "san-diego-unified",
    "sweetwater-union-high", "escondido-union-high", "oceanside-unified", "central-union-high", "holtville-unified",
]  # fmt: skip
UNCONFIRMED = ["dehesa-elementary", "julian-union-elementary", "spencer-valley-elementary", "sbe-thrive-public"]
OWN_TARGET_KINDS = ("k12_district", "college")  # organizations that have targets of their own

MEETINGS = [  # month, day, title, kind, status
    (8, 18, "Regional meeting: the year ahead", "meeting", "held"),
    (9, 15, "Regional meeting: data sharing and Cal-PASS Plus", "meeting", "held"),
    (9, 22, "Steering committee call", "committee_call", "held"),
    (10, 13, "Regional meeting: pathway maps by sector", "meeting", "held"),
    (11, 10, "Regional meeting: work-based learning continuum", "meeting", "cancelled"),
    (12, 8, "Regional meeting: dual enrollment", "meeting", "held"),
    (1, 19, "Regional meeting: mid-year review of progress", "meeting", "held"),
    (3, 16, "Regional meeting: articulation and early college credit", "meeting", "held"),
    (4, 20, "Regional meeting: bridge programs", "meeting", "held"),
    (5, 18, "Regional meeting: results and next steps", "meeting", "held"),
]
WHY_CANCELLED = "The room was needed for an election."


def due_on(year, offset):
    """The day `offset` days after July 1 of the school year."""
    return year.starts + datetime.timedelta(days=offset)
