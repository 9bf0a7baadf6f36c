"""
Gaps that the records show: programs that lead nowhere or that nobody feeds, and occupations with more openings than
awards. They are computed and never stored; what somebody took up (`ProgramGap`) stands beside them.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from consortium.models import Organization, SchoolYear
from consortium.permissions import fetch
from goals.models import Document, Recipient
from pathways.models import GapInDocument, PlanStep, Program, ProgramGap
from pathways.queries.plans import counting_plans

Kind, Level = ProgramGap.Kind, Program.Level
YEARS = 3  # of awards in the average

# The occupations with their youngest labor market data, and the awards a year of the college and adult programs of the
# day that lead to them. A program's average is of the years that it reported; the averages of an occupation's programs
# are added up. Each program counts in full for each of its occupations, and once for a SOC code, whichever years'
# occupations it is tied to.
LABOR_MARKET = """
WITH latest AS (
    SELECT DISTINCT ON (occupation.soc)
        occupation.*,
        FIRST_VALUE(occupation.sector_id) OVER (
            PARTITION BY occupation.soc ORDER BY (occupation.sector_id IS NULL), occupation.data_year DESC
        ) AS known_sector_id
    FROM pathways_occupation occupation
    WHERE %(soc)s = '' OR occupation.soc = %(soc)s
    ORDER BY occupation.soc, occupation.data_year DESC
),
tied AS (
    SELECT DISTINCT occupation.soc, program.id AS program_id
    FROM pathways_program program
    JOIN pathways_program_occupations tie ON tie.program_id = program.id
    JOIN pathways_occupation occupation ON occupation.id = tie.occupation_id
    WHERE program.level IN ('college', 'adult')
        AND (program.starts_on IS NULL OR program.starts_on <= %(day)s)
        AND (program.ends_on IS NULL OR program.ends_on >= %(day)s)
        AND (%(soc)s = '' OR occupation.soc = %(soc)s)
),
reported AS (
    SELECT awards.program_id, AVG(awards.number) AS average, COUNT(*) AS years
    FROM pathways_awards awards
    JOIN consortium_schoolyear school_year ON school_year.id = awards.year_id
    WHERE school_year.start_year BETWEEN %(first)s AND %(last)s
    GROUP BY awards.program_id
),
supply AS (
    SELECT tied.soc, COUNT(*) AS programs, COUNT(reported.program_id) AS reporting,
        ROUND(SUM(reported.average), 1) AS average, MIN(reported.years) AS fewest, MAX(reported.years) AS most
    FROM tied LEFT JOIN reported ON reported.program_id = tied.program_id
    GROUP BY tied.soc
),
found AS (
    SELECT latest.soc, latest.title, latest.data_year, latest.median_wage, latest.living_wage,
        latest.annual_openings, latest.known_sector_id AS sector_id, sector.name AS sector_name,
        COALESCE(supply.programs, 0) AS programs, COALESCE(supply.reporting, 0) AS reporting,
        CASE WHEN supply.programs IS NULL THEN 0 ELSE supply.average END AS average_awards,
        supply.fewest, supply.most, sector.scheme || '/' || sector.slug AS sector_key
    FROM latest
    LEFT JOIN supply ON supply.soc = latest.soc
    LEFT JOIN pathways_sector sector ON sector.id = latest.known_sector_id
)
SELECT found.soc, found.title, found.data_year, found.median_wage, found.living_wage, found.annual_openings,
    found.sector_id, COALESCE(found.sector_name, ''), found.programs, found.reporting, found.average_awards,
    found.fewest, found.most, found.annual_openings - found.average_awards, taken.id
FROM found
LEFT JOIN LATERAL (
    SELECT gap.id, gap.documented_on, gap.dismissed_on
    FROM pathways_programgap gap
    WHERE gap.kind = 'labor_market' AND gap.soc = found.soc AND gap.sector_id IS NOT DISTINCT FROM found.sector_id
    ORDER BY (gap.dismissed_on IS NULL) DESC, gap.dismissed_on DESC, gap.id DESC
    LIMIT 1
) taken ON TRUE
WHERE (%(sector)s = '' OR found.sector_key = %(sector)s OR (%(sector)s = 'none' AND found.sector_id IS NULL))
    AND (NOT %(living)s OR found.median_wage >= found.living_wage)
    AND (%(words)s::text[] IS NULL OR found.soc LIKE %(code)s OR found.title ILIKE ALL (%(words)s))
    AND CASE %(taken)s
        WHEN 'aside' THEN taken.dismissed_on IS NOT NULL
        WHEN 'open' THEN taken.dismissed_on IS NULL AND taken.documented_on IS NULL
        WHEN 'any' THEN TRUE
        ELSE taken.dismissed_on IS NULL
    END
