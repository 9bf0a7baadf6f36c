"""What the courses of a map are marked with, by the agreements that are in force."""


def marks_of(courses, day):
    """
    The marks of courses on `day`: {primary key of a course: keys of `map_content.MARKS`, such as ("articulated",)};
    courses without a mark are left out. `courses` are primary keys. A constant number of queries.

    No agreements are on record here yet, so that no course has a mark.
    """
    return {}
