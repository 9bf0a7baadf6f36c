"""The editor of maps in a browser: by keyboard alone, by mouse, on a phone, without script, and by two people."""

from threading import Event

import pytest
from playwright.sync_api import expect

from consortium.tests.browser import PATIENCE, PHONE
from consortium.tests.factories import CollegeFactory
from pathways.models import CareerPathway, MapBox, MapConnection
from pathways.queries import map_search
from pathways.tests.factories import (
    CareerPathwayFactory,
    CollegeProgramFactory,
    CourseFactory,
    MapBoxFactory,
    MapLinkFactory,
    MapVersionFactory,
    OccupationFactory,
    ProgramFactory,
    SectorFactory,
)

MOST_STEPS = 6


class Keys:
    """A keyboard that counts: a key press is a step, and so is a word or sentence that is typed."""

    def __init__(self, page):
        self.page, self.steps = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.steps += 1

    def type(self, text):
        self.page.keyboard.type(text)
        self.steps += 1

    def count(self):
        """The steps since it was asked last."""
        steps, self.steps = self.steps, 0
        return steps


@pytest.fixture
def programs(transactional_db, district):
    """A welding program at the reporter's district and one at a college, with courses, and three occupations."""
    sector = SectorFactory(name="Manufacturing and Product Development", slug="manufacturing")
    school = ProgramFactory(organization=district, name="Welding Pathway", sector=sector)
    for number, (lowest, highest) in enumerate([(9, 10), (10, 11), (11, 12)], start=1):
        CourseFactory(
            program=school, title=f"Welding {number}", lowest_grade=lowest, highest_grade=highest, order=number
        )
    college = CollegeProgramFactory(organization=CollegeFactory(name="Example College"), name="Welding Technology")
    for term, title in enumerate(["Introduction to Arc", "Arc in Practice", "Advanced Arc"], start=1):
        CourseFactory(program=college, title=title, number=f"WELD {term}10", term=term, order=term)
    for soc, title in (("51-4121", "Welders"), ("47-2221", "Ironworkers"), ("51-4122", "Machine Setters")):
        OccupationFactory(soc=soc, title=title)
    return school, college


@pytest.fixture
def draft(programs, district):
    sector = programs[0].sector
    pathway = CareerPathwayFactory(name="Welding", slug="welding", sector=sector, organization=district)
    return MapVersionFactory(pathway=pathway)


def said(page):
    return page.locator("#map-said")


def found(page, **named):
    return page.get_by_role("listbox", name="What is found").get_by_role("option", **named)


def add(page, keys, text, *presses, choose=0, expected=None):
    """Type `text` into the search field after `presses`, choose the `choose`-th of what is found, and add it."""
    keys.press(*presses)
    keys.type(text)
    if choose:
        expect(found(page).first).to_be_visible()  # looking is no step
        keys.press(*["ArrowDown"] * choose)
    keys.press("Enter")
    expect(said(page)).to_contain_text(f"“{expected or text}” is added")
    expect(page.get_by_role("combobox", name="Program, course")).to_be_focused()
    return keys.count()


def links(version):
    pairs = version.links.values_list("source__number", "target__number")
    return sorted(pairs)


def test_a_map_of_twenty_boxes_is_made_by_the_keyboard_alone_in_at_most_six_steps_a_box(windows, reporter, draft):
    page = windows.open(reporter)
    page.goto("/pathways/maps/welding/edit/")
    page.get_by_role("combobox", name="Program, course").focus()
    keys, steps = Keys(page), []

    def put(*args, **more):
        steps.append(add(page, keys, *args, **more))

    put("Explore trades", "PageUp")
    put("Career fair")  # beside it
    put("Welding 1", choose=1)  # goes to its grade by itself, connected from the fair before it
    put("Safety card")  # a sibling of the course in grade 9
    put("Welding 2", choose=1)
    put("Welding 3", choose=1)
    put("Workplace visit")
    put("Internship", "PageDown")
    put("Adult welding", "PageDown")
    put("Introduction to Arc", choose=1)
    put("English")
    put("Arc in Practice", choose=1)
    put("Mathematics")
    put("Advanced Arc", choose=1)
    put("Certificate of achievement", "PageDown")
    put("Bachelor of welding engineering", "PageDown", "PageDown", "PageDown")
    put("Welders", choose=1)
    put("Ironworkers", choose=1)
    put("Machine Setters", choose=1)
    # the last one from another box, chosen in the list of all, in a column that is named
    keys.press("Shift+Tab")
    keys.type("Certificate of a")
    keys.press("Tab")
    put("Occupations: State license", expected="State license")

    assert draft.boxes.count() == 20
    assert max(steps) <= MOST_STEPS, steps
    assert sum(steps) <= 80, steps
    numbers = {str(box): box for box in MapBox.objects.filter(version=draft).select_related("course", "occupation")}
    columns = {title.split(" ", 1)[-1] if box.course_id else title: box.column for title, box in numbers.items()}
    assert columns["Explore trades"] == columns["Career fair"] == "middle_school"
    assert columns["1"] == columns["Safety card"] == "grade_9"
    assert columns["Internship"] == "grade_12"
    assert columns["State license"] == "occupations"
    by_number = {box.number: box for box in numbers.values()}
    named = {(str(by_number[a]), str(by_number[b])) for a, b in links(draft)}
    assert ("Career fair", "Welding 1") in named
    assert ("Career fair", "Safety card") in named
    assert ("Safety card", "Welding 2") in named
    assert ("Certificate of achievement", "State license") in named
    assert len(named) == 18  # all but the first two are connected from one box


