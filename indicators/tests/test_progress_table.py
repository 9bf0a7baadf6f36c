"""The status rule as a table: what was asked, and the status and whole sentence that must come out.

The school year is July 1, 2026 to June 30, 2027 unless a case says otherwise. In the sentences here a plain space
stands for the no-break space before a percent sign.
"""

from datetime import date
from decimal import Decimal

import pytest

from indicators.progress import NO_BREAK, Status, assess
from indicators.tests.questions import (
    A_FIFTH,
    APPROVED,
    DRAFTED,
    LEAP_YEAR,
    Q1,
    Q2,
    Q3,
    Q4,
    REVIEWED,
    SPRING,
    flow,
    ladder,
    level,
    one_stage,
    people,
    percent,
    question,
    stock,
)

MET, ON_TRACK, BEHIND, NOT_STARTED = Status.MET, Status.ON_TRACK, Status.BEHIND, Status.NOT_STARTED
NOT_MET, NO_DATA, NO_TARGET = Status.NOT_MET, Status.NO_DATA, Status.NO_TARGET

FLOW = [
    (people(Q3, 120, 200), BEHIND, "120 of 200 students, 60 %, with 75 % of the year gone: behind."),
    (people(Q2, 131, 180), ON_TRACK, "131 of 180 students, 72 %, with 50 % of the year gone: on track."),
    (flow("fairs", Q2, 11, 10), MET, "11 of 10 fairs: met."),
    (flow("fairs", Q2, 10, 10), MET, "10 of 10 fairs: met."),
    (flow("", Q2, 97, 240), BEHIND, "97 of 240, 40 %, with 50 % of the year gone: behind."),
    (flow("convenings", Q2, 1, 1), MET, "1 of 1 convenings: met."),
    # a target of zero
    (flow("fairs", Q1, 0, 0), MET, "0 fairs, none asked: met."),
    (flow("fairs", Q4, 3, 0), MET, "3 fairs, none asked: met."),
    # the baseline is for comparison only
    (people(Q3, 120, 200, baseline=119), BEHIND, "120 of 200 students, 60 %, with 75 % of the year gone: behind."),
    (people(Q3, 140, 200, baseline=200), ON_TRACK, "140 of 200 students, 70 %, with 75 % of the year gone: on track."),
    # nothing yet
    (flow("places", Q2, 0, 150), BEHIND, "0 of 150 places, 0 %, with 50 % of the year gone: behind."),
    (flow("tours", Q1, 0, 4), NOT_STARTED, "None of 4 tours yet, with 25 % of the year gone: not started."),
    (flow("tours", Q1, 0, 5), BEHIND, "0 of 5 tours, 0 %, with 25 % of the year gone: behind."),
    (flow("tours", Q1, 1, 4), ON_TRACK, "1 of 4 tours, 25 %, with 25 % of the year gone: on track."),
    (flow("hours", Q1, "0.5", 4), ON_TRACK, "0.5 of 4 hours, 12 %, with 25 % of the year gone: on track."),
    (
        flow("tours", Q2, 0, 40, first_due=SPRING),
        NOT_STARTED,
        "None of 40 tours yet, first due March 1, 2027: not started.",
    ),
    (flow("tours", Q2, 3, 40, first_due=SPRING), ON_TRACK, "3 of 40 tours, 7 %, first due March 1, 2027: on track."),
    (flow("tours", SPRING, 0, 40, first_due=SPRING), BEHIND, "0 of 40 tours, 0 %, with 66 % of the year gone: behind."),
    # first and last day, first and last period, the ended year
    (
        people(date(2026, 6, 30), 0, 200),
        NOT_STARTED,
        "None of 200 students yet, with 0 % of the year gone: not started.",
    ),
    (people(date(2026, 7, 1), 1, 200), ON_TRACK, "1 of 200 students, 0 %, with 0 % of the year gone: on track."),
    (people(Q1, 44, 200), BEHIND, "44 of 200 students, 22 %, with 25 % of the year gone: behind."),
    (people(Q1, 46, 200), ON_TRACK, "46 of 200 students, 23 %, with 25 % of the year gone: on track."),
    (people(date(2027, 6, 29), 199, 200), ON_TRACK, "199 of 200 students, 99 %, with 99 % of the year gone: on track."),
    (people(Q4, 199, 200), NOT_MET, "199 of 200 students, 99 %, at the end of the year: not met."),
    (people(Q4, 200, 200), MET, "200 of 200 students: met."),
    (people(Q4, 0, 200), NOT_MET, "0 of 200 students, 0 %, at the end of the year: not met."),
    (people(date(2027, 9, 30), 120, 200), NOT_MET, "120 of 200 students, 60 %, at the end of the year: not met."),
    (
        flow("tours", Q4, 0, 40, first_due=date(2027, 7, 15)),
        NOT_MET,
        "0 of 40 tours, 0 %, at the end of the year: not met.",
    ),
    # rounding at the threshold, which is never crossed by it
    (people(A_FIFTH, 18, 100), ON_TRACK, "18 of 100 students, 18 %, with 20 % of the year gone: on track."),
    (people(A_FIFTH, 17, 100), BEHIND, "17 of 100 students, 17 %, with 20 % of the year gone: behind."),
    (people(A_FIFTH, 17999, 100000), BEHIND, "17,999 of 100,000 students, 17 %, with 20 % of the year gone: behind."),
    (people(Q2, 452, 1000), BEHIND, "452 of 1,000 students, 45.2 %, with 50.4 % of the year gone: behind."),
    (
        people(date(2026, 12, 30), 45123, 100000),
        BEHIND,
        "45,123 of 100,000 students, 45.123 %, with 50.137 % of the year gone: behind.",
    ),
    (
        people(date(2026, 8, 5), 324, 3650),
        ON_TRACK,
        "324 of 3,650 students, 8.877 %, with 9.863 % of the year gone: on track.",
    ),
    (people(Q2, 454, 1000), ON_TRACK, "454 of 1,000 students, 45 %, with 50 % of the year gone: on track."),
    (people(Q3, 676, 1000), ON_TRACK, "676 of 1,000 students, 67.6 %, with 75.0 % of the year gone: on track."),
    (
        people(date(2027, 6, 29), 99999, 100000),
        ON_TRACK,
        "99,999 of 100,000 students, 99 %, with 99 % of the year gone: on track.",
    ),
    # a leap year has 366 days
    (
        people(date(2028, 2, 29), 60, 100, **LEAP_YEAR),
        ON_TRACK,
        "60 of 100 students, 60 %, with 66 % of the year gone: on track.",
    ),
    (
        people(date(2028, 2, 28), 599, 1000, **LEAP_YEAR),
        ON_TRACK,
        "599 of 1,000 students, 59.9 %, with 66.3 % of the year gone: on track.",
    ),
    # people who may be counted twice, and who has not reported
    (
        people(Q2, 3310, 6000, may_be_twice=Decimal(420)),
        ON_TRACK,
        "3,310 of 6,000 students (of which 420 may be counted twice), 55 %, with 50 % of the year gone: on track.",
    ),
    (
        flow("presentations", Q2, 97, 240, missing=4, missing_word="districts"),
        BEHIND,
        "97 of 240 presentations, 40 %, with 50 % of the year gone: behind. 4 districts have not reported.",
    ),
    (
        flow("fairs", Q2, 11, 10, missing=1, missing_word="adult schools"),
        MET,
        "11 of 10 fairs: met. 1 adult school has not reported.",
    ),
]

