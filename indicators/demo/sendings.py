"""
Contacts, a list and rounds of documents with what came back over time; the people are invented.

`ROUNDS` says what went to whom and how it was received; who of them answered when is left to
the demonstration's chance.
"""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from consortium.models import Contact, Organization
from goals.models import Distribution, Document, Feedback, Recipient, RecipientList
from goals.rules.audiences import audience_of

Audience = Distribution.Audience
SCHOOLS_WITH_CONTACTS = 60
LIST_NAME = "Counselors of the pilot schools (invented)"
FIRST = ["Avery", "Blake", "Casey", "Dana", "Emery", "Finley", "Gray", "Harper", "Indigo", "Jordan", "Kai", "Logan"]
LAST = ["Sample", "Example", "Invented", "Pretend", "Model", "Sketch", "Draft", "Placeholder"]
ANSWERS = [
    "Clear and short. Our counselors will use the table of grades.",
    "Please add an example for small rural schools.",
    "The stages fit what we do. We would move job shadows to grade 9.",
    "Good. When does the next version come?",
    "We need this in Spanish for families.",
    "The section on mentorship helped us to plan the spring.",
]


@dataclass(frozen=True)
class Round:
    """
    One sending: a document of `kind`, sent `day` days after July 1 of this school year, received by the share
    `answered`; `feedback` of those.
    """

    kind: str
    audience: str
    day: int
    answered: float
    subject: str
    message: str
    feedback: float = 0.0


ROUNDS = [
    Round(
        "goals",
        Audience.OFFICEHOLDERS,
        -130,
        0.86,
        "Regional goals for career education",
        "The board has approved the regional goals and student outcomes. Please confirm that they have reached you.",
    ),
    Round(
        "metrics",
        Audience.OFFICEHOLDERS,
        -60,
        0.7,
        "Regional metrics for career education",
        "These are the metrics by which the region will follow its goals this year.",
    ),
    Round(
        "continuum",
        Audience.ADMINISTRATORS_AND_CENTERS,
        -75,
        0.4,
        "Continuum of best practices: your feedback, please",
        "A first draft of the continuum. What fits your school, and what is missing?",
        feedback=0.6,
    ),
    Round(
        "continuum",
        Audience.ADMINISTRATORS_AND_CENTERS,
        70,
        0.55,
        "Continuum of best practices: the second round",
        "Working group 2 has reviewed the continuum. Does it say what you meant?",
        feedback=0.5,
    ),
    Round(
        "gap_analysis",
        Audience.PARTNERS,
        30,
        0.6,
        "Gap analysis of the region's programs",
        "Where programs and openings do not meet: the analysis for this year.",
    ),
    Round(
        "career_preparation",
        Audience.SCHOOLS,
        55,
        0.35,
        "Career preparation: goals and strategies by grade",
        "For each grade from 6 to 12 a goal and a strategy. Please share them with your staff.",
    ),
]


def fill_sendings(year, today, office, chance):
    """
    Contacts of about 60 middle and high schools and of all partners, a list, and `ROUNDS` up to `today`.

    `year` is the running SchoolYear, `office` the user who sends, `chance` a random.Random.
    Documents are found by kind; a round whose document is not there yet, and one that is still to come, is left out.
    """
    make_contacts(year, chance)
    _make_list()
    for one in ROUNDS:
        first_day = year.starts + datetime.timedelta(days=one.day)
        document = Document.objects.filter(kind=one.kind, withdrawn_on=None, begun_on__lte=first_day).first()
        if document and first_day <= today:
            _hold(one, document, first_day, today, office, chance)


