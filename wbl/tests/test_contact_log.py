"""The log of contacts: who writes for whom, many at once, next steps, and days in locked periods."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consortium.tests.factories import MembershipFactory, OfficeOrganizationFactory, PeriodFactory, SchoolFactory
from wbl.models import EmployerContact
from wbl.tests.factories import EmployerContactFactory, EmployerFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 23)
GRID, DUE = "/wbl/employers/contacts/new/", "/wbl/employers/contacts/due/"


@pytest.fixture(autouse=True)
def _today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *arguments: TODAY)


@pytest.fixture
def welding():
    return EmployerFactory(name="Harbor Welding", city="Chula Vista")


def typed(organization, **fields):
    said = {"organization": organization.pk, "made_on": "2026-11-20", "how": "phone", "purpose": "students"}
    return said | {"outcome": "yes"} | fields


def log(client, employer, fields):
    return client.post(reverse("employer-contact-new", args=[employer.pk]), fields)


def test_a_reporter_logs_a_contact_of_their_district(reporter, district, signed_in, welding):
    fields = typed(district, note="Two students in May.", next_step="Send dates", next_due="2026-12-01")
    answer = log(signed_in(reporter), welding, fields)
    contact = EmployerContact.objects.get()
    assert answer.url == welding.get_absolute_url()
    assert (contact.employer, contact.organization, contact.made_by) == (welding, district, reporter)
    assert (contact.made_on, contact.next_due) == (datetime.date(2026, 11, 20), datetime.date(2026, 12, 1))


def test_nobody_logs_for_another_organization(other_reporter, reporter, member, stranger, district, signed_in, welding):
    answer = log(signed_in(other_reporter), welding, typed(district))
    assert answer.status_code == 422
    assert "You cannot log contacts for this organization." in answer.content.decode()
    statuses = [log(signed_in(person), welding, typed(district)).status_code for person in (member, stranger)]
    assert statuses == [403, 404]
    assert not EmployerContact.objects.exists()


def test_the_office_logs_for_everybody_and_first_for_itself(office, district, signed_in, welding):
    page = signed_in(office).get(reverse("employer-contact-new", args=[welding.pk]))
    assert page.context["form"].initial["organization"] == OfficeOrganizationFactory().pk
    assert log(signed_in(office), welding, typed(district)).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"made_on": "2026-11-24"}, "This day is yet to come."),
        ({"next_due": "2026-12-01"}, "Say what is due then."),
        ({"next_step": "Call", "next_due": "2026-11-19"}, "The next step is due on the day of the contact or later."),
        ({"outcome": ""}, "Say what came of it."),
        ({"how": ""}, "Say how."),
        ({"made_on": ""}, "Give the day."),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(fields, sentence, reporter, district, signed_in, welding):
    answer = log(signed_in(reporter), welding, typed(district, **fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not EmployerContact.objects.exists()


def test_a_contact_is_changed_and_deleted_by_its_own_organization_alone(
    reporter, other_reporter, member, district, signed_in, welding
):
    contact = EmployerContactFactory(employer=welding, organization=SchoolFactory(parent=district))
    change, delete = (reverse(f"employer-contact-{step}", args=[contact.pk]) for step in ("edit", "delete"))
    for person in (other_reporter, member):
        client = signed_in(person)
        assert [client.get(change).status_code, client.post(delete).status_code] == [403, 403]
    fields = typed(contact.organization, outcome="no")
    assert signed_in(reporter).post(change, fields).status_code == 302
    contact.refresh_from_db()
    assert (contact.outcome, contact.made_by) == ("no", None)
    page = signed_in(reporter).get(welding.get_absolute_url()).content.decode()
    assert change in page
    assert change not in signed_in(other_reporter).get(welding.get_absolute_url()).content.decode()
    signed_in(reporter).post(delete)
    assert not EmployerContact.objects.exists()
    assert EmployerContact.history.rel.related_model.objects.filter(pgh_label="delete").count() == 1


def test_a_day_in_a_locked_period_is_told_and_marked(reporter, district, signed_in, welding):
    PeriodFactory(number=1, locked_at=timezone.now() - datetime.timedelta(days=1))
    answer = log(signed_in(reporter), welding, typed(district, made_on="2026-09-30"))
    page = signed_in(reporter).get(answer.url).content.decode()
    assert "entered late" in page
    log(signed_in(reporter), welding, typed(district, made_on="2026-10-01"))
    assert [row.entered_late for row in EmployerContact.objects.with_lateness().order_by("made_on")] == [True, False]


def grid(organization, *rows, **fields):
    said = {"organization": organization.pk, "purpose": "students", "form-TOTAL_FORMS": "8", "form-INITIAL_FORMS": "0"}
    for number in range(8):
        row = {"employer": "", "made_on": "2026-11-23", "how": "phone", "outcome": "", "note": ""}
        row |= {"next_step": "", "next_due": ""} | (rows[number] if number < len(rows) else {})
        said |= {f"form-{number}-{name}": content for name, content in row.items()}
    return said | fields


def test_several_contacts_are_logged_at_once(reporter, district, signed_in, welding):
    EmployerFactory(name="Mesa Dental")
    rows = [
        {"employer": "harbor welding", "outcome": "yes"},
        {},
        {"employer": "Mesa Dental", "outcome": "follow_up", "made_on": "2026-11-02", "next_step": "Call again"},
    ]
    answer = signed_in(reporter).post(GRID, grid(district, *rows, purpose="teachers"))
    assert answer.status_code == 302
    stored = EmployerContact.objects.order_by("made_on")
    assert [(one.employer.name, one.outcome, one.purpose, one.made_by) for one in stored] == [
        ("Mesa Dental", "follow_up", "teachers", reporter),
        ("Harbor Welding", "yes", "teachers", reporter),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"employer": "Harbor Weldng", "outcome": "yes"}, "Is it “Harbor Welding (Chula Vista)”?"),
        ({"employer": "Nobody at all", "outcome": "yes"}, "“Nobody at all” is not in the directory."),
        ({"employer": "Harbor Welding"}, "Say what came of it."),
        ({"outcome": "yes"}, "Say with whom."),
        ({"employer": "Harbor Welding", "outcome": "yes", "made_on": "2027-01-01"}, "This day is yet to come."),
        ({}, "Nothing is typed yet"),
    ],
)
def test_a_grid_with_something_wrong_stores_nothing(row, sentence, reporter, district, signed_in, welding):
    right = {"employer": "Harbor Welding", "outcome": "yes"} if row else {}
    answer = signed_in(reporter).post(GRID, grid(district, right, row))
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert not EmployerContact.objects.exists()


def test_two_employers_of_one_name_are_told_apart_by_their_city(reporter, district, signed_in, welding):
    other = EmployerFactory(name="Harbor Welding", city="El Centro")
    client = signed_in(reporter)
    answer = client.post(GRID, grid(district, {"employer": "Harbor Welding", "outcome": "yes"}))
    page = answer.content.decode()
    assert "write “Harbor Welding (Chula Vista)” or “Harbor Welding (El Centro)”" in page
    client.post(GRID, grid(district, {"employer": "Harbor Welding (El Centro)", "outcome": "yes"}))
    assert EmployerContact.objects.get().employer == other


def reads(queries):
    """How many statements read a table; checks of a row's own constraints read none."""
    return sum('FROM "' in query["sql"] for query in queries)