STOCK = [
    # without a baseline, and with a baseline of zero
    (stock("maps", Q2, 28, 40), ON_TRACK, "28 of 40 maps, 70 %, with 50 % of the year gone: on track."),
    (stock("maps", Q2, 28, 40, 0), ON_TRACK, "28 of 40 maps, 70 %, with 50 % of the year gone: on track."),
    (stock("maps", Q2, 0, 40, 0), BEHIND, "0 of 40 maps, 0 %, with 50 % of the year gone: behind."),
    (stock("maps", Q1, 0, 4), NOT_STARTED, "None of 4 maps yet, with 25 % of the year gone: not started."),
    # from a baseline
    (
        stock("maps", Q2, 28, 40, 20),
        BEHIND,
        "28 of 40 maps, 40 % of the way from 20, with 50 % of the year gone: behind.",
    ),
    (
        stock("maps", Q2, 30, 40, 20),
        ON_TRACK,
        "30 of 40 maps, 50 % of the way from 20, with 50 % of the year gone: on track.",
    ),
    (stock("maps", Q2, 41, 40, 20), MET, "41 of 40 maps: met."),
    (
        stock("maps", Q2, 20, 40, 20),
        BEHIND,
        "20 of 40 maps, 0 % of the way from 20, with 50 % of the year gone: behind.",
    ),
    (
        stock("maps", Q1, 20, 24, 20),
        NOT_STARTED,
        "20 of 24 maps, no change from 20, with 25 % of the year gone: not started.",
    ),
    (
        stock("maps", Q2, 20, 40, 20, first_due=SPRING),
        NOT_STARTED,
        "20 of 40 maps, no change from 20, first due March 1, 2027: not started.",
    ),
    (
        stock("maps", Q2, 18, 40, 20, first_due=SPRING),
        BEHIND,
        "18 of 40 maps, below the baseline of 20, first due March 1, 2027: behind.",
    ),
    (
        stock("maps", Q4, 30, 40, 20),
        NOT_MET,
        "30 of 40 maps, 50 % of the way from 20, at the end of the year: not met.",
    ),
    # a falling target
    (
        stock("gaps", Q2, 22, 10, 30),
        BEHIND,
        "22 gaps, 10 or fewer asked, 40 % of the way from 30, with 50 % of the year gone: behind.",
    ),
    (
        stock("gaps", Q2, 20, 10, 30),
        ON_TRACK,
        "20 gaps, 10 or fewer asked, 50 % of the way from 30, with 50 % of the year gone: on track.",
    ),
    (stock("gaps", Q2, 10, 10, 30), MET, "10 gaps, 10 or fewer asked: met."),
    (
        stock("gaps", Q4, 1, 0, 30),
        NOT_MET,
        "1 gap, none asked, 96 % of the way from 30, at the end of the year: not met.",
    ),
    (
        stock("gaps", Q2, 33, 10, 30),
        BEHIND,
        "33 gaps, 10 or fewer asked, above the baseline of 30, with 50 % of the year gone: behind.",
    ),
    (
        stock("gaps", Q1, 30, 27, 30),
        NOT_STARTED,
        "30 gaps, 27 or fewer asked, no change from 30, with 25 % of the year gone: not started.",
    ),
    # a target equal to the baseline is to be maintained
    (stock("agreements", Q2, 40, 40, 40), MET, "40 of 40 agreements, to be maintained: met."),
    (stock("agreements", Q2, 38, 40, 40), BEHIND, "38 of 40 agreements, to be maintained: behind."),
    (
        stock("agreements", Q4, 38, 40, 40),
        NOT_MET,
        "38 of 40 agreements, to be maintained, at the end of the year: not met.",
    ),
    (stock("gaps", Q4, 5, 0), MET, "5 gaps, none asked: met."),
    # a joint fair typed by several
    (
        stock("documents", Q2, 30, 40, may_be_twice=Decimal(3)),
        ON_TRACK,
        "30 of 40 documents (of which 3 may be counted twice), 75 %, with 50 % of the year gone: on track.",
    ),
]