def make_contacts(year, chance):
    """An administrator, and at every third a career center, for schools here and there; a main contact a partner."""
    schools = list(Organization.objects.middle_and_high_schools(year).open().order_by("slug"))
    step = max(1, len(schools) // SCHOOLS_WITH_CONTACTS)
    rows = []
    for number, school in enumerate(schools[::step][:SCHOOLS_WITH_CONTACTS], start=1):
        email = "" if number % 15 == 0 else f"school{number}@example.org"
        rows.append(_contact(school, Contact.Role.ADMINISTRATOR, _name(chance), email))
        if number % 3 == 0:
            center = f"Career center of {school.name}"[:120]
            rows.append(_contact(school, Contact.Role.CAREER_CENTER, center, f"center{number}@example.org"))
    members = Organization.objects.partners().open().members_in(year).order_by("slug")
    members = members.exclude(kind__in=[Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP])
    for number, partner in enumerate(members, start=1):
        email = "" if number % 20 == 0 else f"partner{number}@example.org"
        rows.append(_contact(partner, Contact.Role.MAIN, _name(chance), email))
    Contact.objects.bulk_create(rows)


def _contact(organization, role, name, email):
    return Contact(organization=organization, role=role, name=name, email=email)


def _name(chance):
    return f"{chance.choice(FIRST)} {chance.choice(LAST)} (invented)"


def _make_list():
    owner = Organization.objects.get(slug="working-group-2")
    made = RecipientList.objects.create(name=LIST_NAME, owner=owner)
    made.contacts.add(*Contact.objects.filter(role=Contact.Role.ADMINISTRATOR).order_by("pk")[:12])


def _hold(one, document, first_day, today, office, chance):
    """Write one round as it would stand today."""
    distribution = Distribution.objects.create(
        document=document,
        version=document.versions.order_by("-number").first(),
        audience=one.audience,
        subject=one.subject,
        message=one.message,
        asks_feedback=bool(one.feedback),
        first_day=first_day,
        closes_on=first_day + datetime.timedelta(days=180),
        created_at=_at(first_day),
        created_by=office,
    )
    people = enumerate(audience_of(one.audience, first_day).addressees)
    recipients = Recipient.objects.bulk_create(
        [_recipient(distribution, number, person, one, today, office, chance) for number, person in people]
    )
    answered = [recipient for recipient in recipients if recipient.received_on and chance.random() < one.feedback]
    Feedback.objects.bulk_create(
        Feedback(
            distribution=distribution,
            recipient=recipient,
            text=ANSWERS[number % len(ANSWERS)],
            given_on=recipient.received_on,
        )
        for number, recipient in enumerate(answered)
    )
    if one.feedback:
        Feedback.objects.create(
            distribution=distribution,
            from_whom="A parent (invented), by telephone",
            text="Good to know what schools plan.",
            given_on=min(first_day + datetime.timedelta(days=5), today),
            noted_by=office,
        )


def _recipient(distribution, number, person, one, today, office, chance):
    """How the round stands with one person: received, sent and silent, refused, or handed over."""
    first_day = distribution.first_day
    row = Recipient(
        distribution=distribution,
        organization=person.organization,
        role=person.role,
        office=person.office,
        officeholder=person.officeholder,
        contact=person.contact,
        name=person.name,
        email=person.email,
    )
    left = bool(person.officeholder and person.officeholder.ends and person.officeholder.ends < today)
    likely, days = chance.random() < one.answered, int(chance.expovariate(1 / 6))
    day = min(first_day + datetime.timedelta(days=days), today)
    if not row.email:
        if number % 2:
            row.received_on, row.received_how, row.received_noted_by = day, Recipient.How.HANDED_OVER, office
        return row
    if number % 41 == 40:
        row.mail = Recipient.Mail.FAILED
        row.mail_problem = "The mail server refused this address (550 5.1.1 no such user)."
        return row
    row.mail, row.sent_at, row.mails_sent = Recipient.Mail.SENT, _at(first_day), 1
    if likely and not left:
        row.received_on, row.received_how = day, Recipient.How.ACKNOWLEDGED
        if number % 17 == 16:
            row.received_how, row.received_noted_by = Recipient.How.NOTED, office
    return row


def _at(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(9, 15)))
