"""The main job in a browser: a figure is typed, submitted, approved, and the dashboard moves."""

import pytest
from playwright.sync_api import expect

from consortium.tests.browser import PHONE
from indicators.models import Submission
from indicators.tests import factories
from indicators.tests.sheets import address, owe, quarter, stored

PASSWORD = "a-long-password-for-tests"
FAIRS, SHARE, PLAN = "Career fairs organized", "Schools with a fair", "Communication strategy"
GOAL = "/goals/en/2/"
COMMENT = "One fair is missing: the county fair of October."


@pytest.fixture
def period(transactional_db):
    return quarter(2)


@pytest.fixture
def fairs(district, period):
    """A count that the district owes, with the region's target."""
    measure = owe(district, "EN-2.4a", FAIRS)
    factories.TargetFactory(measure=measure, year=period.year, value=40)
    return measure


@pytest.fixture
def share(district, fairs):
    return owe(district, "EN-2.4b", SHARE, factory=factories.PercentFactory, unit="schools")


@pytest.fixture
def plan(district, share):
    return owe(district, "EN-2.9a", PLAN, factory=factories.MilestoneFactory, reporters=["district"])


def sign_in(page, user):
    page.goto("/")
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def cell(page, label):
    """The field beside a measure's name; a row may hold another one with a longer name."""
    return page.get_by_label(label, exact=True)


def row(page, label):
    return page.get_by_role("row").filter(has=page.get_by_text(label, exact=True))


def is_saved(page, words):
    """Wait until what was typed has been saved and counted."""
    expect(page.get_by_text(words, exact=True).first).to_be_visible()


def submit(page):
    page.get_by_role("button", name="Submit for review").first.click()
    expect(page.get_by_text("Submitted. The consortium office now reviews")).to_be_visible()


def answer(page, district, period, label, figure):
    page.goto(address(district, period))
    cell(page, label).fill(figure)
    cell(page, label).press("Enter")
    is_saved(page, "1 of 1 answered")


def test_a_figure_goes_from_the_keyboard_to_the_dashboard_and_leads_back(
    windows, reporter, office, district, period, fairs, share, plan
):
    page = windows.open()
    sign_in(page, reporter)
    page.get_by_role("link", name=f"{district}, {period}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{district}, {period}")
    is_saved(page, "0 of 3 answered")
    cell(page, FAIRS).focus()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    is_saved(page, "1 of 3 answered")
    expect(cell(page, SHARE)).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("ArrowRight")
    page.keyboard.type("4")
    page.keyboard.press("ArrowDown")
    is_saved(page, "2 of 3 answered")
    expect(cell(page, PLAN)).to_be_focused()
    page.keyboard.type("drafted")
    page.keyboard.press("Tab")
    page.keyboard.type("11152024")
    page.keyboard.press("Enter")
    is_saved(page, "3 of 3 answered")
    submit(page)
    expect(cell(page, FAIRS)).to_have_count(0)

    staff = windows.open()
    sign_in(staff, office)
    staff.goto(GOAL)
    expect(row(staff, FAIRS)).to_contain_text("No data")
    staff.get_by_role("link", name="Review", exact=True).click()
    staff.get_by_role("link", name=f"{district}, {period}").click()
    staff.get_by_role("button", name="Approve").click()
    expect(staff.get_by_text("Approved", exact=False).first).to_be_visible()

    staff.goto(GOAL)
    expect(row(staff, FAIRS)).to_contain_text("12 of 40 fairs, 30 %, with 50 % of the year gone: behind.")
    expect(row(staff, FAIRS).get_by_text("Behind", exact=True)).to_be_visible()
    row(staff, FAIRS).get_by_role("link", name="12", exact=True).click()
    row(staff, str(district)).first.get_by_role("link", name="12", exact=True).click()
    expect(staff.get_by_role("heading", level=1)).to_have_text(f"{district}, {period}")
    expect(row(staff, FAIRS)).to_contain_text("12")


