"""What stands under a goal, as its page shows it, and the goal as it was worded before."""

from dataclasses import dataclass, field
from datetime import date

from django.db import models
from django.db.models import Case, Exists, OuterRef, Prefetch, Q, Value, When
from django.http import Http404

from consortium.models import Organization
from goals.models import Edition, Goal, GradeStrategy, Objective, Strategy, StudentOutcome
from goals.models.agreed import Agreed, Stage

# Nothing is to be done any more about what was handed out, or given up.
DONE = (Stage.DISSEMINATED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Kind:
    """One of the three kinds: its name in addresses, its table, what it is called, and what it stands under."""

    slug: str
    model: type[Agreed]
    word: str
    parent: str
    goal_path: str

    def rows(self):
        """All rows of the kind with their goal and owner; `goal_of` of each asks nothing more."""
        return self.model.objects.select_related("owner", f"{self.goal_path}__edition__framework")

    def goal_of(self, item):
        """The goal that `item` stands under."""
        return item.objective.goal if self.parent == "objective" else item.goal

    def siblings(self, item):
        """The rows under the same goal or objective, `item` too, in their order."""
        return self.model.objects.filter(**{self.parent: getattr(item, f"{self.parent}_id")})


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("outcomes", StudentOutcome, "student outcome", "goal", "goal"),
        Kind("objectives", Objective, "objective", "goal", "goal"),
        Kind("strategies", Strategy, "strategy", "objective", "objective__goal"),
    )
}


@dataclass(frozen=True)
class Line:
    """One row of the page as of `day`; `lines` are the strategies of an objective."""

    kind: Kind
    item: Agreed
    day: date
    lines: list["Line"] = field(default_factory=list)

    @property
    def anchor(self):
        """Its name on the page: `objectives-5`."""
        return f"{self.kind.slug}-{self.item.pk}"

    @property
    def days_overdue(self):
        """For how many days it has been overdue; 0 where it is not, or is done."""
        due = self.item.due
        return 0 if due is None or due >= self.day or self.is_done else (self.day - due).days

    @property
    def is_done(self):
        """Whether there is nothing to do about it any more, so that its due day says nothing."""
        return self.item.stage in DONE

    @property
    def is_withdrawn(self):
        """Whether it was given up and is only kept."""
        return self.item.stage == Stage.WITHDRAWN


@dataclass(frozen=True)
class Section:
    """
    What stands under `goal`. `query` is the text that carries the reader's choice of year from page to page; `former`
    is the edition whose objectives may be carried over (only looked for where the reader edits and there are none).
    """

    goal: Goal
    outcomes: list[Line]
    objectives: list[Line]
    may_edit: bool
    query: str
    former: Edition | None


def section(goal, day, *, may_edit=False, query=""):
    """The `Section` of `goal` (with its edition) as of `day`: three statements, one or two more for an empty goal."""
    outcomes, objectives, strategies = KINDS.values()
    inner = Prefetch("strategies", Strategy.objects.select_related("owner"))
    outcome_lines = [Line(outcomes, item, day) for item in goal.outcomes.select_related("owner")]
    objective_lines = [
        Line(objectives, item, day, [Line(strategies, each, day) for each in item.strategies.all()])
        for item in goal.objectives.select_related("owner").prefetch_related(inner)
    ]
    former = None
    if may_edit and not outcome_lines and not objective_lines:
        source = predecessor(goal)
        former = source.edition if source else None
    return Section(goal, outcome_lines, objective_lines, may_edit, query, former)


def goal_in_force(year, slug, number):
    """The goal `number` of the framework `slug` as it is worded in the school year `year`; Http404 if there is none."""
    editions = [edition.pk for edition in Edition.objects.in_force(year)]
    goals = Goal.objects.filter(edition__in=editions, edition__framework__slug=slug, number=number)
    goal = goals.select_related("edition__framework__working_group", "edition__first_year").first()
    if goal is None:
        raise Http404
    return goal


def predecessor(goal):
    """
    The goal of the same number in the edition of the framework before that of `goal`, where something stands under it;
    None where there is none.
    """
    edition = goal.edition
    earlier = Goal.objects.filter(
        edition__framework=edition.framework_id,
        edition__first_year__start_year__lt=edition.first_year.start_year,
        number=goal.number,
    )
    latest = earlier.select_related("edition__first_year", "edition__framework").order_by(
        "-edition__first_year__start_year"
    )
    has_some = Exists(StudentOutcome.objects.filter(goal=OuterRef("pk"))) | Exists(
        Objective.objects.filter(goal=OuterRef("pk"))
    )
    source = latest.annotate(has_some=has_some).first()
    return source if source is not None and source.has_some else None


def possible_owners(current=None):
    """Organizations that may see to something: the office and the groups first, then open partners; and `current`."""
    group = [Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP]
    rank = Case(When(kind__in=group, then=Value(0)), default=Value(1), output_field=models.IntegerField())
    shown = Q(pk__in=Organization.objects.partners().open()) | Q(pk=current)
    return Organization.objects.filter(shown).order_by(rank, "name")


def grade_rows():
    """A `GradeStrategy` for each of the eight, in order; those that nobody has written yet are not stored."""
    stored = {row.grade: row for row in GradeStrategy.objects.select_related("owner")}
    return [stored.get(grade) or GradeStrategy(grade=grade, version=0) for grade, _ in GradeStrategy.GRADES]
