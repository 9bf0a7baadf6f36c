"""
Employers, contacts with them and speakers of two school years. All are invented: the names are put together from
syllables, web sites and addresses are at example.org.
"""

import datetime
import random

from django.utils import timezone

from consortium.models import County, Membership, Organization
from indicators.demo import story
from pathways.models import Sector
from wbl.models import Employer, EmployerContact, Event, Speaker, Speaking
from wbl.rules.merging import fingerprint, merge

SEED = 2103  # a chance of its own, so that no other figure of the demonstration depends on this
INVENTED = "Invented for the demonstration."
LAST_YEAR, THIS_YEAR = 330, 560  # contacts in a whole year; of this one only those up to today
MOST_EVENTS = 160

BEGINNINGS = ["Zel", "Quil", "Mar", "Bren", "Tor", "Vel", "Cas", "Dru", "Fen", "Gal", "Hol", "Jas", "Kel", "Lum", "Nor"]
ENDINGS = ["vora", "mint", "dara", "wick", "lune", "tiga", "bury", "stova"]
CITIES = {  # county code → cities
    "37": ["San Diego", "Chula Vista", "Oceanside", "El Cajon", "Escondido", "National City", "Vista", "Poway"],
    "13": ["El Centro", "Calexico", "Brawley", "Imperial"],
}
TRADES = {  # a CDE sector → what firms of it are called, what their people do, what they speak about
    "Agriculture and Natural Resources": ("Farms", "Grower", "Water and food in a dry county"),
    "Arts, Media, and Entertainment": ("Studios", "Animator", "A portfolio that gets you in"),
    "Building and Construction Trades": ("Builders", "Site manager", "What an apprentice earns"),
    "Business and Finance": ("Accounting", "Accountant", "Money, and who looks after it"),
    "Education, Child Development, and Family Services": ("Preschools", "Director", "Working with small children"),
    "Energy, Environment, and Utilities": ("Solar", "Installer", "Work on the roof and on the grid"),
    "Engineering and Architecture": ("Design Group", "Drafter", "From a sketch to a bridge"),
    "Fashion and Interior Design": ("Interiors", "Designer", "Color, cloth and cost"),
    "Health Science and Medical Technology": ("Clinics", "Nurse", "Ten jobs in one clinic"),
    "Hospitality, Tourism, and Recreation": ("Hotels", "Chef", "A day in a hotel kitchen"),
    "Information and Communication Technologies": ("Software", "Network technician", "Keeping a network up at night"),
    "Manufacturing and Product Development": ("Machining", "Machinist", "Parts that fly"),
    "Marketing, Sales, and Service": ("Outfitters", "Buyer", "How a shop decides what to sell"),
    "Public Services": ("Rescue Services", "Dispatcher", "Who answers when you call for help"),
    "Transportation": ("Freight", "Diesel technician", "What keeps trucks on the road"),
}
FIRST = ["Avery", "Blake", "Casey", "Dana", "Emery", "Finley", "Gray", "Harper", "Indigo", "Jordan", "Kai", "Logan",
         "Morgan", "Noel", "Quinn", "Reese", "Sage", "Tatum"]  # fmt: skip
LANGUAGES = ["English", "English", "English, Spanish", "English, Spanish", "English, Tagalog", "Spanish"]
NOTES = ["", "", "Asked how many students and in which month.", "Wants to know about insurance first.",
         "Has taken students before and was glad to be called.", "Busy until the end of the quarter."]  # fmt: skip
STEPS = ["Send the dates of the spring fairs", "Call again", "Send the sheet on insurance", "Arrange a visit"]
OUTCOMES = ["yes"] * 8 + ["maybe"] * 4 + ["no"] * 2 + ["follow_up"] * 3 + ["no_answer"] * 3
PURPOSES = ["students"] * 9 + ["teachers"] * 2 + ["other"]
HOW = ["phone"] * 5 + ["email"] * 4 + ["visit"] * 2 + ["event"]


def fill_employers(last_year, this_year, today, office):
    """About 120 employers, 400 contacts, and 90 speakers at the events that are there; two have twins, one merged."""
    chance = random.Random(SEED)  # noqa: S311 - invented, no secret
    employers = Employer.objects.bulk_create(_employers(chance, office, last_year))
    EmployerContact.objects.bulk_create(_contacts(last_year, LAST_YEAR, employers[:100], today, office, chance))
    EmployerContact.objects.bulk_create(_contacts(this_year, THIS_YEAR, employers, today, office, chance))
    _twins(employers, office, this_year)
    fill_speakers(employers, chance, office)


