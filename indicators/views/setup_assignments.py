"""Who owes which measure: organizations down, the measures of a goal across, many changed at once."""

from dataclasses import dataclass
from types import SimpleNamespace

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from consortium.models import Organization
from consortium.numbers import small_integer
from consortium.permissions import office_required
from indicators.derived import is_built
from indicators.models import Assignment, MeasurePlacement
from indicators.planning import owing_matrix, set_assignments
from indicators.planning.owing import rows_for

from .setup_common import year_choice, year_crumbs, year_or_404

Kind = Organization.Kind

# The kinds of organization that share a page: (in the address, words, kinds).
GROUPS = {
    "districts": ("Districts, county offices, charters", Organization.DISTRICT_KINDS),
    "colleges": ("Colleges", (Kind.COLLEGE,)),
    "adult_schools": ("Adult schools", (Kind.ADULT_SCHOOL,)),
    "working_groups": ("Working groups", (Kind.WORKING_GROUP,)),
    "office": ("Consortium office", (Kind.OFFICE,)),
}
MOST_CELLS = 800  # on one page: below the number of fields that Django takes in one form (1,000)
LETTERS = {"": "-", Assignment.Mode.TOTALS: "t", Assignment.Mode.RECORDS: "r"}
MODES = {letter: mode for mode, letter in LETTERS.items()}


@dataclass
class Column:
    """A measure across: whether records are offered, and what was chosen for all organizations at once."""

    placement: MeasurePlacement
    built: bool
    for_all: str

    @property
    def name(self):
        """Its field's name."""
        return f"all-{self.placement.measure_id}"


@dataclass
class Shown:
    """A cell as it is drawn: what is chosen, and a sentence where something is wrong."""

    cell: object
    column: Column
    chosen: str
    problem: str = ""


@dataclass
class Choice:
    """What of the matrix is shown: the measures of one goal, the organizations of one group."""

    year: object
    goals: list
    goal: object
    group: str
    placements: list

    @property
    def measures(self):
        """The measures across."""
        return [placement.measure for placement in self.placements]

    def address(self, page=1):
        """This choice as an address."""
        query = {"goal": self.goal.code, "kind": self.group} if self.goal else {}
        if page != 1:
            query["page"] = page
        return f"{reverse('setup_assignments', args=[self.year.label])}?{urlencode(query)}"


