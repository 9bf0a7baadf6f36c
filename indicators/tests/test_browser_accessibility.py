"""axe finds nothing on any page, on a phone and on a wide screen, light and dark; and no page is wider than a phone."""

import datetime

import pytest
from django.core.files.base import ContentFile

from consortium.models import County, Organization, StoredFile
from consortium.offices import hand_over
from consortium.tests import factories as people
from consortium.tests.browser import DESK, PHONE, axe
from goals.models import Goal, Objective
from goals.tests.factories import (
    DistributionFactory,
    DocumentFactory,
    DocumentStageFactory,
    DocumentVersionFactory,
    FeedbackFactory,
    GradeStrategyFactory,
    ObjectiveFactory,
    RecipientFactory,
    RecipientListFactory,
    StrategyFactory,
    StudentOutcomeFactory,
)
from indicators.loading import load_frameworks
from indicators.models import Assignment, Evidence, LeadingIndicator, Measure, Value
from indicators.planning import default_assignments, lock_period, open_year
from indicators.tests import factories
from indicators.tests.meeting_world import hold
from pathways.tests.factories import (
    AgreementFactory,
    CollegeProgramFactory,
    CourseFactory,
    DocumentedGapFactory,
    DualEnrollmentTermFactory,
    GapInDocumentFactory,
    MapBoxFactory,
    MapLinkFactory,
    MapVersionFactory,
    OccupationFactory,
    PlanGapFactory,
    PlanStepFactory,
    ProgramFactory,
    SectorFactory,
    SectorLinkFactory,
    published_version,
)
from wbl.models import ActivityOffering
from wbl.rules.activity_types import load_activity_types
from wbl.tests.factories import (
    ActivityOfferingFactory,
    EmployerContactFactory,
    EmployerFactory,
    EnrollmentByGroupFactory,
    EventFactory,
    ParticipationFactory,
    SpeakerFactory,
    SpeakingFactory,
    inventory_school,
)
from wbl.tests.surveying import Asked

YEAR = 2024  # long ended, so that the pages look the same whenever the tests run
NOON = datetime.datetime(2025, 1, 14, 20, tzinfo=datetime.UTC)
ALL_RULES = {"target-size": {"enabled": True}}
LAYOUT = {**ALL_RULES, "color-contrast": {"enabled": False}}
SCHOOLS = "CDSCode,School,District,Charter\n37683380000001,Lincoln Middle,San Diego Unified,N\n"


@pytest.fixture
def region(office, reporter, other_reporter, member, district):
    """Both frameworks and a year with worksheets in every state; the quarters by their numbers."""
    year = people.SchoolYearFactory(start_year=YEAR)
    people.WorkingGroupFactory(name="Working group 1", slug="working-group-1")
    load_frameworks(year)
    southside = Organization.objects.get(slug="southside-unified")
    college = people.CollegeFactory(name="Example College", slug="example-college")
    for one in (district, southside, college, people.SchoolFactory(parent=district)):
        people.OrganizationYearFactory(organization=one, year=year, enrollment=4200)
    open_year(YEAR)
    default_assignments(year)
    Assignment.objects.exclude(measure__code__regex=r"^(EN-2|EN-4|CP-1|CP-3)").delete()  # enough of every kind
    quarters = {period.number: period for period in year.periods.all()}
    for number, measure in enumerate(Measure.objects.exclude(kind="milestone").order_by("code")):
        if number % 3:
            factories.TargetFactory(measure=measure, year=year, value=60 + number, baseline=5, set_by=office)
    for one in Organization.objects.filter(assignments__year=year).distinct():
        fill(one, quarters[1], office, "approved")
    fill(district, quarters[2], reporter, "draft", leave_out=3)
    fill(southside, quarters[2], office, "submitted", source_note="e-mail of the career center")
    fill(college, quarters[2], office, "returned", review_comment="One fair is missing.", reviewed_by=office)
    lock_period(quarters[1], office, "The report has gone to print.", NOON)
    discuss(quarters[1], district, office)
    hand_over(district, "superintendent", name="First Holder", email="a@example.org", starts=datetime.date(2020, 7, 1))
    return quarters


