"""
What the answers to a survey come to, as far as the reader may see it.

Totals (how many completed it, the answers that count as positive and all valid ones) are shown to every member, at any
size. What they are made of, answers to single questions and languages, is shown to nobody where fewer than LEAST
completed the survey; then to those who keep the survey; to an organization's own people of their own part; and to all
others once the survey has closed, through `consortium.privacy`, as one table with the totals, and with the part of each
organization as something its people know. What is written in words is for those who keep the survey alone.
"""

from dataclasses import dataclass

from consortium.counting import Tally
from consortium.privacy import Sum, Within, suppress
from wbl.models import Language, Survey, SurveyChoice, SurveyQuestion
from wbl.queries.survey_numbers import numbers_of, words_of

LEAST = 10
CountsAs, Kind = SurveyChoice.CountsAs, SurveyQuestion.Kind
RESPONSES, VALID, POSITIVE = ("responses",), ("valid",), ("positive",)
FEW = f"Fewer than {LEAST} answers so far: they are not broken down, so that nobody can be recognized."
STILL_OPEN = "How the questions were answered is shown here once the survey has closed."
NO_LANGUAGE = "Not noted"


@dataclass(frozen=True)
class Row:
    """
    One answer: how many ticked it, of how many who answered the question (None where that may not be shown). `hidden`:
    neither may the number.
    """

    choice: SurveyChoice
    online: int
    paper: int
    of: int | None
    hidden: bool = False

    @property
    def total(self):
        """Online and on paper."""
        return self.online + self.paper

    @property
    def share(self):
        """A part of 1, or None where there is none to show."""
        return self.total / self.of if self.of else None

    @property
    def width(self):
        """The length of its bar, of 100."""
        return round(100 * (self.share or 0), 1)


@dataclass(frozen=True)
class Asked:
    """
    One question with its rows; `answered` is what shares are of, None where it may not be shown. `tally` is positive of
    valid answers, None where there are none or they may not be shown; `words` what was written.
    """

    question: SurveyQuestion
    rows: list
    answered: int | None
    tally: Tally | None
    words: list

    @property
    def share(self):
        """Positive of valid answers."""
        return self.tally.numerator / self.tally.denominator


@dataclass(frozen=True)
class Results:
    """
    The totals, and, where `why_not` is empty, the questions and the languages (label, online, paper, total, hidden).
    Only where `is_full` may what came online be told from what came on paper.
    """

    online: int
    paper: int
    tally: Tally
    asked: int | None
    by_organization: list
    is_full: bool
    why_not: str = ""
    questions: tuple = ()
    languages: tuple = ()

    @property
    def completed(self):
        """Online and on paper."""
        return self.online + self.paper

    @property
    def any_hidden(self):
        """Whether something is not shown that others may see."""
        rows = [row.hidden for asked in self.questions for row in asked.rows]
        return any(rows) or any(hidden for *_, hidden in self.languages)

    @property
    def rate(self):
        """Completed questionnaires as a part of those asked, or None where that is not known."""
        return self.completed / self.asked if self.asked else None

    @property
    def share(self):
        """Positive of valid answers, or None where there is none."""
        return self.tally.numerator / self.tally.denominator if self.tally.denominator else None


def full_results(survey, questions, names, part=None, asked=None):
    """
    The `Results` of a survey for those who keep it, and with `part` (an organization) of its answers for its people.
    `questions` come with their choices; `names` maps keys to organizations; `asked` is how many people were.
    """
    only = None if part is None else [part.pk]
    numbers = numbers_of(survey, only)
    words = words_of(survey, only) if numbers.completed >= LEAST else {}
    return _results(questions, names, numbers, asked=asked, words=words, is_full=True)


def outside_results(survey, questions, names, day, asked=None):
    """The `Results` for everybody else in the consortium, on `day`; the rest as in `full_results`."""
    numbers = numbers_of(survey)
    if survey.state(day) in (Survey.State.OPEN, Survey.State.UPCOMING):
        return _results(questions, names, numbers, asked=asked, why_not=STILL_OPEN)
    return _results(questions, names, numbers, asked=asked, may_show=_decided(questions, numbers))


def _results(
    questions, names, numbers, *, asked, words=None, why_not="", may_show=lambda *key: True, is_full=False
):
    of_choices = numbers.of_choices()
    online, paper = numbers.online.total(), numbers.paper.total()
    parts = [(names[key].name, names[key], *both) for key, both in numbers.by_organization().items()]
    totals = {
        "online": online,
        "paper": paper,
        "tally": _tally(questions, of_choices, numbers.typed),
        "asked": asked,
        "by_organization": [row[1:] for row in sorted(parts, key=lambda row: row[0])] if len(parts) > 1 else [],
        "is_full": is_full,
    }
    if online + paper < LEAST:
        why_not = FEW
    if why_not:
        return Results(**totals, why_not=why_not)
    labels = dict(Language.choices) | {"": NO_LANGUAGE}
    by_language = numbers.by_language().items()
    return Results(
        **totals,
        questions=tuple(_asked(one, of_choices, numbers, words, may_show) for one in questions),
        languages=tuple(
            (labels[code], *both, sum(both), not may_show("language", code)) for code, both in by_language
        ),
    )