PERCENT = [
    (
        percent(Q2, (37, 90), 90),
        ON_TRACK,
        "41 % of 90 % asked (37 of 90 districts), 45 % of the way, with 50 % of the year gone: on track.",
    ),
    (
        percent(Q2, (37, 90), 90, 40),
        BEHIND,
        "41 % of 90 % asked (37 of 90 districts), 2 % of the way from 40 %, with 50 % of the year gone: behind.",
    ),
    (percent(Q2, (26, 26), 100), MET, "100 % of 100 % asked (26 of 26 districts): met."),
    (
        percent(Q4, (2999, 3000), 100),
        NOT_MET,
        "99 % of 100 % asked (2,999 of 3,000 districts), 99 % of the way, at the end of the year: not met.",
    ),
    (percent(Q2, (897, 1000), "89.5"), MET, "89.7 % of 89.5 % asked (897 of 1,000 districts): met."),
    (
        percent(Q4, (8996, 10000), 90),
        NOT_MET,
        "89 % of 90 % asked (8,996 of 10,000 districts), 99 % of the way, at the end of the year: not met.",
    ),
    # while less than one of the denominator is asked nothing is due; a rounded baseline is no movement
    (
        percent(Q1, (0, 3), 100),
        NOT_STARTED,
        "0 % of 100 % asked (0 of 3 districts), with 25 % of the year gone: not started.",
    ),
    (
        percent(Q1, (0, 26), 100),
        BEHIND,
        "0 % of 100 % asked (0 of 26 districts), 0 % of the way, with 25 % of the year gone: behind.",
    ),
    (
        percent(Q1, (10, 26), 50, "38.47"),
        NOT_STARTED,
        "38 % of 50 % asked (10 of 26 districts), no change from 38.47 %, with 25 % of the year gone: not started.",
    ),
    (
        percent(Q1, (9, 26), 50, "38.46"),
        BEHIND,
        "34 % of 50 % asked (9 of 26 districts), below the baseline of 38.46 %, with 25 % of the year gone: behind.",
    ),
    # falling, shown so that it never seems to have arrived
    (
        percent(Q2, (52, 500), 10, 30, "students"),
        ON_TRACK,
        (
            "10.4 % (52 of 500 students), 10 % or less asked, 98 % of the way from 30 %,"
            " with 50 % of the year gone: on track."
        ),
    ),
    (percent(Q2, (49, 500), 10, 30, "students"), MET, "9 % (49 of 500 students), 10 % or less asked: met."),
    # maintained
    (percent(Q2, (26, 26), 100, 100), MET, "100 % of 100 % asked (26 of 26 districts), to be maintained: met."),
    (percent(Q2, (25, 26), 100, 100), BEHIND, "96 % of 100 % asked (25 of 26 districts), to be maintained: behind."),
    # 0 of 0
    (percent(Q3, (0, 0), 90, unit="gaps"), NOT_STARTED, "No gaps yet (0 of 0), 90 % asked: not started."),
    (
        percent(Q4, (0, 0), 90, unit="gaps"),
        NOT_MET,
        "No gaps by the end of the year (0 of 0), 90 % asked: not met.",
    ),
    # each with its numerator and denominator, and what may be counted twice
    (
        percent(Q2, (60, 100), 90, unit="students", may_be_twice=Decimal(5)),
        ON_TRACK,
        (
            "60 % of 90 % asked (60 of 100 students, of which 5 may be counted twice), 66 % of the way,"
            " with 50 % of the year gone: on track."
        ),
    ),
]