def fill(organization, period, user, state, leave_out=0, **fields):
    """A worksheet of `organization` with figures for all it owes but the first `leave_out`."""
    submission = factories.SubmissionFactory(
        organization=organization, period=period, state=state, submitted_by=user, submitted_at=NOON, **fields
    )
    owed = Assignment.objects.owed_by(organization).in_year(period.year).select_related("measure")
    for number, assignment in enumerate(owed.order_by("measure__code")):
        measure = assignment.measure
        about = None if measure.about_region else organization
        taken = Value.objects.filter(measure=measure, period=period, organization=about).exists()
        if number >= leave_out and not taken:
            factories.ValueFactory(
                submission=submission, measure=measure, period=period, organization=about, **figure(measure, number)
            )


def figure(measure, number):
    if number % 9 == 5:
        return {"state": "not_available", "numerator": None, "reason": "The survey closes in March."}
    if measure.is_milestone:
        return {"numerator": None, "stage": 1, "stage_date": datetime.date(YEAR, 9, 2)}
    if measure.is_percent:
        return {"numerator": 3, "denominator": 4}
    return {"numerator": 4 + 7 * number}


def discuss(period, district, office):
    """A comment, evidence and a meeting."""
    indicator = LeadingIndicator.objects.get(goal__edition__framework__code="EN", goal__number=2, number=1)
    factories.CommentFactory(indicator=indicator, year=period.year, author=office)
    roster = {"title": "Roster", "url": "https://example.org/", "added_by": office}
    measure = Measure.objects.get(code="EN-2.1a")
    Evidence.objects.create(measure=measure, organization=district, period=period, **roster)
    meeting = EventFactory(starts_at=datetime.datetime(YEAR, 10, 6, 17, tzinfo=datetime.UTC))
    ParticipationFactory(event=meeting, organization=district)


def troubles(page, where):
    """What axe says about the page as it stands, on a wide screen and a phone, light and dark, in words."""
    found = []
    for width, scheme, chosen in (
        (DESK, "light", {"rules": ALL_RULES}),
        (DESK, "dark", {"runOnly": ["color-contrast"]}),
        (PHONE, "light", {"rules": LAYOUT}),  # the colours are those of the wide screen, and the slowest to look at
    ):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for violation in axe(page, **chosen):
            nodes = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
            found.append(f"{where}, {width} {scheme}: {violation['help']} ({len(violation['nodes'])}): {nodes}")
        if width == PHONE and page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"{where}: wider than a phone")
    return found


def look_at(page, *addresses, status=200):
    found = []
    for address in addresses:
        response = page.goto(address)
        if response.status != status:
            found.append(f"{address}: answered {response.status}")
        found += troubles(page, address)
    return found


def test_the_way_in(windows, stranger):
    found = look_at(windows.open(), "/accounts/login/", "/accounts/password/reset/")
    found += look_at(windows.open(stranger), "/")
    found += look_at(windows.open(stranger), "/goals/", status=404)
    assert "\n".join(found) == ""


def test_the_dashboards(windows, member, region):
    page = windows.open(member)
    found = look_at(page, "/", "/goals/?through=Q1", "/goals/en/?through=Q1", "/goals/en/2/?through=Q1", "/goals/cp/1/")
    found += look_at(page, "/indicators/EN-2.1/?through=Q1", "/indicators/CP-1.2/?through=Q1", "/indicators/EN-2.9/")
    found += look_at(page, "/setup/", status=404)
    assert "\n".join(found) == ""