def test_arrows_and_enter_move_between_cells_and_save_nothing_untouched(
    windows, reporter, district, period, fairs, share
):
    page = windows.open(reporter)
    page.goto(address(district, period))
    cell(page, FAIRS).focus()
    page.keyboard.press("ArrowDown")
    expect(cell(page, SHARE)).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(cell(page, FAIRS)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Enter")
    expect(cell(page, FAIRS)).to_be_focused()
    assert not Submission.objects.exists()


def test_what_cannot_be_taken_is_said_beside_the_cell_and_stays_typed(windows, reporter, district, period, fairs):
    page = windows.open(reporter)
    page.goto(address(district, period))
    cell(page, FAIRS).fill("a dozen")
    cell(page, FAIRS).press("Enter")
    expect(row(page, FAIRS)).to_contain_text("a dozen")
    expect(cell(page, FAIRS)).to_have_value("a dozen")
    expect(cell(page, FAIRS)).to_have_attribute("aria-invalid", "true")
    assert stored(fairs) is None
    cell(page, FAIRS).fill("12")
    cell(page, FAIRS).press("Enter")
    is_saved(page, "1 of 1 answered")
    assert stored(fairs).numerator == 12


def test_not_available_is_an_answer_with_its_reason(windows, reporter, district, period, fairs):
    page = windows.open(reporter)
    page.goto(address(district, period))
    cell(page, FAIRS).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_label(f"Answer without a figure: {FAIRS}").select_option("not available, because")
    page.get_by_label(f"Why: {FAIRS}").fill("The survey closes in March.")
    page.get_by_label(f"Why: {FAIRS}").press("Tab")
    page.keyboard.press("Tab")
    is_saved(page, "1 of 1 answered")
    expect(row(page, FAIRS)).to_contain_text("The survey closes in March.")
    assert (stored(fairs).state, stored(fairs).numerator) == ("not_available", None)


def test_the_second_of_two_people_in_a_cell_sees_both_figures_and_chooses(
    windows, reporter, office, district, period, fairs
):
    first, second = windows.open(reporter), windows.open(office)
    for page in (first, second):
        page.goto(address(district, period))
    second.get_by_label("Where the figures are from").fill("e-mail of the career center")
    second.keyboard.press("Tab")
    cell(first, FAIRS).fill("12")
    cell(first, FAIRS).press("Enter")
    is_saved(first, "1 of 1 answered")
    cell(second, FAIRS).fill("14")
    cell(second, FAIRS).press("Enter")
    both = row(second, FAIRS)
    expect(both).to_contain_text(f"{reporter} saved 12")
    expect(both).to_contain_text("you typed 14")
    assert stored(fairs).numerator == 12
    both.get_by_role("button", name="Use 14").click()
    expect(both.get_by_role("button", name="Use 14")).to_have_count(0)
    expect(cell(second, FAIRS)).to_have_value("14")
    assert stored(fairs).numerator == 14


def test_a_worksheet_works_without_script(windows, reporter, district, period, fairs, share):
    page = windows.open(reporter, java_script_enabled=False)
    page.goto(address(district, period))
    cell(page, FAIRS).fill("minus two")
    cell(page, SHARE).fill("5")
    page.get_by_label(f"of how many: {SHARE}").fill("4")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("alert")).to_contain_text("Nothing was saved. What you typed is still here")
    expect(cell(page, FAIRS)).to_have_value("minus two")
    expect(cell(page, SHARE)).to_have_value("5")
    for label in (FAIRS, SHARE):
        expect(cell(page, label)).to_have_attribute("aria-invalid", "true")
    assert stored(fairs) is None
    cell(page, FAIRS).fill("2")
    cell(page, SHARE).fill("3")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_text("Saved. 2 of 2 answered.")).to_be_visible()
    assert (stored(fairs).numerator, stored(share).numerator, stored(share).denominator) == (2, 3, 4)


def test_the_dashboards_can_be_narrowed_without_script(windows, member, district, period, fairs):
    page = windows.open(member, java_script_enabled=False)
    page.goto(GOAL)
    page.get_by_label("Through").select_option(label="Q1, Jul–Sep")
    page.get_by_role("button", name="Show").click()
    page.wait_for_url("**through=Q1**")
    expect(page.get_by_label("Through").locator("option:checked")).to_have_text("Q1, Jul–Sep")


def test_a_returned_worksheet_says_what_to_correct_and_can_be_handed_in_again(
    windows, reporter, office, district, period, fairs
):
    page = windows.open(reporter)
    answer(page, district, period, FAIRS, "11")
    submit(page)

    staff = windows.open(office)
    staff.goto(address(district, period))
    staff.get_by_role("link", name="Return…").click()
    staff.get_by_label("What has to change").fill(COMMENT)
    staff.get_by_role("button", name="Return").click()
    expect(staff.get_by_text("Returned", exact=False).first).to_be_visible()

    page.goto("/")
    expect(row(page, f"{district}, {period}")).to_contain_text(COMMENT)
    page.get_by_role("link", name=f"{district}, {period}").click()
    expect(page.get_by_text(COMMENT)).to_be_visible()
    cell(page, FAIRS).fill("12")
    submit(page)
    submission = Submission.objects.get()
    assert (submission.state, stored(fairs).numerator) == ("submitted", 12)


def test_a_locked_period_says_why_and_who_can_open_it(windows, reporter, office, district, period, fairs):
    staff = windows.open(office)
    staff.goto("/")
    staff.get_by_role("link", name="Set-up").click()
    staff.get_by_role("link", name="Q2").click()
    staff.get_by_label("Why").fill("The report has gone to print.")
    for box in staff.get_by_role("checkbox").all():
        box.check()
    staff.get_by_role("button", name="Lock").click()
    expect(staff.get_by_text(f"{period} is locked. Its figures stand.")).to_be_visible()

    page = windows.open(reporter)
    page.goto(address(district, period))
    expect(page.get_by_text(f"{period} is locked by {office} since")).to_contain_text(
        "The note says: “The report has gone to print.” To have it opened again, ask the consortium office"
    )
    expect(cell(page, FAIRS)).to_have_count(0)
    expect(page.get_by_role("button", name="Save")).to_have_count(0)


def test_the_keyboard_alone_skips_to_the_content(windows, member, fairs):
    page = windows.open(member)
    page.goto(GOAL)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Goals").last).to_be_focused()


def test_the_keyboard_alone_opens_the_menu_of_a_phone_and_closes_it(windows, member, fairs):
    page = windows.open(member, width=PHONE)
    page.goto(GOAL)
    menu = page.get_by_role("group").filter(has=page.get_by_text("Menu", exact=True))
    page.get_by_text("Menu", exact=True).focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("link", name="Worksheets")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Worksheets")).to_have_count(0)
    page.keyboard.press("Enter")
    for _ in ("Goals", "Pathways", "Worksheets"):
        page.keyboard.press("Tab")
    expect(menu.get_by_role("link", name="Worksheets")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your worksheets")


def test_the_keyboard_alone_chooses_a_period_and_keeps_the_focus(windows, member, fairs):
    page = windows.open(member)
    page.goto(GOAL)
    page.get_by_label("Through").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_url("**through=Q1**")
    expect(page.get_by_label("Through")).to_be_focused()
