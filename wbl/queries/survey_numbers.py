"""The numbers behind the results of one survey: a constant number of statements, however many answered."""

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from consortium.models import Organization
from wbl.models import PaperCount, SurveyAnswer


@dataclass(frozen=True)
class Numbers:
    """
    Completed questionnaires and ticks of a survey, or of what counts for some organizations. `online` and `paper` map
    (organization key, language) to questionnaires; `ticks` and `paper_ticks` (organization key, choice key) to ticks;
    `typed` an organization's key to (positive, valid) answers that were typed as two numbers; `looked_through` a
    question's key to the paper questionnaires of which the answers to it were counted.
    """

    online: Counter = field(default_factory=Counter)
    paper: Counter = field(default_factory=Counter)
    ticks: Counter = field(default_factory=Counter)
    paper_ticks: Counter = field(default_factory=Counter)
    typed: dict = field(default_factory=dict)
    looked_through: Counter = field(default_factory=Counter)

    @property
    def completed(self):
        """All completed questionnaires."""
        return self.online.total() + self.paper.total()

    def by_organization(self):
        """Organization key → [online, on paper]."""
        return _first(self.online, self.paper)

    def by_language(self):
        """Language code (empty: not noted) → [online, on paper]."""
        swapped = (Counter(), Counter())
        for counter, source in zip(swapped, (self.online, self.paper), strict=True):
            for (_, language), number in source.items():
                counter[language] += number
        return {key: [counter[key] for counter in swapped] for key in sorted(set(swapped[0]) | set(swapped[1]))}

    def of_choices(self):
        """Choice key → [online, on paper]."""
        return _first(_turned(self.ticks), _turned(self.paper_ticks))


def _turned(counter):
    return {(second, first): number for (first, second), number in counter.items()}


def _first(online, paper):
    found = {}
    for place, counter in enumerate((online, paper)):
        for (key, _), number in counter.items():
            found.setdefault(key, [0, 0])[place] += number
    return found


def numbers_of(survey, organizations=None):
    """The `Numbers` of a survey; with `organizations` (primary keys), of what counts for these. Five statements."""
    responses, paper = survey.responses.all(), survey.paper.all()
    answers = SurveyAnswer.objects.filter(response__survey=survey, choice__isnull=False)
    counts = PaperCount.objects.filter(totals__survey=survey)
    if organizations is not None:
        responses = responses.filter(organization__in=organizations)
        paper = paper.filter(organization__in=organizations)
        answers = answers.filter(response__organization__in=organizations)
        counts = counts.filter(totals__organization__in=organizations)
    online, ticks = Counter(), Counter()
    for row in responses.order_by().values("organization", "language").annotate(number=Count("pk")):
        online[row["organization"], row["language"]] = row["number"]
    for row in answers.order_by().values("response__organization", "choice").annotate(number=Count("pk")):
        ticks[row["response__organization"], row["choice"]] = row["number"]
    on_paper, paper_ticks, typed = Counter(), Counter(), {}
    grouped = paper.order_by().values("organization", "language")
    for row in grouped.annotate(number=Sum("responses"), positive=Sum("positive"), valid=Sum("valid")):
        on_paper[row["organization"], row["language"]] = row["number"]
        part, whole = typed.get(row["organization"], (0, 0))
        typed[row["organization"]] = part + (row["positive"] or 0), whole + (row["valid"] or 0)
    for row in counts.order_by().values("totals__organization", "choice").annotate(number=Sum("number")):
        paper_ticks[row["totals__organization"], row["choice"]] = row["number"]
    looked_through = Counter()
    piles = counts.order_by().values_list("choice__question", "totals", "totals__responses").distinct()
    for question, _, responses in piles:
        looked_through[question] += responses
    return Numbers(online, on_paper, ticks, paper_ticks, typed, looked_through)


def words_of(survey, organizations=None):
    """Question key → what was written, in the order of the alphabet, so that nobody sees who came first."""
    answers = SurveyAnswer.objects.filter(response__survey=survey, choice__isnull=True)
    if organizations is not None:
        answers = answers.filter(response__organization__in=organizations)
    found = {}
    for question, text in answers.order_by("text", "response_id").values_list("question", "text"):
        found.setdefault(question, []).append(text)
    return found


def own_parts(survey, access):
    """The organizations that answers to `survey` count for and for which `access` reports, schools too."""
    counted = Organization.objects.filter(pk__in=survey.responses.order_by().values("organization")) | (
        Organization.objects.filter(pk__in=survey.paper.order_by().values("organization"))
    )
    own = access.reporter_for
    theirs = counted.filter(pk__in=own) | counted.filter(parent__in=own, kind=Organization.Kind.SCHOOL)
    return list(theirs.distinct().order_by("name"))
