"""
What counts of students are broken down by (domain, "Breakdowns and privacy"): the codes of the California Department of
Education and their words. Race and ethnicity, and gender, are partitions: everybody is in exactly one of the
categories, so they add up to the whole. Program groups overlap. Beware of two that are easily mixed up: SD is students
with disabilities, SS the socioeconomically disadvantaged.
"""

RACES = {
    "RB": "Black or African American",
    "RI": "American Indian or Alaska Native",
    "RA": "Asian",
    "RF": "Filipino",
    "RH": "Hispanic or Latino",
    "RP": "Pacific Islander",
    "RT": "Two or more races",
    "RW": "White",
    "RD": "Race not reported",
}
GENDERS = {"GF": "Female", "GM": "Male", "GX": "Non-binary", "GZ": "Gender not reported"}
GROUPS = {
    "SE": "English learners",
    "SD": "Students with disabilities",
    "SS": "Socioeconomically disadvantaged",
    "SM": "Migrant students",
    "SF": "Foster youth",
    "SH": "Students experiencing homelessness",
}
RACE, GENDER, GROUP = "race and ethnicity", "gender", "program group"
# dimension → its categories; those of a partition end with the one of which nothing is known
DIMENSIONS = {RACE: RACES, GENDER: GENDERS, GROUP: GROUPS}
PARTITIONS = (RACE, GENDER)
NOT_REPORTED = {RACE: "RD", GENDER: "GZ"}
WORDS = RACES | GENDERS | GROUPS