def test_what_was_agreed(windows, office, region):
    goal = Goal.objects.get(edition__framework__code="CP", number=1)
    objective = ObjectiveFactory(goal=goal, due=datetime.date(2025, 1, 1))
    StrategyFactory(objective=objective, stage="withdrawn")
    StudentOutcomeFactory(goal=goal)
    GradeStrategyFactory()
    page = windows.open(office)
    found = look_at(page, "/goals/cp/1/?through=Q1", "/goals/grades/", "/goals/grades/7/edit/")
    found += look_at(page, f"/goals/objectives/{objective.pk}/edit/", f"/goals/objectives/{objective.pk}/delete/")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto("/goals/cp/1/?through=Q1")
    page.get_by_role("link", name="Edit objective").click()
    field = page.get_by_role("form", name="Edit objective").get_by_label("Text")
    field.fill("Typed here")
    Objective.objects.update(text="Written there", version=2)
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Nothing is overwritten until you choose").wait_for()
    found += troubles(page, "an objective that two people change")
    assert "\n".join(found) == ""


def test_the_worksheets_of_a_reporter(windows, reporter, district, region):
    page = windows.open(reporter)
    sheet = f"/worksheets/{district.slug}/2024-25-Q"
    found = look_at(page, "/", "/worksheets/", f"{sheet}1/", f"{sheet}2/?unanswered=1", f"{sheet}3/")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{sheet}2/")
    first = page.get_by_role("textbox").first
    first.fill("a dozen")
    first.press("Enter")
    page.get_by_text("Not saved:", exact=False).wait_for()
    page.get_by_text("no figure", exact=False).nth(1).click()
    found += troubles(page, "a worksheet with an error")
    assert "\n".join(found) == ""


def test_what_a_reader_may_not_do(windows, reporter, district, region):
    found = look_at(windows.open(reporter), f"/partners/{district.slug}/edit/", status=403)
    assert "\n".join(found) == ""


def test_worksheets_and_review_of_the_office(windows, office, district, region):
    page = windows.open(office)
    found = look_at(page, "/", "/worksheets/?period=2024-25-Q2", "/review/")
    for slug in ("southside-unified", district.slug, "office"):
        found += look_at(page, f"/worksheets/{slug}/2024-25-Q2/")
    assert "\n".join(found) == ""


def test_the_set_up(windows, office, region):
    page = windows.open(office)
    found = look_at(page, "/setup/", "/setup/years/new/", "/setup/years/2024-25/", "/setup/periods/2024-25-Q1/")
    found += look_at(page, "/setup/periods/2024-25-Q2/", "/setup/targets/2024-25/", "/setup/targets/2024-25/EN-2.1a/")
    found += look_at(page, "/setup/milestones/2024-25/", "/setup/assignments/2024-25/")
    assert "\n".join(found) == ""


def test_partners_and_people(windows, office, district, region):
    page = windows.open(office)
    place = f"/partners/{district.slug}/"
    found = look_at(page, "/partners/", place, f"{place}edit/", f"{place}years/2024-25/", "/partners/new/")
    found += look_at(page, f"{place}offices/superintendent/", "/partners/grades/2024-25/")
    found += look_at(page, "/people/", "/people/invite/")
    assert "\n".join(found) == ""


def test_calpass(windows, office, district, region):
    people.CalpassAgreementFactory(organization=district, signed_on=datetime.date(2024, 3, 4))
    people.CalpassUploadFactory(organization=district, year=region[1].year, accepted_on=datetime.date(2025, 5, 4))
    Organization.objects.filter(pk=district.pk).update(cds_code="37683380000000")
    lists = [b"CDS code,signed on,ends on\n37683380000000,2024-03-04,2027-06-30\n", b"CDS code,signed on\n1,x\n"]
    stored = [StoredFile.keep(ContentFile(content, name="calpass.csv"), "text/csv", office) for content in lists]
    counted = "?counted=calpass_uploads&through=2025-06-30"
    page = windows.open(office)
    found = look_at(page, "/partners/calpass/", f"/partners/calpass/{counted}", f"/partners/{district.slug}/calpass/")
    found += look_at(page, "/import/calpass/", *(f"/import/calpass/{one.pk}/" for one in stored))
    assert "\n".join(found) == ""