def test_a_grid_is_looked_up_in_one_go(reporter, district, signed_in):
    employers = [EmployerFactory() for _ in range(8)]
    client = signed_in(reporter)

    def post(number):
        rows = [{"employer": one.name, "outcome": "yes"} for one in employers[:number]]
        assert client.post(GRID, grid(district, *rows)).status_code == 302

    post(1)
    with CaptureQueriesContext(connection) as few:
        post(1)
    with CaptureQueriesContext(connection) as many:
        post(8)
    assert reads(many) == reads(few)


def test_readers_log_nothing(member, stranger, district, signed_in):
    assert [signed_in(one).post(GRID, grid(district)).status_code for one in (member, stranger)] == [403, 404]


def steps(client, query=""):
    return [step.next_step for step in client.get(f"{DUE}{query}").context["page"]]


def test_next_steps_are_the_reader_s_and_their_organizations(
    reporter, other_reporter, member, office, stranger, district, signed_in
):
    school, today = SchoolFactory(parent=district), TODAY
    day = datetime.timedelta(days=1)
    EmployerContactFactory(organization=district, next_step="Without a day")
    EmployerContactFactory(organization=school, next_step="Later", next_due=today + day)
    EmployerContactFactory(organization=district, next_step="Overdue", next_due=today - day)
    EmployerContactFactory(organization=district, next_step="Done", next_done_on=today)
    EmployerContactFactory(organization=district)
    EmployerContactFactory(made_by=reporter, next_step="My own", next_due=today)
    assert steps(signed_in(reporter)) == ["Overdue", "My own", "Later", "Without a day"]
    assert steps(signed_in(reporter), "?whose=mine") == ["My own"]
    assert steps(signed_in(reporter), "?q=over") == ["Overdue"]
    assert steps(signed_in(office)) == ["Overdue", "My own", "Later", "Without a day"]
    assert steps(signed_in(other_reporter)) == []
    page = signed_in(member).get(DUE).content.decode()
    assert "Nothing is waiting" in page
    assert signed_in(stranger).get(DUE).status_code == 404


def test_a_next_step_is_done_and_taken_up_again(reporter, member, district, signed_in, welding):
    contact = EmployerContactFactory(employer=welding, organization=district, next_step="Call again")
    url, client = reverse("employer-step-done", args=[contact.pk]), signed_in(reporter)
    assert signed_in(member).post(url).status_code == 403
    assert client.post(url).url == DUE
    contact.refresh_from_db()
    assert contact.next_done_on == TODAY
    assert client.post(url, {"again": "1", "from": "employer"}).url == welding.get_absolute_url()
    contact.refresh_from_db()
    assert contact.next_done_on is None


def test_a_member_of_the_district_reads_what_is_due_and_does_not_tick_it(district, signed_in):
    person = MembershipFactory(organization=district, role="member").user
    EmployerContactFactory(organization=district, next_step="Call again")
    page = signed_in(person).get(DUE)
    assert (len(page.context["page"]), page.context["own"]) == (1, set())