LEVEL = [
    (level(Q2, (45, 50), 90), MET, "90 % of 90 % asked (45 of 50 responses): met."),
    (level(Q2, (41, 50), 90), ON_TRACK, "82 % of 90 % asked (41 of 50 responses): on track."),
    (level(Q1, (81, 100), 90), ON_TRACK, "81 % of 90 % asked (81 of 100 responses): on track."),
    (level(Q3, (80, 100), 90), BEHIND, "80 % of 90 % asked (80 of 100 responses): behind."),
    (level(Q3, (8099, 10000), 90), BEHIND, "80 % of 90 % asked (8,099 of 10,000 responses): behind."),
    (level(Q3, (767, 1000), 85), ON_TRACK, "76.7 % of 85 % asked (767 of 1,000 responses): on track."),
    (level(Q4, (89, 100), 90), NOT_MET, "89 % of 90 % asked (89 of 100 responses), at the end of the year: not met."),
    (level(Q1, (0, 20), 90), BEHIND, "0 % of 90 % asked (0 of 20 responses): behind."),
    (level(Q1, (0, 20), 0), MET, "0 % of 0 % asked (0 of 20 responses): met."),
    (level(Q1, (0, 0), 90), NOT_STARTED, "No responses yet (0 of 0), 90 % asked: not started."),
    (
        level(Q2, (0, 20), 90, first_due=SPRING),
        NOT_STARTED,
        "0 % of 90 % asked (0 of 20 responses), first due March 1, 2027: not started.",
    ),
    (
        level(Q2, (5, 20), 90, first_due=SPRING),
        ON_TRACK,
        "25 % of 90 % asked (5 of 20 responses), first due March 1, 2027: on track.",
    ),
    # a level's baseline does not count
    (level(Q2, (41, 50), 90, baseline=95), ON_TRACK, "82 % of 90 % asked (41 of 50 responses): on track."),
]