def test_importing_and_meetings(windows, office, region):
    County.objects.create(code="37", name="San Diego")
    file = ContentFile(SCHOOLS.encode(), name="schools.csv")
    stored = StoredFile.keep(file, "text/csv", office)
    meeting = EventFactory._meta.model.objects.get()
    page = windows.open(office)
    found = look_at(page, "/import/", "/import/schools/", f"/import/schools/{stored.pk}/2024-25/")
    found += look_at(page, "/wbl/meetings/", f"/wbl/meetings/{meeting.pk}/", f"/wbl/meetings/{meeting.pk}/edit/")
    found += look_at(page, "/wbl/meetings/new/")
    assert "\n".join(found) == ""


def test_meetings_of_a_group(windows, member, lead, working_group, district, region):
    framework = LeadingIndicator.objects.filter(goal__edition__framework__code="EN").first().goal.edition.framework
    type(framework).objects.filter(pk=framework.pk).update(working_group=working_group)
    first = hold(working_group, datetime.date(YEAR, 10, 22), lead)
    held = hold(working_group, datetime.date(2025, 1, 21), lead)
    indicator = LeadingIndicator.objects.get(goal__edition__framework=framework, goal__number=2, number=1)
    for meeting, state in ((first, "open"), (held, "open"), (held, "done")):
        closed = {"closed_on": NOON.date(), "note": "It is there."} if state == "done" else {}
        decision = factories.DecisionFactory(meeting=meeting, indicator=indicator, state=state, **closed)
    ParticipationFactory(event=held.event, organization=district)
    type(held).objects.filter(pk=held.pk).update(agenda="Welcome\nNext steps", notes="What was said.")
    place = f"/meetings/{working_group.slug}/"
    page = windows.open(lead)
    found = look_at(page, place, f"{place}new/", f"{place}{held.pk}/")
    found += look_at(page, *(f"{place}{held.pk}/{step}/" for step in ("came", "notes", "minutes")))
    found += look_at(page, f"{place}{held.pk}/decisions/{decision.pk}/", "/indicators/EN-2.1/?through=Q1")
    assert "\n".join(found) == ""


@pytest.fixture
def papers(region, office):
    """A document of the second working group with versions, stages and a sending; and one that is withdrawn."""
    group = Organization.objects.get(slug="working-group-2")
    day = datetime.date(2024, 9, 3)
    document = DocumentFactory(kind="continuum", owner=group, folder=group, begun_on=day, posted_on=day)
    version = DocumentVersionFactory(document=document, number=1)
    DocumentVersionFactory(document=document, number=2)
    DocumentStageFactory(document=document, name="drafted", reached_on=day, version=version)
    DocumentFactory(kind="minutes", owner=group, folder=group, withdrawn_on=day, withdrawn_because="Replaced.")
    sending = DistributionFactory(document=document, version=version, asks_feedback=True, first_day=day)
    states = [
        {"mail": "sent", "sent_at": NOON, "received_on": day, "received_how": "acknowledged"},
        {"mail": "failed", "mail_problem": "The mail server refused this address."},
        {"mail": "waiting"},
        {"email": ""},
    ]
    recipients = [RecipientFactory(distribution=sending, **state) for state in states]
    FeedbackFactory(recipient=recipients[0], given_on=day)
    return document, sending, recipients[0]


def test_documents_and_folders(windows, office, member, papers):
    document, _, _ = papers
    page = windows.open(office)
    place = f"/documents/{document.pk}/"
    found = look_at(page, "/documents/", "/documents/?q=nothing+fits", "/documents/new/", place, f"{place}edit/")
    found += look_at(page, f"{place}versions/new/", f"{place}stages/new/", f"{place}post/", f"{place}withdraw/")
    found += look_at(page, "/folders/working-group-2/", "/folders/working-group-1/")
    found += look_at(page, "/documents/counted/continuum_recipients/?from=2024-07-01&through=2025-06-30")
    found += look_at(windows.open(member), place, "/documents/")
    assert "\n".join(found) == ""


