"""What was agreed, in a browser: edited in place with the keyboard alone, and printed as a handout."""

import pytest
from playwright.sync_api import expect

from consortium.tests.browser import PHONE
from goals.models import Goal, GradeStrategy, Objective, Strategy
from goals.tests.factories import GradeStrategyFactory, ObjectiveFactory, StrategyFactory
from indicators.loading import load_frameworks
from indicators.planning import open_year

PAGE = "/goals/cp/1/?year=2024-25"


@pytest.fixture
def goal(transactional_db):
    year = open_year(2024)
    load_frameworks(year)
    return Goal.objects.get(edition__framework__code="CP", number=1)


def focused(page):
    return page.locator(":focus")


def test_an_objective_is_written_changed_and_moved_with_the_keyboard(windows, office, goal):
    first = ObjectiveFactory(goal=goal, text="The first step", order=1)
    page = windows.open(office)
    page.goto(PAGE)
    page.get_by_role("link", name="Add an objective").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("form", name="New objective")).to_be_visible()
    page.keyboard.type("The second step")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.get_by_role("form", name="New objective").get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The objective is added.")).to_be_visible()
    expect(focused(page)).to_have_text("Add an objective")
    second = Objective.objects.get(text="The second step")

    page.get_by_role("link", name="Edit objective: The second step").press("Enter")
    expect(page.get_by_label("Text")).to_be_focused()
    expect(page.get_by_label("Text")).to_have_value("The second step")
    page.keyboard.press("End")
    page.keyboard.type(", in better words")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("The objective is saved.")).to_be_visible()
    expect(focused(page)).to_have_text("Edit objective: The second step, in better words")

    up = page.get_by_role("button", name="Move up: The second step")
    up.press("Enter")
    expect(page.get_by_text("This objective is now number 1 of 2.")).to_be_visible()
    expect(page.locator("#list-objectives > li .agreed-text")).to_have_text(
        ["The second step, in better words", "The first step"]
    )
    expect(focused(page)).to_have_attribute("value", "down")  # there is no further up
    assert list(goal.objectives.all()) == [second, first]


def test_what_is_typed_in_one_form_stays_while_other_rows_are_moved_saved_and_left(windows, office, goal):
    one = ObjectiveFactory(goal=goal, text="one", order=1)
    ObjectiveFactory(goal=goal, text="two", order=2)
    StrategyFactory(objective=one, text="a way")
    page = windows.open(office)
    page.goto(PAGE)
    page.get_by_role("link", name="Edit strategy: a way").click()
    page.get_by_role("form", name="Edit strategy").get_by_label("Text").fill("half a sentence")
    page.get_by_role("button", name="Move up: two").click()
    expect(page.get_by_text("This objective is now number 1 of 2.")).to_be_visible()
    page.get_by_role("link", name="Edit objective: one").click()
    page.get_by_role("form", name="Edit objective").get_by_role("link", name="Cancel").click()
    expect(page.get_by_role("form", name="Edit objective")).to_have_count(0)
    expect(page.get_by_role("form", name="Edit strategy").get_by_label("Text")).to_have_value("half a sentence")


def test_a_draft_is_deleted_in_place(windows, office, goal):
    StrategyFactory(objective=ObjectiveFactory(goal=goal), text="An idea")
    page = windows.open(office)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(PAGE)
    page.get_by_role("link", name="Edit strategy: An idea").click()
    page.get_by_role("link", name="Delete this draft").click()
    expect(page.get_by_text("The strategy “An idea” is deleted.")).to_be_focused()
    assert Strategy.objects.count() == 0


def test_the_second_of_two_chooses_in_place(windows, office, goal):
    row = ObjectiveFactory(goal=goal, text="As it was")
    page = windows.open(office)
    page.goto(PAGE)
    page.get_by_role("link", name="Edit objective: As it was").click()
    expect(page.get_by_label("Text")).to_be_focused()
    Objective.objects.filter(pk=row.pk).update(text="What they wrote", version=2)
    page.get_by_label("Text").fill("What I typed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("What they wrote")
    expect(page.get_by_label("Text")).to_have_value("What I typed")
    page.get_by_role("link", name="Keep theirs").click()
    expect(page.locator(f"#objectives-{row.pk} .agreed-text")).to_have_text("What they wrote")


def test_without_script_everything_is_done_on_pages(windows, office, goal):
    ObjectiveFactory(goal=goal, text="one", order=1)
    page = windows.open(office, width=PHONE, java_script_enabled=False)
    page.goto(PAGE)
    page.get_by_role("link", name="Add an objective").click()
    page.get_by_label("Text").fill("two")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The objective is added.")).to_be_visible()
    page.get_by_role("button", name="Move up: two").click()
    expect(page.locator("#list-objectives > li .agreed-text")).to_have_text(["two", "one"])


def test_a_grade_is_written_in_its_row_and_the_count_follows(windows, office, goal):
    page = windows.open(office)
    page.goto("/goals/grades/")
    page.get_by_role("link", name="Edit Grade 8").press("Enter")
    expect(focused(page)).to_have_id("grade-8-goal")
    page.keyboard.type("Choose a pathway")
    page.keyboard.press("Tab")
    page.keyboard.type("A plan for four years")
    page.get_by_role("button", name="Save").press("Enter")
    expect(page.get_by_text("1 of 8 are documented.")).to_be_visible()
    expect(focused(page)).to_have_text("Edit Grade 8")
    assert GradeStrategy.objects.get().strategy == "A plan for four years"


def test_the_handout_has_no_navigation_and_no_buttons(windows, office, goal):
    GradeStrategyFactory()
    page = windows.open(office)
    page.goto("/goals/grades/")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Career development from grade 6 to college")).to_be_visible()
    expect(page.locator(".handout-date")).to_be_visible()
    for hidden in (page.locator(".site-nav"), page.locator(".crumbs"), page.locator("table .btn").first):
        expect(hidden).to_be_hidden()
