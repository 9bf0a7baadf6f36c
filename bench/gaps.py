"""
How long the page of gaps takes over a state's programs: `python -m bench.gaps`.

As `bench.pages`: production settings, a database of its own (made and removed), requests in turn through the whole
application without a network. Prints the median and the 90th percentile of each page.
"""

import argparse
import datetime
import random
import statistics
import tempfile

from bench.pages import EMPTY, database, measure, say, set_up

PLACES = 46
PAGES = {
    EMPTY: "/bench/empty/",
    "programs to labor market": "/pathways/gaps/",
    "  its third page": "/pathways/gaps/?page=3",
    "  searched, in a sector, with a living wage": "/pathways/gaps/?q=technicians&sector=cde/sector-3&wage=living",
    "  figures missing": "/pathways/gaps/?figures=unknown",
    "  not documented yet": "/pathways/gaps/?taken=open",
    "high school programs that lead nowhere": "/pathways/gaps/?kind=high-school",
    "  searched among them": "/pathways/gaps/?kind=high-school&q=program+12",
    "  of these not documented yet": "/pathways/gaps/?kind=high-school&taken=open",
    "college programs that no high school feeds": "/pathways/gaps/?kind=college",
    "gaps taken up": "/pathways/gaps/documented/",
    "plans": "/pathways/plans/",
}


def main():
    arguments = _arguments()
    with tempfile.TemporaryDirectory() as static_root:
        set_up(static_root)
        with database():
            say("Filling in …")
            person, counts = _fill(arguments)
            say(", ".join(f"{number:,} {name}" for name, number in counts.items()) + "\n")
            _report(measure(person, arguments.requests, PAGES))


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", type=int, default=5000)
    parser.add_argument("--courses", type=int, default=60000)
    parser.add_argument("--occupations", type=int, default=800)
    parser.add_argument("--requests", type=int, default=50, help="how often each page is asked for (50)")
    return parser.parse_args()


def _fill(arguments):
    """A state's programs: districts and colleges, maps that connect a third of them, awards of four years, gaps."""
    from bench.data import analyze

    chance = random.Random(60)
    with_maps = Filling(arguments, chance)
    person = with_maps.fill()
    analyze()
    return person, with_maps.counts()