def test_sendings_and_lists(windows, office, papers):
    document, sending, recipient = papers
    chosen = RecipientListFactory()
    chosen.contacts.add(people.ContactFactory())
    job = people.JobFactory(started_by=office, state="running", started_at=NOON, done=3, total=10)
    page = windows.open(office)
    place = f"/distributions/{sending.pk}/"
    found = look_at(page, "/distributions/", f"/documents/{document.pk}/distributions/new/", place)
    found += look_at(page, f"{place}?q=nobody", f"{place}feedback/", f"{place}close/", f"/recipients/{recipient.pk}/")
    found += look_at(page, "/lists/", "/lists/new/", f"/lists/{chosen.pk}/", f"/lists/{chosen.pk}/delete/")
    found += look_at(page, "/jobs/", f"/jobs/{job.pk}/")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(place)
    page.get_by_role("button", name="Do it").click()
    page.get_by_text("Tick the recipients first.").wait_for()
    found += troubles(page, "a sending with an error")
    page.goto(f"/documents/{document.pk}/distributions/new/")
    page.get_by_label("To whom").select_option(label="Superintendents")
    page.get_by_role("button", name="See who gets it").click()
    page.get_by_role("heading", name="Who gets").wait_for()
    found += troubles(page, "who gets a document")
    assert "\n".join(found) == ""


def test_what_a_recipient_sees(windows, papers):
    _, _, recipient = papers
    page = windows.open()
    found = look_at(page, f"/received/{recipient.private_key}/")
    found += look_at(page, "/received/1-1-nothing/", status=404)
    assert "\n".join(found) == ""


def test_pathway_maps(windows, reporter, district):
    """The list, a published map, its pages, and the editor with a box opened, with what was found and a refusal."""
    day = datetime.date(2025, 3, 4)
    version = published_version({}, {"column": "term_1"}, on=day, pathway__organization=district)
    draft = MapVersionFactory(pathway=version.pathway, number=2, last_number=2)
    box = MapBoxFactory(version=draft)
    MapLinkFactory(source=box, target=MapBoxFactory(version=draft, column="term_1"))
    page = windows.open(reporter)
    place = f"/pathways/maps/{version.pathway.slug}/"
    found = look_at(page, "/pathways/maps/", "/pathways/maps/new/", place, f"{place}draft/", f"{place}details/")
    found += look_at(page, f"{place}publish/", f"{place}withdraw/", f"{place}throw-away/", f"{place}edit/?box=1")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{place}edit/?box=1")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("combobox", name="Program, course").fill("Example box")
    page.get_by_role("combobox", name="Program, course").press("Enter")
    page.get_by_text("“Example box” is added").wait_for()
    page.get_by_role("combobox", name="Program, course").fill("Example")
    page.get_by_role("combobox", name="Program, course").press("ArrowDown")
    found += troubles(page, "the editor while something is searched")
    assert "\n".join(found) == ""


