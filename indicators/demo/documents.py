"""The documents of the demonstration: what was produced, how far it has come, and what is in the groups' folders."""

import datetime
from dataclasses import dataclass, field

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consortium.models import Organization, StoredFile
from goals.models import Document, DocumentStage, DocumentVersion

FIRST, SECOND = "working-group-1", "working-group-2"


@dataclass(frozen=True)
class Story:
    """
    One invented document. Days are counted from July 1 of this school year: `begun`, `posted`, `expires` and
    `withdrawn`, and for each stage in `reached`. What is still to come is left out.
    """

    title: str
    kind: str
    begun: int
    owner: str = "office"
    folder: str | None = None
    reached: dict = field(default_factory=dict)
    versions: int = 1
    posted: int | None = None
    expires: int | None = None
    withdrawn: int | None = None
    because: str = ""
    summary: str = ""
    notes: dict = field(default_factory=dict)


STORIES = [
    Story(
        "Regional career pathway goals", "goals", -310, folder=FIRST, versions=3, posted=-140,
        reached={"drafted": -300, "reviewed": -240, "approved": -200, "prepared": -90, "submitted": -60},
        notes={"approved": "Steering committee call, item 3", "reviewed": "Both working groups"},
        summary="The eight goals for regional career pathways, as agreed by colleges and districts.",
    ),
    Story(
        "Regional metrics and how they are counted", "metrics", -280, folder=FIRST, versions=2, posted=-90,
        reached={"drafted": -260, "reviewed": -200, "approved": -110, "prepared": -30},
        summary="What counts and what does not, for each of the leading indicators.",
    ),
    Story(
        "Schedule of regional meetings", "schedule", -20, posted=40, reached={"proposed": 20, "adopted": 40},
        notes={"adopted": "First regional meeting of the year"},
    ),
    Story(
        "Gap analysis: health and information technology programs", "gap_analysis", -120, folder=FIRST, versions=2,
        posted=20, reached={"drafted": -90, "reviewed": -40, "approved": 5, "disseminated": 25},
        summary="Annual openings in the two counties against the three-year average of awards, by program.",
    ),
    Story(
        "Pathway development guideline: from middle school to a certificate", "guideline", -150, folder=FIRST,
        versions=2, posted=-20, reached={"drafted": -120, "reviewed": -70, "approved": -30},
        summary="Eight steps from a sector's labor market data to a pathway with courses, credit and advisors.",
    ),
    Story(
        "Guideline for articulation by exam", "guideline", -100, folder=FIRST, posted=10,
        reached={"drafted": -60, "approved": 0}, summary="Who agrees on what, and which form goes where.",
    ),
    Story(
        "Guideline for dual enrollment agreements", "guideline", 15, folder=FIRST,
        reached={"drafted": 35}, summary="Draft for the November meeting of the group.",
    ),
    Story(
        "Pathway map template", "tool", -200, folder=FIRST, posted=-150, reached={"drafted": -180, "approved": -160},
        summary="One page: courses, certificate, degree, transfer and occupations.",
    ),
    Story(
        "Checklist for a new pathway", "tool", -90, folder=FIRST, posted=30, reached={"drafted": -70, "approved": 20},
    ),
    Story(
        "Wage calculator for the two counties", "tool", -330, folder=FIRST, posted=-300, withdrawn=45,
        because="Its wages are those of three years ago. Use the state's dashboard.", reached={"approved": -310},
    ),
    Story(
        "Career preparation goals and strategies, grade 6 to college", "career_preparation", -80, folder=SECOND,
        versions=2, posted=60, reached={"drafted": -10, "documented": 55},
        summary="For each grade a goal and what schools do about it, as a handout for counselors.",
    ),
    Story(
        "Continuum of work-based learning, grades 6 to 14", "continuum", -180, folder=SECOND, versions=3, posted=105,
        reached={"started": -170, "drafted": -60, "reviewed": 77, "approved": 100},
        notes={"reviewed": "Working group 2, September meeting"},
        summary="From a speaker in grade 6 to an internship in college: what students do, and when.",
    ),
    Story(
        "Request for applications: bridge programs", "rfa", 30, reached={"drafted": 50},
        summary="For districts and colleges that plan a summer bridge together.",
    ),
    Story(
        "Criteria for bridge program applications", "criteria", 35, reached={"drafted": 55, "reviewed": 80},
    ),
    Story(
        "Communication strategy for families", "communication", 5, folder=SECOND,
        reached={"drafted": 45, "approved": 95}, summary="Which message reaches whom, in which language, and when.",
    ),
    Story(
        "Survey of parents on career education", "survey", -30, folder=SECOND, posted=75,
        reached={"drafted": 0, "reviewed": 30, "released": 75},
    ),
    Story(
        "Research: transition of special populations", "research", -60, reached={"started": -50, "drafted": 60},
        summary="What students who learn English or have disabilities meet between school and college.",
    ),
    Story("Minutes of working group 2, September", "minutes", 78, owner=SECOND, folder=SECOND, posted=90),
    Story(
        "Speakers on video, with questions to talk about", "best_practice", -40, owner="coronado-unified",
        folder=SECOND, posted=20, summary="Twelve clips of ten minutes, used in advisory periods.",
    ),
    Story(
        "Career fair planned by students", "best_practice", -25, owner="grossmont-union-high", folder=SECOND,
        posted=30, summary="A class invites, plans and evaluates; employers come back.",
    ),
    Story(
        "Job shadowing in small groups", "best_practice", 10, owner="poway-unified", folder=SECOND, posted=70,
        summary="Three students, one employer, a morning: easier to arrange than one each.",
    ),
    Story(
        "Evening for families at the college", "best_practice", 20, owner="palomar-college", folder=SECOND,
        summary="Bus, supper, a lab and a talk with advisors.",
    ),
    Story(
        "Counselors' externship of three days", "best_practice", 60, owner="san-marcos-unified", folder=SECOND,
        summary="Counselors spend three summer days with an employer and write down what they saw.",
    ),
    Story(
        "Passport of career events", "best_practice", -200, owner="vista-unified", folder=SECOND, posted=-150,
        withdrawn=15, because="The district replaced it by its portfolio.",
    ),
    Story("Notes on a tour of the shipyard", "other", 50, owner="coronado-unified"),
]  # fmt: skip