ORDER BY found.annual_openings - found.average_awards DESC NULLS LAST, found.annual_openings DESC NULLS LAST, found.soc
"""


@dataclass(frozen=True)
class OccupationGap:
    """
    An occupation with its supply. What is not known is None, never zero: `average_awards` where programs lead to it
    and none has reported (it is 0 where no program leads to it), `annual_openings` where the data has none, and `gap`
    where either is. `fewest` and `most` are the years in the averages of its programs. `taken` is the key of the
    ProgramGap that somebody took up, or None.
    """

    soc: str
    title: str
    data_year: int
    median_wage: Decimal | None
    living_wage: Decimal | None
    annual_openings: int | None
    sector_id: int | None
    sector_name: str
    programs: int
    reporting: int
    average_awards: Decimal | None
    fewest: int | None
    most: int | None
    gap: Decimal | None
    taken: int | None

    @property
    def standing(self):
        """`shortage`, `enough`, or `unknown` where openings or awards are not known."""
        if self.gap is None:
            return "unknown"
        return "shortage" if self.gap > 0 else "enough"

    @property
    def pays_a_living(self):
        """Whether half of those in it earn a living wage; None where one of the two is not known."""
        if self.median_wage is None or self.living_wage is None:
            return None
        return self.median_wage >= self.living_wage

    @property
    def supply_said(self):
        """What the awards are counted from: “average of 2 years, 3 of 5 programs reported”."""
        if not self.programs:
            return "no program leads to it"
        if not self.reporting:
            return f"none of {self.programs} program{'s' if self.programs > 1 else ''} reported"
        years = f"{self.fewest}" if self.fewest == self.most else f"{self.fewest} to {self.most}"
        said = f"average of {years} year{'' if self.most == 1 else 's'}"
        if self.reporting == self.programs:
            return f"{said}, {self.programs} program{'s' if self.programs > 1 else ''}"
        return f"{said}, {self.reporting} of {self.programs} programs reported"


def years_of_average(day):
    """The calendar years in which the first and the last of the three school years complete by `day` began."""
    last = SchoolYear.start_year_of(day) - 1
    return last - YEARS + 1, last


def labor_market(day, *, soc="", sector="", living=False, text="", taken=""):
    """
    All occupations as `OccupationGap`s, the largest gap first, then those of which it is not known; one query.

    `sector`: the key of a CDE sector, or `none`; `living`: only with a median wage at or above the living wage; `text`:
    words of the title or the beginning of a SOC code; `taken`: `open` not yet documented, `aside` those set aside,
    `any`, else all but those set aside. They are as many as there are SOC codes, below 900, so no page is cut off here.
    """
    first, last = years_of_average(day)
    words = [f"%{_literal(word)}%" for word in text.split()] or None
    asked = {
        "day": day, "first": first, "last": last, "soc": soc, "sector": sector, "living": living, "taken": taken,
        "words": words, "code": f"{_literal(text.strip())}%",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(LABOR_MARKET, asked)
        return [OccupationGap(*row) for row in cursor.fetchall()]


def _literal(text):
    """`text` for LIKE: what stands for anything stands for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def occupation_gap(day, soc):
    """The `OccupationGap` of one SOC code, or None where there is no such occupation."""
    return next(iter(labor_market(day, soc=soc, taken="any")), None)


def of_programs(programs, taken=""):
    """
    `programs` as gaps from high school to college, by sector and name, with organization, sector and `taken_id` (the
    ProgramGap that somebody took up, or None); `taken` as in `labor_market`.
    """
    gaps = ProgramGap.objects.filter(kind=Kind.HIGH_SCHOOL_TO_COLLEGE, program=OuterRef("pk"))
    standing = gaps.filter(dismissed_on__isnull=True)
    latest = gaps.order_by(F("dismissed_on").desc(nulls_first=True), "-pk").values("pk")[:1]
    aside = Exists(gaps.filter(dismissed_on__isnull=False)) & ~Exists(standing)
    if taken == "aside":
        programs = programs.filter(aside)
    elif taken != "any":
        programs = programs.filter(~aside)
    if taken == "open":
        programs = programs.filter(~Exists(standing.filter(documented_on__isnull=False)))
    programs = programs.select_related("organization", "sector").annotate(taken_id=Subquery(latest))
    return programs.order_by("sector__scheme", "sector__order", "name", "organization__name", "pk")


# Gaps that somebody took up