@office_required
@require_http_methods(["GET", "HEAD", "POST"])
def assignments(request, label):
    """The matrix of one goal and one group of organizations; saved all or none."""
    choice = _choice(request, year_or_404(label))
    organizations = rows_for(choice.year, choice.measures, GROUPS[choice.group][1]) if choice.goal else []
    size = max(MOST_CELLS // max(len(choice.placements), 1), 1)
    page = Paginator(organizations, size).get_page(request.GET.get("page"))
    changes = None
    if request.method == "POST" and choice.goal:
        changes = _save(request, choice, organizations, page)
        if changes.saved:
            messages.success(request, _outcome(changes.changed))
            return redirect(choice.address(page.number))
    context = {
        "year": choice.year,
        "choice": choice,
        "choices": _choices(choice),
        "page": page,
        "changes": changes,
        "years": year_choice(choice.year, "setup_assignments"),
        "crumbs": year_crumbs(choice.year, "Who owes what"),
        **_table(request, choice, page, changes),
    }
    return render(request, "setup/assignments.html", context, status=422 if changes else 200)


def _choice(request, year):
    """The goal and group of the address, or the first there are."""
    placements = list(MeasurePlacement.objects.in_force(year))
    goals = list(dict.fromkeys(placement.indicator.goal for placement in placements))
    goal = next((goal for goal in goals if goal.code == request.GET.get("goal")), goals[0] if goals else None)
    group = request.GET.get("kind")
    held = [placement for placement in placements if placement.indicator.goal == goal]
    if group not in GROUPS:
        group = _first_group(held)
    return Choice(year, goals, goal, group, held)


def _first_group(placements):
    """The group that most measures of a goal are owed by."""
    reporters = [reporter for placement in placements for reporter in placement.measure.reporters]
    groups = {"district": "districts", "college": "colleges", "working_group": "working_groups", "office": "office"}
    counts = {group: reporters.count(reporter) for reporter, group in groups.items()}
    return max(counts, key=counts.get)


def _choices(choice):
    """The two choices above the matrix, for partials/choices.html."""
    goals = [
        SimpleNamespace(value=goal.code, label=f"{goal.code} {goal.short_title}", selected=goal == choice.goal)
        for goal in choice.goals
    ]
    groups = [
        SimpleNamespace(value=name, label=words, selected=name == choice.group) for name, (words, _) in GROUPS.items()
    ]
    return [
        SimpleNamespace(name="goal", label="Goal", options=goals),
        SimpleNamespace(name="kind", label="Organizations", options=groups),
    ]


def _save(request, choice, organizations, page):
    """Read the page and hand it to the rule; what cannot be read is taken as it was seen."""
    matrix = owing_matrix(choice.year, organizations, choice.measures)
    shown = {organization.pk for organization in page}
    before = _read_seen(request.POST.get("seen", ""))
    wanted, seen = {}, {}
    for organization, cells in matrix:
        for cell in cells:
            pair = organization.pk, cell.measure.pk
            # what stands on other pages nobody had before them: it is taken as it is
            seen[pair] = before.get(pair, "") if organization.pk in shown else cell.mode
            wanted[pair] = _wanted(request.POST, cell, seen[pair])
    return set_assignments(choice.year, wanted, seen, drop_reported=bool(request.POST.get("drop_reported")))


def _wanted(posted, cell, seen):
    """What is asked for in one cell: its column's choice for all, else its own, else what was there."""
    for_all = MODES.get(posted.get(f"all-{cell.measure.pk}"))
    if for_all is not None and (cell.may_owe or (cell.mode and not for_all)):
        return for_all
    return MODES.get(posted.get(f"c-{cell.key}"), seen)


def _write_seen(rows, changes):
    """The assignments before the person, as short text: `12-3:t`. Conflicts count as seen when they are shown."""
    conflicts = changes.conflicts if changes else {}
    modes = {}
    for cell, mode in rows:
        pair = cell.organization_id, cell.measure.pk
        modes[cell.key] = conflicts.get(pair, mode)
    return " ".join(f"{key}:{LETTERS[mode]}" for key, mode in modes.items() if mode)


def _read_seen(text):
    """What `_write_seen` wrote; parts that do not read so are left out."""
    seen = {}
    for part in text.split():
        key, _, letter = part.partition(":")
        organization, _, measure = key.partition("-")
        pair = small_integer(organization), small_integer(measure)
        if None not in pair and letter in MODES:
            seen[pair] = MODES[letter]
    return seen


def _table(request, choice, page, changes):
    """Rows and columns as they are drawn. Columns that nobody shown can owe are left out."""
    matrix = owing_matrix(choice.year, list(page), choice.measures)
    used = {cell.measure.pk for _, cells in matrix for cell in cells if cell.may_owe or cell.mode}
    columns = [
        Column(placement, is_built(placement.measure), request.POST.get(f"all-{placement.measure_id}", ""))
        for placement in choice.placements
        if placement.measure_id in used
    ]
    by_measure = {column.placement.measure_id: column for column in columns}
    before = _read_seen(request.POST.get("seen", "")) if changes else None
    rows, seen = [], []
    for organization, cells in matrix:
        kept = [cell for cell in cells if cell.measure.pk in used]
        rows.append((organization, [_shown(request, cell, by_measure[cell.measure.pk], changes) for cell in kept]))
        seen += [
            (cell, cell.mode if before is None else before.get((organization.pk, cell.measure.pk), "")) for cell in kept
        ]
    return {"columns": columns, "rows": rows, "seen": _write_seen(seen, changes)}


def _shown(request, cell, column, changes):
    if not changes:
        return Shown(cell, column, cell.mode)
    pair = cell.organization_id, cell.measure.pk
    chosen = MODES.get(request.POST.get(f"c-{cell.key}"), cell.mode)
    problem = changes.refused.get(pair, "")
    if pair in changes.conflicts:
        theirs = changes.conflicts[pair]
        words = Assignment.Mode(theirs).label.lower() if theirs else "does not owe it"
        problem = f"Somebody set “{words}” since you opened this page. Save again to replace it."
    return Shown(cell, column, chosen, problem)


def _outcome(changed):
    if not changed:
        return "Nothing had changed."
    return "1 assignment was changed." if changed == 1 else f"{changed:,} assignments were changed."