def _employers(chance, office, year):
    sectors = {sector.name: sector for sector in Sector.objects.filter(scheme=Sector.Scheme.CDE)}
    counties = {county.code: county for county in County.objects.filter(code__in=CITIES)}
    recorded = timezone.make_aware(datetime.datetime.combine(year.starts, datetime.time(9)))
    names = list(TRADES)
    for number in range(len(BEGINNINGS) * len(ENDINGS)):
        beginning, ending = number % len(BEGINNINGS), number // len(BEGINNINGS)
        sector = names[(number * 7 + ending * 4) % len(names)]
        code = "13" if chance.random() < 0.15 else "37"
        word = BEGINNINGS[beginning] + ENDINGS[ending]
        known = chance.random()
        yield Employer(
            name=f"{word} {TRADES[sector][0]}",
            sector=sectors.get(sector) if known > 0.06 else None,
            city=chance.choice(CITIES[code]),
            county=counties.get(code),
            website=f"https://{word.lower()}.example.org/" if known > 0.3 else "",
            size=chance.choice(Employer.Size.values),
            person=f"{chance.choice(FIRST)} {_surname(number)}" if known > 0.4 else "",
            person_email=f"contact@{word.lower()}.example.org" if known > 0.4 else "",
            notes=INVENTED,
            recorded_by=office,
            recorded_at=recorded,
        )


def _surname(number):
    """A name that nobody has."""
    return f"{ENDINGS[number % 8].capitalize()}{BEGINNINGS[(number * 4 + number // 8) % 15].lower()}"


def _contacts(year, number, employers, today, office, chance):
    """`number` contacts over the year, those later than `today` left out; whoever keeps records here makes them."""
    organizations, reporters = _who_keeps_records(year)
    days = (year.ends - year.starts).days
    for _ in range(number):
        day = year.starts + datetime.timedelta(days=chance.randrange(days))
        organization = organizations[0] if chance.random() < 0.2 else chance.choice(organizations)
        employer = employers[min(int(chance.expovariate(1 / 40)), len(employers) - 1)]
        drawn = {name: chance.choice(values) for name, values in DRAWN.items()}
        promised = drawn["outcome"] in ("maybe", "follow_up")
        step = chance.choice(STEPS) if promised else ""
        due = day + datetime.timedelta(days=chance.randrange(10, 40))
        done = bool(step) and (due < today - datetime.timedelta(days=20) or chance.random() < 0.3)
        if day > today or day.weekday() > 4:
            continue
        yield EmployerContact(
            employer=employer,
            organization=organization,
            made_on=day,
            made_by=reporters.get(organization.pk, office),
            next_step=step,
            next_due=due if step else None,
            next_done_on=min(due, today) if done else None,
            recorded_at=timezone.make_aware(datetime.datetime.combine(day, datetime.time(16))),
            **drawn,
        )


DRAWN = {"purpose": PURPOSES, "how": HOW, "outcome": OUTCOMES, "note": NOTES}


def _who_keeps_records(year):
    """([the office, then districts], {organization: who reports for it})."""
    office = Organization.objects.get(slug="office")
    districts = Organization.objects.high_school_districts(year).exclude(slug__in=story.TYPES_TOTALS).order_by("slug")
    reporting = Membership.objects.filter(role=Membership.Role.REPORTER).select_related("user")
    return [office, *districts], {one.organization_id: one.user for one in reporting}


def _twins(employers, office, year):
    """One pair that waits to be merged, and one that was."""
    kept, other = employers[0], employers[1]
    then = timezone.make_aware(datetime.datetime.combine(year.starts, datetime.time(10)))
    same = {"recorded_by": office, "recorded_at": then, "notes": INVENTED}
    gone = Employer.objects.create(name=f"The {kept.name}, Inc.", city=kept.city, **same)
    Employer.objects.create(name=f"{other.name[:-1]} LLC", city=other.city, **same)
    kept.refresh_from_db()
    merge(kept, gone, {}, fingerprint(kept, gone), office, then)


def fill_speakers(employers, chance, office):
    """90 speakers, and who of them speaks at which of the events that are there and not cancelled."""
    sectors = list(TRADES)
    by_name = {sector.name: sector for sector in Sector.objects.filter(scheme=Sector.Scheme.CDE)}
    rows = []
    for number in range(90):
        employer = employers[(number * 5) % len(employers)] if number % 9 else None
        trade = TRADES[employer.sector.name if employer and employer.sector else sectors[number % len(sectors)]]
        lowest = chance.choice([6, 7, 9, None])
        rows.append(
            Speaker(
                name=f"{FIRST[(number * 7) % len(FIRST)]} {_surname(number)}",
                employer=employer,
                job=trade[1],
                sector=None if employer else by_name.get(sectors[number % len(sectors)]),
                topics=trade[2],
                languages=chance.choice(LANGUAGES),
                lowest_grade=lowest,
                highest_grade=lowest and chance.choice([8, 12] if lowest < 9 else [12]),
                notes=INVENTED,
                recorded_by=office,
            )
        )
    speakers = Speaker.objects.bulk_create(rows)
    events = Event.objects.exclude(status=Event.Status.CANCELLED).exclude(kind=Event.Kind.COMMITTEE_CALL)
    events = list(events.order_by("starts_at", "pk"))
    others = [event for event in events if event.kind != Event.Kind.CLASSROOM_PRESENTATION]
    chosen = others[:: max(1, len(others) // MOST_EVENTS)]
    # at nearly every presentation somebody speaks; of the rest nobody has noted who
    chosen += [event for event in events if event.kind == Event.Kind.CLASSROOM_PRESENTATION and chance.random() < 0.94]
    Speaking.objects.bulk_create(
        Speaking(event=event, speaker=speaker, topic=speaker.topics)
        for event in chosen
        for speaker in chance.sample(speakers, 1)
    )