def _asked(question, of_choices, numbers, words, may_show):
    choices = list(question.choices.all())
    counts = [of_choices.get(choice.pk, (0, 0)) for choice in choices]
    written = (words or {}).get(question.pk, [])
    answered = _answered(question, of_choices, numbers) if choices else len(written)
    if not may_show("answered", question.pk) or (words is None and not choices):
        answered = None
    rows = [
        Row(choice, *both, answered, hidden=not may_show("choice", choice.pk))
        for choice, both in zip(choices, counts, strict=True)
    ]
    tally = _tally([question], of_choices, {})
    shown = tally.denominator and not any(row.hidden for row in rows)
    return Asked(question, rows, answered, tally if shown else None, written)


def _answered(question, of_choices, numbers):
    """
    How many answered a question by choosing. Where several may be ticked, who ticked nothing has answered too; of paper
    questionnaires those whose answers to it were counted.
    """
    if question.kind == Kind.MULTIPLE:
        return numbers.online.total() + numbers.looked_through[question.pk]
    return sum(sum(of_choices.get(choice.pk, (0, 0))) for choice in question.choices.all())


def _tally(questions, of_choices, typed):
    """Positive of valid answers: of evaluated questions, and those typed as two numbers."""
    positive = sum(part for part, _ in typed.values())
    valid = sum(whole for _, whole in typed.values())
    for choice in _evaluated(questions):
        number = sum(of_choices.get(choice.pk, (0, 0)))
        valid += number
        positive += number if choice.counts_as == CountsAs.POSITIVE else 0
    return Tally(positive, valid)


def _evaluated(questions):
    for question in questions:
        if question.is_evaluated:
            yield from (choice for choice in question.choices.all() if choice.counts_as != CountsAs.LEFT_OUT)


def _decided(questions, numbers):
    """`may_show(kind, key)` for outsiders: one decision over all that the page could show (see the module)."""
    cells, relations, never, readers = _table(questions, numbers)
    totals = [RESPONSES, VALID, POSITIVE]
    decision = suppress(cells, relations, readers=readers, shown_before=totals, hidden_before=never)
    if decision.exposed:
        return lambda *key: False
    return lambda *key: decision.may_show(key)


def _table(questions, numbers):
    """(cells, relations, cells that are never shown, what each organization knows) as `privacy.suppress` takes them."""
    of_choices = {key: sum(both) for key, both in numbers.of_choices().items()}
    tally = _tally(questions, numbers.of_choices(), numbers.typed)
    languages = {("language", code): sum(both) for code, both in numbers.by_language().items()}
    cells = {RESPONSES: numbers.completed, VALID: tally.denominator, POSITIVE: tally.numerator} | languages
    relations = [Sum(RESPONSES, tuple(languages)), Within(POSITIVE, VALID)]
    for question in questions:
        own = {("choice", choice.pk): of_choices.get(choice.pk, 0) for choice in question.choices.all()}
        cells |= own
        answered = ("answered", question.pk)
        if own:
            cells[answered] = _answered(question, numbers.of_choices(), numbers)
            several = question.kind == Kind.MULTIPLE
            relations += [Within(key, answered) for key in own] if several else [Sum(answered, tuple(own))]
    evaluated = list(_evaluated(questions))
    if evaluated:
        relations.append(Sum(VALID, tuple(("choice", choice.pk) for choice in evaluated)))
    positive = [choice for choice in evaluated if choice.counts_as == CountsAs.POSITIVE]
    if positive:
        relations.append(Sum(POSITIVE, tuple(("choice", choice.pk) for choice in positive)))
    never, readers = _parts(numbers, cells, relations)
    return cells, relations, never, readers


def _parts(numbers, cells, relations):
    """Add the ticks of each organization, which are never shown to others; (their keys, what each knows)."""
    if len(numbers.by_organization()) < 2:
        return [], []
    parts, known = {}, {}
    for counter in (numbers.ticks, numbers.paper_ticks):
        for (organization, choice), number in counter.items():
            key = ("part", organization, choice)
            parts[key] = parts.get(key, 0) + number
            known.setdefault(organization, set()).add(key)
    of_choice = {}
    for key in parts:
        of_choice.setdefault(key[2], []).append(key)
    cells |= parts
    relations += [Sum(("choice", choice), tuple(keys)) for choice, keys in of_choice.items()]
    return list(parts), [frozenset(keys) for keys in known.values()]