def test_gaps_and_plans(windows, office, member, district):
    day = datetime.date(2024, 9, 3)
    for openings in (200, None):
        OccupationFactory(annual_openings=openings, median_wage="30.00", living_wage="23.40", sector=SectorFactory())
    ProgramFactory()
    CollegeProgramFactory()
    gap = DocumentedGapFactory(owner=district, documented_on=day, recommendation="A second section.")
    DocumentedGapFactory(documented_on=day, dismissed_on=day, dismissed_because="Trained elsewhere.")
    GapInDocumentFactory(gap=gap, document__posted_on=datetime.date(2026, 7, 1))
    plan = PlanGapFactory(gap=gap, plan__made_on=day).plan
    for order, title in enumerate(["Welding 1", "Welding 2"], start=1):
        PlanStepFactory(plan=plan, order=order, title=title, grade=9 + order)
    step = plan.steps.first()
    CourseFactory(title="Welding 3")
    page = windows.open(office)
    place, plan_place = f"/pathways/gaps/{gap.pk}/", f"/pathways/plans/{plan.pk}/"
    occupation = OccupationFactory(annual_openings=90)
    found = look_at(page, "/pathways/gaps/", "/pathways/gaps/?figures=unknown", "/pathways/gaps/?kind=high-school")
    found += look_at(page, "/pathways/gaps/documented/", place, f"{place}edit/", f"{place}dismiss/", f"{place}close/")
    found += look_at(page, f"/pathways/gaps/new/?soc={occupation.soc}", "/pathways/gaps/new/")
    found += look_at(page, f"/pathways/gaps/in-document/?gap={gap.pk}", "/pathways/gaps/?q=nothing+fits")
    found += look_at(page, "/pathways/plans/", plan_place, f"{plan_place}?q=weld", f"{plan_place}edit/")
    found += look_at(page, "/pathways/plans/new/", f"{plan_place}withdraw/", f"/pathways/plan-steps/{step.pk}/edit/")
    counted = "?from=2024-07-01&through=2025-06-30"
    found += look_at(page, f"/pathways/counted/gaps_with_plan/{counted}")
    found += look_at(windows.open(member), "/pathways/gaps/", place, plan_place)
    assert "\n".join(found) == ""


def test_agreements_and_dual_enrollment(windows, office, member, district):
    signed, soon = datetime.date(2024, 9, 3), datetime.date(2030, 6, 30)
    course = CourseFactory(program__organization=district)
    agreement = AgreementFactory(courses=[course], signed=signed, expires_on=soon)
    drafted = AgreementFactory(courses=[course])
    signature = agreement.signatures.first()
    term = DualEnrollmentTermFactory(partner=district, enrollment=24)
    DualEnrollmentTermFactory(course=term.course, starts_on=datetime.date(2025, 1, 21), season="spring", enrollment=4)
    page = windows.open(office)
    place, draft = f"/pathways/agreements/{agreement.pk}/", f"/pathways/agreements/{drafted.pk}/"
    college = f"/pathways/agreements/colleges/{agreement.college.slug}/"
    dual = f"/pathways/dual-enrollment/{term.course.pk}/"
    found = look_at(page, "/pathways/agreements/", "/pathways/agreements/?q=nothing+fits", place, college)
    found += look_at(page, f"{place}edit/", f"{place}renew/", f"{place}end/", f"{draft}review/", f"{draft}sign/", draft)
    found += look_at(page, "/pathways/agreements/new/", f"/pathways/agreements/signatures/{signature.pk}/edit/")
    found += look_at(page, "/pathways/dual-enrollment/", dual, f"{dual}edit/", f"{dual}terms/")
    found += look_at(page, "/pathways/dual-enrollment/new/")
    counted = "?from=2024-07-01&through=2025-06-30"
    found += look_at(page, f"/pathways/counted/agreements_active/{counted}")
    found += look_at(windows.open(member), "/pathways/agreements/", place, "/pathways/dual-enrollment/", dual)
    assert "\n".join(found) == ""


def test_drawn_maps_and_coverage(windows, member):
    """A map with boxes of every kind, links and an empty column; and both matrices, whole and of one sector."""
    link = SectorLinkFactory()
    school = ProgramFactory(sector=link.cde, organization__name="Northern Union High")
    college = CollegeProgramFactory(sector=link.college)
    ProgramFactory(sector=link.cde, organization=school.organization)
    CollegeProgramFactory(sector=link.college, organization=college.organization)
    boxes = [
        {},
        {"kind": "course", "course": CourseFactory(program=school), "column": "grade_11"},
        {"kind": "program", "program": college, "column": "term_2"},
        {"kind": "occupation", "occupation": OccupationFactory(), "column": "occupations"},
    ]
    day = datetime.date(2025, 3, 4)
    version = published_version(*boxes, on=day, connects=[(school, college)], links=[(1, 2), (2, 3), (3, 4)])
    page = windows.open(member)
    found = look_at(page, f"/pathways/maps/{version.pathway.slug}/", "/pathways/coverage/", "/pathways/?leads=none")
    found += look_at(page, f"/pathways/coverage/?sector={link.college.key}")
    assert "\n".join(found) == ""