# District → the day on which its action plan was approved (None: drafted only), and the day after which it expires.
PLANS = {
    "grossmont-union-high": (-40, 690),
    "coronado-unified": (-30, 335),
    "poway-unified": (-20, 1055),
    "san-marcos-unified": (12, 729),
    "vista-unified": (25, 364),
    "sweetwater-union-high": (33, 729),
    "escondido-union-high": (48, 364),
    "calexico-unified": (51, 729),
    "central-union-high": (70, 364),
    "oceanside-unified": (-390, -1),
    "ramona-city-unified": (-380, 10),
    "carlsbad-unified": (None, 364),
}

MINUTES = b"""Minutes of working group 2, September (invented)

Present: eleven members, the lead, the consortium office.
1. The continuum was reviewed, with two changes in grades 9 and 10.
2. Best practices: five are ready for the folder. Each owner gives a summary of two sentences.
3. Next meeting in November. Districts bring their dates for industry speakers.
"""


def fill_documents(this_year, last_year, office, today):
    """
    Invented documents of all kinds with versions, stages and folders, as of `today`, recorded by `office` (User).

    Days stand in the two school years (SchoolYear); what would lie after `today` has not happened yet.
    """
    organizations = Organization.objects.in_bulk(field_name="slug")
    for story in STORIES:
        _write(story, this_year, organizations, office, today)
    for slug, (approved, expires) in PLANS.items():
        begun = (approved if approved is not None else 20) - 60
        reached = {"drafted": begun + 10}
        if approved is not None:
            reached |= {"reviewed": approved - 15, "approved": approved}
        first = last_year if approved is not None and approved < 0 else this_year
        title = f"Action plan of {organizations[slug].name} from {first}"
        plan = Story(title, "action_plan", begun, owner=slug, reached=reached, expires=expires)
        _write(plan, this_year, organizations, office, today)
    _upload_minutes(office)


def _write(story, year, organizations, office, today):
    """The document of a story, as far as it has come by `today`."""

    def on(offset):
        """The day, or None where it is still to come."""
        day = None if offset is None else year.starts + datetime.timedelta(days=offset)
        return day if day is None or day <= today else None

    begun = on(story.begun)
    if begun is None:
        return
    document = Document.objects.create(
        title=f"{story.title} (invented)",
        kind=story.kind,
        owner=organizations[story.owner],
        folder=organizations[story.folder] if story.folder else None,
        summary=story.summary,
        begun_on=begun,
        posted_on=on(story.posted),
        expires_on=None if story.expires is None else year.starts + datetime.timedelta(days=story.expires),
        withdrawn_on=on(story.withdrawn),
        withdrawn_because=story.because if on(story.withdrawn) else "",
        recorded_at=_noon(begun),
        recorded_by=office,
    )
    versions = _versions(document, story, office)
    DocumentStage.objects.bulk_create(
        DocumentStage(
            document=document,
            name=name,
            reached_on=day,
            version=versions[min(number, len(versions)) - 1],
            note=story.notes.get(name, ""),
            recorded_at=_noon(day),
            recorded_by=office,
        )
        for number, (name, offset) in enumerate(story.reached.items(), start=1)
        if (day := on(offset))
    )


def _versions(document, story, office):
    """Versions by address; each is there when the stage of its number is reached, the last one's note says so."""
    days = [document.begun_on, *(document.begun_on + datetime.timedelta(days=20 * n) for n in range(1, story.versions))]
    return DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=number,
            url=f"https://example.org/documents/{document.pk}/{number}",
            note="" if number == 1 else "With the comments on the version before",
            added_at=_noon(day),
            added_by=office,
        )
        for number, day in enumerate(days, start=1)
    )


def _upload_minutes(office):
    """The minutes are a file that is kept here, in place of an address."""
    version = DocumentVersion.objects.filter(document__kind=Document.Kind.MINUTES).first()
    if version is not None:
        upload = SimpleUploadedFile("minutes-september.txt", MINUTES)
        version.file, version.url = StoredFile.keep(upload, "text/plain", office), ""
        version.save()


def _noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))