MILESTONE = [
    (ladder(Q1), NOT_STARTED, "None of 4 stages reached; drafted is due October 31, 2026: not started."),
    (ladder(Q2), BEHIND, "None of 4 stages reached; drafted was due October 31, 2026: behind."),
    (
        ladder(Q2, DRAFTED),
        ON_TRACK,
        "1 of 4 stages reached, drafted on October 20, 2026; reviewed is due February 15, 2027: on track.",
    ),
    (
        ladder(Q3, DRAFTED, REVIEWED),
        ON_TRACK,
        "2 of 4 stages reached, reviewed on March 3, 2027; approved is due April 15, 2027: on track.",
    ),
    # what was reached later does not count yet
    (
        ladder(date(2027, 3, 2), DRAFTED, REVIEWED),
        BEHIND,
        "1 of 4 stages reached, drafted on October 20, 2026; reviewed was due February 15, 2027: behind.",
    ),
    # on the due day itself it is due
    (
        ladder(date(2027, 2, 14), DRAFTED),
        ON_TRACK,
        "1 of 4 stages reached, drafted on October 20, 2026; reviewed is due February 15, 2027: on track.",
    ),
    (
        ladder(date(2027, 2, 15), DRAFTED),
        BEHIND,
        "1 of 4 stages reached, drafted on October 20, 2026; reviewed was due February 15, 2027: behind.",
    ),
    # a later stage implies the earlier
    (
        ladder(date(2027, 4, 30), None, None, APPROVED),
        ON_TRACK,
        "3 of 4 stages reached, approved on April 2, 2027; disseminated is next: on track.",
    ),
    (
        ladder(date(2027, 5, 31), None, None, None, date(2027, 5, 5)),
        MET,
        "4 of 4 stages reached, disseminated on May 5, 2027: met.",
    ),
    # stages outlive periods: what was reached counts, reported again or not
    (
        ladder(Q3, DRAFTED, REVIEWED, reported=False, missing=1, missing_word="working groups"),
        ON_TRACK,
        (
            "2 of 4 stages reached, reviewed on March 3, 2027; approved is due April 15, 2027: on track."
            " 1 working group has not reported."
        ),
    ),
    (ladder(Q1, reported=False), NO_DATA, "Not reported."),
    (ladder(Q2, reported=False), NO_DATA, "Not reported; drafted was due October 31, 2026."),
    (
        ladder(Q4, DRAFTED, REVIEWED),
        NOT_MET,
        "2 of 4 stages reached, reviewed on March 3, 2027; approved was due April 15, 2027: not met.",
    ),
    (
        ladder(Q4, DRAFTED, REVIEWED, APPROVED),
        NOT_MET,
        "3 of 4 stages reached, approved on April 2, 2027; disseminated is next: not met.",
    ),
    (ladder(Q4, DRAFTED, REVIEWED, APPROVED, Q4), MET, "4 of 4 stages reached, disseminated on June 30, 2027: met."),
    (ladder(Q4, reported=False), NO_DATA, "Not reported; drafted was due October 31, 2026."),
    # a yes or no is a ladder of one stage
    (one_stage(Q1), NOT_STARTED, "None of 1 stage reached; adopted is next: not started."),
    (one_stage(Q1, reached=date(2026, 9, 8)), MET, "1 of 1 stage reached, adopted on September 8, 2026: met."),
    (one_stage(Q4), NOT_MET, "None of 1 stage reached; adopted is next: not met."),
    # no ladder is the only missing target a milestone can have
    (question("milestone", "stock", "", Q1, reported=True), NO_TARGET, "No stages are set: no target."),
    (question("milestone", "stock", "", Q1), NO_DATA, "Not reported."),
]

ABSENT = [
    (people(Q2, None, 200), NO_DATA, "Not reported."),
    (people(Q4, None, 200), NO_DATA, "Not reported."),
    (people(Q2, None, None), NO_DATA, "Not reported."),
    (percent(Q2, None, 90), NO_DATA, "Not reported."),
    (level(Q2, None, 90), NO_DATA, "Not reported."),
    (stock("maps", Q2, None, 40, 40), NO_DATA, "Not reported."),
    (people(Q2, None, 200, missing=4, missing_word="districts"), NO_DATA, "Not reported by 4 districts."),
    (people(Q2, None, 200, missing=1, missing_word="working groups"), NO_DATA, "Not reported by 1 working group."),
    (people(Q2, 120, None), NO_TARGET, "120 students: no target."),
    (people(Q2, 1, None), NO_TARGET, "1 student: no target."),
    (people(Q2, 0, None), NO_TARGET, "0 students: no target."),
    (
        people(Q4, 1240, None, may_be_twice=Decimal(310)),
        NO_TARGET,
        "1,240 students (of which 310 may be counted twice): no target.",
    ),
    (stock("activities", Q4, 1, None, 3), NO_TARGET, "1 activity: no target."),
    (percent(Q2, (37, 90), None), NO_TARGET, "41 % (37 of 90 districts): no target."),
    (level(Q2, (0, 0), None), NO_TARGET, "No responses yet (0 of 0): no target."),
    (
        people(Q2, 120, None, missing=2, missing_word="districts"),
        NO_TARGET,
        "120 students: no target. 2 districts have not reported.",
    ),
]


@pytest.mark.parametrize(
    ("asked", "status", "sentence"),
    [
        pytest.param(*case, id=f"{group}: {case[2]}")
        for group, cases in {
            "flow": FLOW,
            "stock": STOCK,
            "percent": PERCENT,
            "level": LEVEL,
            "milestone": MILESTONE,
            "absent": ABSENT,
        }.items()
        for case in cases
    ],
)
def test_status_and_sentence(asked, status, sentence):
    progress = assess(asked)
    assert (progress.status, progress.sentence) == (status, sentence.replace(" %", f"{NO_BREAK}%"))