@pytest.fixture
def outreach(region, district, reporter):
    """Two employers that look alike, with contacts, next steps, a speaker and a talk."""
    day = datetime.date(2024, 9, 3)
    welding = EmployerFactory(name="Harbor Welding", city="Chula Vista", person="Example Person", notes="Call early.")
    EmployerFactory(name="Harbor Welding, Inc.", notes="Call late.", website="https://example.org/")
    EmployerContactFactory(
        employer=welding, organization=district, made_by=reporter, made_on=day, next_step="Call again", next_due=day
    )
    speaker = SpeakerFactory(name="Ana Example", employer=welding, lowest_grade=9, highest_grade=12)
    SpeakerFactory(name="Ana Exampel")
    return welding, SpeakingFactory(speaker=speaker, event=EventFactory._meta.model.objects.first(), topic="Bridges")


def test_employers_and_speakers(windows, office, outreach):
    welding, talk = outreach
    other = welding._meta.model.objects.exclude(pk=welding.pk).get()
    page = windows.open(office)
    place = f"/wbl/employers/{welding.pk}/"
    found = look_at(page, "/wbl/employers/", place, f"{place}edit/", f"{place}merge/", f"{place}merge/{other.pk}/")
    found += look_at(page, f"{place}contacts/new/", "/wbl/employers/contacts/new/", "/wbl/employers/contacts/due/")
    found += look_at(page, "/wbl/employers/twins/", "/wbl/employers/roster/2024-25/", "/wbl/employers/?q=nothing+fits")
    found += look_at(page, "/wbl/speakers/", talk.speaker.get_absolute_url(), f"/wbl/events/{talk.event_id}/speakers/")
    found += look_at(page, "/wbl/counted/employers_contacted/?from=2024-07-01&through=2025-06-30")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(place)
    page.get_by_text("Log a contact").click()
    found += troubles(page, "an employer with the form of a contact")
    page.goto("/wbl/employers/new/")
    page.get_by_label("Name").fill("Harbor Welding LLC")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("These look like it").wait_for()
    found += troubles(page, "an employer that looks like others")
    page.goto("/wbl/employers/contacts/new/")
    page.get_by_label("Row 1: employer").fill("Nobody")
    page.get_by_role("button", name="Save all").click()
    page.get_by_text("Nothing is saved yet").wait_for()
    found += troubles(page, "a grid with an error")
def test_the_inventory(windows, office, reporter, other_reporter, member, district):
    load_activity_types()
    year = people.SchoolYearFactory(start_year=YEAR)
    school = inventory_school(district, start_year=YEAR, name="Lincoln High")
    inventory_school(district, start_year=YEAR, lowest=6, highest=8)
    southside = Organization.objects.get(slug="southside-unified")
    inventory_school(southside, start_year=YEAR)
    people.SchoolFactory(parent=district)  # its grades are not noted
    one = ActivityOfferingFactory(school=school, year=year, ends_on=datetime.date(YEAR + 1, 1, 15))
    ActivityOfferingFactory(school=school, year=people.SchoolYearFactory(start_year=YEAR - 1))
    page = windows.open(office)
    where, grid = "/wbl/inventory/", f"/wbl/inventory/districts/{district.slug}/"
    found = look_at(page, f"{where}?year=2024-25", f"{where}continuum/?year=2024-25", f"{where}types/")
    found += look_at(page, f"{where}types/new/", f"{grid}?year=2024-25", f"{grid}copy/?year=2024-25")
    found += look_at(page, f"{where}offerings/{one.pk}/", f"{where}offerings/{one.pk}/edit/")
    found += look_at(page, "/wbl/counted/inventory/?from=2024-07-01&through=2024-11-01")
    page.set_viewport_size({"width": DESK, "height": 900})
    page.goto(f"{grid}?year=2024-25")
    ActivityOffering.objects.filter(pk=one.pk).update(notes="With three firms", version=2)
    page.get_by_role("checkbox", name=f"{one.activity_type} at Lincoln High").uncheck()
    page.get_by_role("button", name="Save what is ticked").click()
    page.get_by_text("Nothing was saved yet.").wait_for()
    found += troubles(page, "a tick taken away from what somebody else has written in")
    found += look_at(windows.open(member), f"{where}?year=2024-25", f"{grid}?year=2024-25")
    assert "\n".join(found) == ""