class Filling:
    """The rows of an invented state, made model by model; `fill` answers with somebody of the office."""

    BATCH = 5000
    SECTORS, DISTRICTS, COLLEGES, MAPS, GAPS, PLANS = 15, 400, 116, 60, 500, 300
    LAST_YEAR = datetime.date.today().year - (1 if datetime.date.today().month >= 7 else 2)

    def __init__(self, arguments, chance):
        self.arguments, self.chance = arguments, chance

    def fill(self):
        """Fill the empty database."""
        from consortium.models import Consortium, Membership, Organization, SchoolYear, User

        Consortium.objects.create(name="State Consortium", short_name="State")
        office = Organization.objects.create(name="Consortium office", slug="office", kind="office")
        person = User.objects.create_user("office@example.org")
        Membership.objects.create(user=person, organization=office, role=Membership.Role.STAFF)
        self.years = [SchoolYear.objects.create(start_year=self.LAST_YEAR - back) for back in range(4)]
        self._organizations()
        self._reference()
        self._programs()
        self._maps()
        self._gaps_and_plans(person)
        return person

    def counts(self):
        """How many rows there are of what matters."""
        from pathways import models

        named = {
            "programs": models.Program, "courses": models.Course, "occupations": models.Occupation,
            "awards": models.Awards, "connections": models.MapConnection, "gaps": models.ProgramGap,
            "plans": models.AlignmentPlan,
        }  # fmt: skip
        return {name: model.objects.count() for name, model in named.items()}

    def _keep(self, rows):
        rows = list(rows)
        return type(rows[0]).objects.bulk_create(rows, batch_size=self.BATCH)

    def _organizations(self):
        from consortium.models import Organization

        sorts = [("District", "k12_district", self.DISTRICTS), ("College", "college", self.COLLEGES)]
        self.districts, self.colleges = (
            self._keep(
                Organization(name=f"{word} {number:03}", slug=f"{word.lower()}-{number:03}", kind=kind)
                for number in range(many)
            )
            for word, kind, many in sorts
        )

    def _reference(self):
        """Sectors, and occupations with the labor market data of two years."""
        from pathways.models import Occupation, Sector

        self.sectors = self._keep(
            Sector(scheme="cde", name=f"Sector {number}", slug=f"sector-{number}", order=number)
            for number in range(self.SECTORS)
        )
        words = ("Technicians", "Managers", "Operators", "Assistants", "Designers")
        rows = self._keep(
            Occupation(
                soc=f"{11 + number // 20}-{1000 + number % 20:04}",
                title=f"Example {words[number % 5]} {number}",
                sector=self.sectors[number % self.SECTORS] if number % 10 else None,
                data_year=year,
                median_wage=20 + number % 40 if number % 12 else None,
                living_wage="23.40",
                annual_openings=int(self.chance.expovariate(1 / 260)) if number % 14 else None,
            )
            for number in range(self.arguments.occupations)
            for year in (self.LAST_YEAR - 1, self.LAST_YEAR)
        )
        self.occupations = rows[1::2]

    def _programs(self):
        """Half of them at high schools; each leads to three occupations, most college programs report awards."""
        from pathways.models import Awards, Course, Program

        number = self.arguments.programs
        self.programs = self._keep(
            Program(
                organization=(self.districts if place % 2 else self.colleges)[place // 2 % (400 if place % 2 else 116)],
                level="high_school" if place % 2 else "college" if place % 10 else "adult",
                name=f"Example Program {place}",
                sector=self.sectors[place % self.SECTORS],
                award="none" if place % 2 else "certificate",
                ends_on=datetime.date(2020, 6, 30) if place % 50 == 0 else None,
            )
            for place in range(number)
        )
        a_program = self.arguments.courses // number
        self._keep(
            Course(program=program, title=f"Course {order}", order=order)
            for program in self.programs
            for order in range(a_program)
        )
        tie = Program.occupations.through
        self._keep(
            tie(program=program, occupation=occupation)
            for program in self.programs
            for occupation in self.chance.sample(self.occupations, 3)
        )
        self._keep(
            Awards(program=program, year=year, number=self.chance.randrange(0, 45))
            for program in self.programs[::2]
            for year in self.years
            if self.chance.random() > 0.2
        )

    def _maps(self):
        from pathways.models import CareerPathway, MapConnection, MapVersion

        pathways = self._keep(
            CareerPathway(
                name=f"Pathway {number}",
                slug=f"pathway-{number}",
                sector=self.sectors[number % self.SECTORS],
                organization=self.colleges[number],
            )
            for number in range(self.MAPS)
        )
        versions = self._keep(MapVersion(pathway=pathway, number=1) for pathway in pathways)
        schools, colleges = self.programs[1::2], self.programs[2::2]
        pairs = {
            (versions[place % self.MAPS], self.chance.choice(schools), self.chance.choice(colleges))
            for place in range(self.arguments.programs // 3)
        }
        self._keep(
            MapConnection(version=version, high_school_program=school, college_program=college)
            for version, school, college in pairs
        )
        MapVersion.objects.update(published_on=datetime.date(self.LAST_YEAR, 9, 1))

    def _gaps_and_plans(self, person):
        from pathways.models import AlignmentPlan, PlanGap, PlanStep, ProgramGap

        documented = {
            "description": "Too few awards.",
            "evidence": "Labor market data.",
            "documented_on": datetime.date(self.LAST_YEAR, 10, 1),
            "recorded_by": person,
        }
        half = self.GAPS // 2
        gaps = self._keep(
            ProgramGap(kind="labor_market", title=one.title, soc=one.soc, sector=one.sector, annual_openings=300,
                       average_awards=40, owner=self.colleges[place % self.COLLEGES], **documented)
            for place, one in enumerate(self.occupations[:half])
        )  # fmt: skip
        gaps += self._keep(
            ProgramGap(kind="high_school_to_college", title=one.name, program=one, sector=one.sector,
                       owner=one.organization, **documented)
            for one in self.programs[1 : self.GAPS : 2]
        )  # fmt: skip
        plans = self._keep(
            AlignmentPlan(title=f"Plan {number}", owner=self.colleges[number % self.COLLEGES],
                          made_on=datetime.date(self.LAST_YEAR, 11, 1), recorded_by=person)
            for number in range(self.PLANS)
        )  # fmt: skip
        self._keep(PlanGap(plan=plan, gap=gaps[number % len(gaps)]) for number, plan in enumerate(plans))
        self._keep(
            PlanStep(plan=plan, order=order, title=f"Course {order}") for plan in plans for order in range(1, 5)
        )


def _report(pages):
    say(f"{'page':{PLACES}} {'median':>9} {'p90':>9} {'statements':>11} {'KB':>6}")
    for name, (seconds, statements, size) in pages.items():
        median, p90 = statistics.median(seconds), statistics.quantiles(seconds, n=10)[-1]
        say(f"{name:{PLACES}} {median * 1000:6.1f} ms {p90 * 1000:6.1f} ms {statements:11} {size / 1024:6.0f}")


if __name__ == "__main__":
    main()