def fetch_gap(access, pk, *, write=False):
    """
    The gap with owner, sector and program. Raises Http404 for those who may not read it, PermissionDenied for readers
    who want to write.
    """
    related = ("owner", "sector", "program__organization", "evidence_file", "recorded_by")
    gap = fetch(ProgramGap.objects.select_related(*related), access, pk=pk)
    if write and not ProgramGap.objects.writable_by(access).filter(pk=pk).exists():
        whose = f"the reporters of {gap.owner} and the consortium office" if gap.owner else "the consortium office"
        raise PermissionDenied(f"Only {whose} change this gap.")
    return gap


def taken_up(access, gaps):
    """{key: ProgramGap} of the keys `gaps`, those that `access` may read."""
    return ProgramGap.objects.readable_by(access).in_bulk([key for key in gaps if key is not None])


# What the list of gaps can be narrowed to: value in the address → (words, function from gaps and day to gaps)
STATES = {
    "": ("All but those set aside", lambda gaps, day: gaps.standing(day)),
    "proposed": ("Proposed", lambda gaps, day: gaps.proposed(day)),
    "documented": ("Documented, not closed", lambda gaps, day: gaps.lasting(day)),
    "closed": ("Closed", lambda gaps, day: gaps.closed(day)),
    "dismissed": ("Set aside", lambda gaps, day: gaps.dismissed(day)),
    "unplanned": ("Documented, without a plan", lambda gaps, day: without_plan(gaps.documented(day), day)),
    "unsent": ("Documented, not disseminated", lambda gaps, day: _undisseminated(gaps, day)),
}


def without_plan(gaps, day):
    """Those of `gaps` that no plan with a sequence, made by `day`, addresses."""
    return gaps.exclude(pk__in=planned(gaps, day).values("pk"))


def planned(gaps, day):
    """Those of `gaps` that at least one plan with a sequence, made by `day` and not withdrawn, addresses."""
    plans = counting_plans(day).filter(gap_links__gap=OuterRef("pk"))
    return gaps.filter(Exists(plans))


def _undisseminated(gaps, day):
    return gaps.documented(day).exclude(pk__in=ProgramGap.objects.disseminated(day).values("pk"))


def searched(gaps, text):
    """Gaps in whose title, description or owner's name every word of `text` occurs, or whose codes begin with it."""
    for word in text.split():
        gaps = gaps.filter(
            Q(title__icontains=word)
            | Q(description__icontains=word)
            | Q(owner__name__icontains=word)
            | Q(soc__startswith=word)
            | Q(code__startswith=word)
        )
    return gaps


def with_parts(gaps, access):
    """Gaps with owner and sector, `plan_count` (that were made) and `document_count` (that `access` may read)."""
    made = Q(plan_links__plan__made_on__isnull=False, plan_links__plan__withdrawn_on__isnull=True)
    readable = Q(document_links__document__in=Document.objects.readable_by(access))
    return gaps.select_related("owner", "sector", "program__organization").annotate(
        plan_count=Count("plan_links", filter=made, distinct=True),
        document_count=Count("document_links", filter=readable, distinct=True),
    )


def documents_of(gap, access, day):
    """
    The places of `gap` in documents that `access` may read, each with its document and `reached`: to how many it was
    sent since it has held the gap, by `day`.
    """
    sent = Recipient.objects.sent_between(OuterRef("since"), day).filter(distribution__document=OuterRef("document"))
    number = sent.order_by().values("distribution__document").annotate(number=Count("pk")).values("number")
    links = GapInDocument.objects.filter(gap=gap, document__in=Document.objects.readable_by(access))
    return links.select_related("document__owner").annotate(reached=Coalesce(Subquery(number), Value(0)))


def gap_documents(access, day):
    """Gap analyses in use on `day` that `access` may write: where gaps can be put."""
    documents = Document.objects.writable_by(access).in_use(day).filter(kind=Document.Kind.GAP_ANALYSIS)
    return documents.select_related("owner").order_by("-begun_on", "title", "pk")


def plans_of(gap, access):
    """The plans for `gap` that `access` may read, the youngest first, with owner and `step_count`."""
    steps = PlanStep.objects.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(number=Count("pk"))
    plans = gap.plans.readable_by(access).select_related("owner")
    plans = plans.annotate(step_count=Coalesce(Subquery(steps.values("number")), Value(0)))
    return plans.order_by(F("made_on").desc(nulls_first=True), "title", "pk")


def possible_owners(access):
    """Open organizations for which `access` may record gaps and plans: all partners but schools, or a reporter's."""
    owners = Organization.objects.open().partners().exclude(kind=Organization.Kind.SCHOOL).order_by("name")
    if access.is_office:
        return owners
    own = access.reporter_for
    return owners.filter(Q(pk__in=own) | Q(parent__in=own))