def test_all_courses_of_a_program_are_added_with_three_steps(windows, reporter, draft):
    page = windows.open(reporter)
    page.goto("/pathways/maps/welding/edit/")
    page.get_by_role("combobox", name="Program, course").focus()
    keys = Keys(page)
    keys.type("Welding Pathway")
    expect(found(page, name="All 3 courses of Welding Pathway")).to_be_visible()
    keys.press("ArrowDown", "ArrowDown", "Enter")
    expect(said(page)).to_contain_text("3 boxes are added, connected in their order.")
    assert keys.count() == 4
    assert list(draft.boxes.order_by("number").values_list("column", flat=True)) == ["grade_9", "grade_10", "grade_11"]
    assert links(draft) == [(1, 2), (2, 3)]


@pytest.fixture
def three(draft):
    """A draft with two boxes in grade 9, the first of which leads to one in grade 10."""
    first = MapBoxFactory(version=draft, title="First")
    MapBoxFactory(version=draft, title="Second")
    third = MapBoxFactory(version=draft, title="Third", column="grade_10")
    MapLinkFactory(source=first, target=third)
    draft.last_number = 3
    draft.save()
    return draft


def places(version):
    return {box.title: (box.column, box.order) for box in version.boxes.all()}


def test_boxes_are_moved_connected_renamed_deleted_and_undone_by_the_keyboard(windows, reporter, three):
    page = windows.open(reporter)
    page.goto("/pathways/maps/welding/edit/")
    page.get_by_role("link", name="First").focus()
    page.keyboard.press("Shift+ArrowDown")
    expect(said(page)).to_contain_text("“First” is now number 2 of 2 in Grade 9.")
    expect(page.get_by_role("link", name="First")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("link", name="Second")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(said(page)).to_contain_text("“Second” is now number 2 of 2 in Grade 10.")
    assert places(three) == {"First": ("grade_9", 0), "Third": ("grade_10", 0), "Second": ("grade_10", 1)}

    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Change Second")).to_be_visible()
    expect(page.get_by_role("link", name="Second")).to_be_focused()
    page.get_by_label("Connect to").focus()
    page.keyboard.type("Third")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("“Second” now leads to “Third”.")
    assert links(three) == [(1, 3), (2, 3)]
    page.get_by_role("button", name="Disconnect from Third").press("Enter")
    expect(said(page)).to_contain_text("“Second” does not lead to “Third” any more.")
    expect(page.get_by_role("link", name="Second")).to_be_focused()  # the button is gone
    page.get_by_label("Text", exact=True).fill("Renamed")
    page.keyboard.press("Enter")
    expect(said(page)).to_contain_text("“Second” now says “Renamed”.")

    page.get_by_role("link", name="Third").focus()
    page.keyboard.press("Delete")
    expect(said(page)).to_contain_text("“Third” is deleted, with its 1 connection.")
    expect(page.get_by_role("link", name="Renamed")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(said(page)).to_contain_text("Undone: “Third” is deleted")
    page.reload()  # what can be undone is stored
    for sentence in ("“Renamed”", "does not lead to", "now leads to", "number 2 of 2 in Grade 10", "number 2 of 2 in"):
        page.keyboard.press("Control+z")
        expect(said(page)).to_contain_text(sentence)
    expect(page.get_by_role("button", name="Undo")).to_have_attribute("aria-disabled", "true")
    assert places(three) == {"First": ("grade_9", 0), "Second": ("grade_9", 1), "Third": ("grade_10", 0)}
    assert links(three) == [(1, 3)]
    page.keyboard.press("Control+y")
    expect(said(page)).to_contain_text("Done again: “First” is now number 2 of 2")


def test_a_box_is_dragged_and_everything_is_done_by_the_mouse(windows, reporter, three):
    page = windows.open(reporter)
    page.goto("/pathways/maps/welding/edit/")
    target = page.locator('[data-column="grade_11"]')
    page.locator(".map-box", has_text="Second").drag_to(target)
    expect(said(page)).to_contain_text("“Second” is now number 1 of 1 in Grade 11.")
    page.get_by_role("link", name="First").click()
    page.get_by_role("link", name="Add what follows").click()
    expect(page.get_by_label("Column", exact=True)).to_have_value("grade_10")
    page.get_by_role("combobox", name="Program, course").fill("welders")
    found(page, name="Welders").click()
    expect(said(page)).to_contain_text("“Welders” is added to Occupations, connected from “First”.")
    page.get_by_role("button", name="Undo").click()
    expect(said(page)).to_contain_text("Undone: “Welders” is added")
    assert places(three)["Second"] == ("grade_11", 0)
    assert three.boxes.count() == 3


def test_a_search_takes_the_place_of_one_that_is_still_under_way(windows, reporter, draft, monkeypatch):
    find, asked, answer = map_search.found, Event(), Event()

    def slowly(text, *args, **kwargs):
        if text == "Welding 1":
            asked.set()
            answer.wait(PATIENCE / 1000)
        return find(text, *args, **kwargs)

    monkeypatch.setattr(map_search, "found", slowly)
    page = windows.open(reporter)
    page.goto("/pathways/maps/welding/edit/")
    field = page.get_by_role("combobox", name="Program, course")
    field.fill("Welding 1")
    assert asked.wait(PATIENCE / 1000)
    field.fill("Welding 2")
    expect(found(page, name="Welding 2")).to_be_visible()
    answer.set()
    expect(found(page)).to_have_count(1)


def test_the_second_of_two_people_is_told_and_what_was_typed_stays(windows, reporter, office, three):
    first, second = windows.open(reporter), windows.open(office)
    for page in (first, second):
        page.goto("/pathways/maps/welding/edit/")
    field = first.get_by_role("combobox", name="Program, course")
    for word in ("One", "Two"):  # one person may go on as they like
        field.fill(word)
        field.press("Enter")
        expect(said(first)).to_contain_text(f"“{word}” is added")
    field = second.get_by_role("combobox", name="Program, course")
    field.fill("Mine")
    field.press("Enter")
    expect(said(second)).to_contain_text("has changed this map since you opened it")
    expect(second.get_by_role("link", name="Two")).to_be_visible()
    expect(field).to_have_value("Mine")
    assert not three.boxes.filter(title="Mine").exists()
    field.press("Enter")
    expect(said(second)).to_contain_text("“Mine” is added")


def test_it_works_on_a_phone_and_without_script(windows, reporter, draft):
    page = windows.open(reporter, width=PHONE, java_script_enabled=False)
    page.goto("/pathways/maps/welding/edit/")
    page.get_by_label("Find a program, course or occupation").fill("Welding 1")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("button", name="Add Welding 1 to Grade 9").click()
    expect(page.get_by_text("“Welding 1” is added to Grade 9.")).to_be_visible()
    page.get_by_label("Connect from").select_option(label="Welding 1")
    page.get_by_label("Column", exact=True).select_option("Grade 10")
    page.get_by_role("combobox", name="Program, course").fill("My own words")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="My own words").click()
    page.get_by_role("button", name="Move to the column on the right").click()
    expect(page.get_by_text("“My own words” is now number 1 of 1 in Grade 11.")).to_be_visible()
    assert links(draft) == [(1, 2)]
    page.get_by_role("button", name="Undo").click()
    assert set(draft.boxes.values_list("column", flat=True)) == {"grade_9", "grade_10"}


def test_a_small_map_is_made_published_counted_and_covers_its_program(windows, reporter, programs):
    page = windows.open(reporter)
    page.goto("/pathways/maps/")
    page.get_by_role("link", name="New map").first.click()
    page.get_by_label("Name").fill("Welding in the north")
    page.get_by_label("Sector").select_option("Manufacturing and Product Development")
    page.get_by_role("button", name="Go on to its boxes").click()
    field = page.get_by_role("combobox", name="Program, course")
    for text, name in (("Welding 3", "Welding 3"), ("Introduction to Arc", "Introduction to Arc")):
        field.fill(text)
        found(page, name=name).first.click()
        expect(said(page)).to_contain_text(f"“{name}” is added")
    page.get_by_role("link", name="Publish…").click()
    row = page.get_by_role("row", name="Welding Pathway")
    expect(row).to_contain_text("Welding Technology")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Version 1 of “Welding in the north” is published.")).to_be_visible()
    assert MapConnection.objects.filter(version__pathway=CareerPathway.objects.get()).count() == 1
    page.goto("/pathways/counted/maps/")
    expect(page.get_by_role("link", name="Welding in the north")).to_be_visible()
    page.goto("/pathways/counted/programs_mapped/")
    expect(page.get_by_role("link", name="Welding Pathway")).to_be_visible()
    page.goto("/pathways/coverage/")
    districts = page.get_by_role("region", name="High school programs")
    districts.get_by_role("row", name="All districts").get_by_role("link", name="1 leading").last.click()
    expect(page.get_by_role("link", name="Welding Pathway")).to_be_visible()