def test_enrollment_by_group(windows, office, member, district):
    year = people.SchoolYearFactory(start_year=YEAR)
    people.OrganizationYearFactory(organization=district, year=year)
    EnrollmentByGroupFactory(organization=district, year=year, total=400, sd=4, gf=200, gm=190, gx=6, gz=4)
    address = f"/wbl/enrollment/{district.slug}/2024-25/"
    page = windows.open(office)
    found = look_at(page, "/wbl/enrollment/?year=2024-25", address, f"{address}middle_school/edit/")
    page.get_by_label("All students").fill("100")
    page.get_by_label("Female (GF)").fill("60")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Together these are 60 of 100.").wait_for()
    found += troubles(page, "enrollment that does not add up")
    found += look_at(windows.open(member), "/wbl/enrollment/?year=2024-25", address)
    assert "\n".join(found) == ""


@pytest.fixture
def surveyed(reporter, district):
    """An open survey of the reporter's district with answers online and on paper, and one nobody has answered."""
    asked = Asked(owner=district, opens_on=datetime.date(2024, 7, 1), closes_on=None)
    asked.survey.organizations.set([people.CollegeFactory(), people.CollegeFactory()])
    asked.answered(asked.points[4], asked.yes, asked.labs, times=14)
    asked.on_paper({asked.points[2]: 9}, responses=12)
    return asked, Asked(owner=district, kind="parents", opens_on=datetime.date(2024, 7, 1), closes_on=None)


def test_surveys_of_those_who_keep_them(windows, reporter, district, surveyed):
    asked, fresh = surveyed
    place, other = (f"/wbl/surveys/{one.survey.pk}/" for one in surveyed)
    page = windows.open(reporter)
    found = look_at(page, "/wbl/surveys/", f"/wbl/surveys/new/?organization={district.slug}&kind=parents", place)
    found += look_at(page, f"{place}edit/", f"{place}copy/", f"{place}poster/", f"{place}results/")
    found += look_at(page, f"{place}paper/new/", other, f"{other}delete/", f"{other}results/", f"{other}questions/new/")
    found += look_at(page, f"{other}questions/new/?kind=single", f"/wbl/surveys/questions/{fresh.scale.pk}/edit/")
    found += look_at(page, f"/wbl/surveys/questions/{asked.scale.pk}/edit/", status=409)
    found += look_at(page, "/wbl/counted/tour_survey_positive/?from=2026-07-01&through=2027-06-30")
    assert "\n".join(found) == ""


def test_surveys_of_those_who_answer(windows, surveyed):
    asked, fresh = surveyed
    page = windows.open()
    found = look_at(page, asked.survey.public_url, f"{asked.survey.public_url}thanks/?language=es")
    found += look_at(page, "/surveys/nothing/", status=404)
    page.goto(f"{asked.survey.public_url}?language=es")
    page.get_by_role("button", name="Enviar mis respuestas").click()
    page.get_by_text("Falta algo.").wait_for()
    found += troubles(page, "a survey with something missing")
    assert "\n".join(found) == ""
