"""Example maps for tests of what is drawn: one of twenty boxes, one of eighty; all content is invented."""

from pathways.queries.map_content import Box, Column, MapContent


def _data(wage, openings):
    return f"${wage} an hour · {openings} openings a year (2025)"


WELDING = {
    "middle_school": ("Middle school (grades 6–8)", [("text", "Career fair and shop tour", ("Example Middle",))]),
    "grade_9": ("Grade 9", [
        ("course", "Introduction to Manufacturing", ("10 credits · Introductory", "Example Union High")),
        ("course", "Integrated Math 1", ("10 credits",)),
    ]),
    "grade_10": ("Grade 10", [("course", "Welding 1", ("10 credits · Concentrator", "Example Union High"))]),
    "grade_11": ("Grade 11", [
        ("course", "Welding 2", ("10 credits · Concentrator", "Example Union High"), ("articulated",)),
        ("course", "Blueprint Reading", ("BLPR 101 · 3 units", "Example City College"), ("dual",)),
    ]),
    "grade_12": ("Grade 12", [
        ("course", "Welding Capstone", ("10 credits · Capstone", "Example Union High"), ("articulated",)),
        ("text", "Internship in a shop", ("120 hours in the summer",)),
    ]),
    "term_1": ("College term 1", [
        ("course", "Gas and Electric Arc Welding", ("WELD 110 · 4 units", "Example City College")),
        ("course", "Technical Mathematics", ("MATH 084 · 3 units", "Example City College")),
    ]),
    "term_2": ("College term 2", [
        ("course", "Structural Steel Welding", ("WELD 120 · 4 units", "Example City College")),
        ("program", "Welding Technology", ("Certificate", "Example City College")),
    ]),
    "term_3": ("College term 3", [("course", "Pipe Welding", ("WELD 130 · 5 units", "Example City College"))]),
    "term_4": ("College term 4", [
        ("program", "Welding Technology", ("Associate of science (AS)", "Example City College")),
        ("course", "Welding Inspection", ("WELD 210 · 3 units", "Example City College")),
    ]),
    "transfer": ("Transfer and bachelor’s degree", [
        ("program", "Manufacturing Engineering Technology", ("Bachelor's degree", "Example State University")),
    ]),
    "occupations": ("Occupations", [
        ("occupation", "Welders, Cutters, Solderers, and Brazers", (_data("27.40", 310), "SOC 51-4121")),
        ("occupation", "Structural Iron and Steel Workers", (_data("34.10", 60), "SOC 47-2221")),
        ("occupation", "Plumbers, Pipefitters, and Steamfitters", (_data("33.05", 420), "SOC 47-2152")),
        ("occupation", "Industrial Engineers", (_data("52.60", 130), "SOC 17-2112")),
    ]),
}  # fmt: skip
LINKS = """0-1 1-3 2-3 3-4 4-6 5-6 4-7 6-8 6-9 5-8 8-10 9-10 10-11 10-12 8-11 12-13 12-14 9-13 13-15 11-16 11-17 12-18
13-18 15-19 13-17 14-18"""


def twenty():
    """A map of twenty boxes in eleven columns, with both marks and all kinds."""
    number, columns = 0, []
    for key, (title, rows) in WELDING.items():
        boxes = []
        for kind, name, details, *marks in rows:
            boxes.append(Box(str(number), kind, name, details, marks[0] if marks else ()))
            number += 1
        columns.append(Column(key, title, tuple(boxes)))
    links = tuple(tuple(pair.split("-")) for pair in LINKS.split())
    note = "Published March 3, 2027, version 2"
    return MapContent("Welding Technology", "Manufacturing and Product Development", tuple(columns), links, note)


OF_THE_SCHOOL = [row for key in ("grade_9", "grade_10", "grade_11", "grade_12") for row in WELDING[key][1]]
OF_THE_COLLEGE = [row for key in ("term_1", "term_2", "term_3") for row in WELDING[key][1]]
MANY = {
    "middle_school": (2, WELDING["middle_school"][1]),
    "grade_9": (7, OF_THE_SCHOOL),
    "grade_10": (7, OF_THE_SCHOOL),
    "grade_11": (9, OF_THE_SCHOOL),
    "grade_12": (8, OF_THE_SCHOOL),
    "adult": (3, [("program", "Welding Fundamentals", ("Certificate", "Example College of Continuing Education"))]),
    "term_1": (9, OF_THE_COLLEGE),
    "term_2": (8, OF_THE_COLLEGE),
    "term_3": (0, []),
    "term_4": (9, [*OF_THE_COLLEGE, *WELDING["term_4"][1]]),
    "transfer": (5, WELDING["transfer"][1]),
    "occupations": (13, WELDING["occupations"][1]),
}


def eighty():
    """A map of eighty boxes in eleven columns and an empty one, with links that skip columns."""
    number, columns = 0, []
    for key, (many, rows) in MANY.items():
        boxes = []
        for _ in range(many):
            kind, name, details, *marks = rows[number % len(rows)]
            boxes.append(Box(str(number), kind, name, details, marks[0] if marks else ()))
            number += 1
        title = WELDING[key][0] if key in WELDING else "Adult school"
        columns.append(Column(key, title, tuple(boxes)))
    keys = [[box.key for box in column.boxes] for column in columns]
    links = [(keys[2][0], keys[2][3]), (keys[4][1], keys[4][2])]
    for place, here in enumerate(keys[:-1]):
        later = [others for others in keys[place + 1 :] if others]
        for row, key in enumerate(here):
            links.append((key, later[0][row * len(later[0]) // len(here)]))
            if row % 4 == 1 and len(later) > 2:
                links.append((key, later[2][row % len(later[2])]))
    note = "Published March 3, 2027, version 12"
    sector = "Manufacturing and Product Development"
    return MapContent("Advanced Manufacturing and Welding", sector, tuple(columns), tuple(links), note)
