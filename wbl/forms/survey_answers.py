"""The form that people answer: made of a survey's questions, in one of its languages."""

from dataclasses import dataclass

from django import forms

from wbl.models import Language, Survey, SurveyQuestion
from wbl.rules.survey_answering import LEAST_SECONDS, Filled, new_form_number, read_form_number
from wbl.rules.surveys import note_of

from .survey_words import WORDS, day_in

Kind = SurveyQuestion.Kind
LONGEST = 500


@dataclass(frozen=True)
class Option:
    """An answer to tick, as the page shows it."""

    value: str
    label: str
    ticked: bool


@dataclass(frozen=True)
class Shown:
    """A question as the page shows it: its field's `name`, the texts, the options, what was typed and what is wrong."""

    name: str
    question: SurveyQuestion
    text: str
    hint: str
    options: list
    typed: str
    errors: list


class AnswerForm(forms.Form):
    """
    What one person answers to `survey`. Errors are in the person's `language`, which is one of the survey's.
    `questions` come with their choices, `organizations` are whom it may count for; a single one is not asked for.
    """

    website = forms.CharField(required=False)  # nobody sees it; machines fill it in

    def __init__(self, data, *, survey, questions, organizations, language, now):
        super().__init__(data)
        self.survey, self.questions, self.organizations = survey, questions, organizations
        self.language, self.now = language, now
        self.words = WORDS[language]
        self.choices = {str(choice.pk): choice for one in questions for choice in one.choices.all()}
        self.number, self.seconds = (None, 0) if data is None else read_form_number(survey, data.get("form", ""), now)
        for question in questions:
            self.fields[_name(question)] = self._field(question)
        if len(organizations) > 1:
            messages = {"required": self.words["missing_for"], "invalid_choice": self.words["missing_for"]}
            offered = [(str(one.pk), _label(one)) for one in organizations]
            self.fields["for"] = forms.ChoiceField(choices=offered, error_messages=messages)

    def _field(self, question):
        messages = {
            "required": self.words["missing"],
            "invalid_choice": self.words["unknown"],
            "invalid_list": self.words["unknown"],
            "max_length": self.words["too_long"],
        }
        if question.kind == Kind.TEXT:
            return forms.CharField(required=question.required, max_length=LONGEST, error_messages=messages)
        offered = [(str(choice.pk), choice.text) for choice in question.choices.all()]
        field = forms.MultipleChoiceField if question.kind == Kind.MULTIPLE else forms.ChoiceField
        return field(required=question.required, choices=offered, error_messages=messages)

    def clean(self):
        """A form of this survey that a person had time to read, with something in it."""
        cleaned = super().clean()
        if cleaned.get("website"):
            raise forms.ValidationError(self.words["trapped"])
        if self.errors:
            return cleaned
        if not any(cleaned.get(_name(question)) for question in self.questions):
            raise forms.ValidationError(self.words["nothing"])
        if self.number is None:
            raise forms.ValidationError(self.words["old"])
        if self.seconds < LEAST_SECONDS:
            raise forms.ValidationError(self.words["quick"])
        return cleaned

    def filled(self):
        """What was answered, as `Filled`."""
        cleaned, choices, texts = self.cleaned_data, [], {}
        for question in self.questions:
            answer = cleaned.get(_name(question))
            if question.kind == Kind.TEXT:
                texts |= {question: answer} if answer else {}
            elif answer:
                keys = answer if question.kind == Kind.MULTIPLE else [answer]
                choices += [self.choices[key] for key in dict.fromkeys(keys)]
        organization = self.organizations[0]
        if "for" in cleaned:
            organization = next(one for one in self.organizations if str(one.pk) == cleaned["for"])
        return Filled(self.number, self.language, organization, choices, texts)

    # What the page shows.

    @property
    def form_number(self):
        """The number that goes with the form: the one it came with, else a new one."""
        return self.data["form"] if self.number else new_form_number(self.survey, self.now)

    @property
    def shown(self):
        """The questions as `Shown`, in order."""
        return [self._shown(question) for question in self.questions]

    @property
    def shown_for(self):
        """[(key, name, whether it was chosen)] of whom it may count for, where there are several."""
        chosen = self.data.get("for", "") if self.is_bound else ""
        if len(self.organizations) < 2:
            return []
        return [(str(one.pk), _label(one), str(one.pk) == chosen) for one in self.organizations]

    @property
    def asks_for(self):
        """The words that ask whom it is about."""
        return self.words["for_parents" if self.survey.kind == Survey.Kind.PARENTS else "for"]

    def _shown(self, question):
        name = _name(question)
        values = (self.data.getlist(name) if self.is_bound else [])[:50]
        options = [
            Option(str(choice.pk), choice.said("text", self.language), str(choice.pk) in values)
            for choice in question.choices.all()
        ]
        hint = self.words["several"] if question.kind == Kind.MULTIPLE else ""
        text = question.said("text", self.language)
        errors = self.errors.get(name, []) if self.is_bound else []
        return Shown(name, question, text, "" if hint in text else hint, options, values[0] if values else "", errors)

    @property
    def closes(self):
        """Until when it is open, as a sentence; empty without an end."""
        day = self.survey.closes_on
        return self.words["closes"].format(day=day_in(day, self.language)) if day else ""


def _name(question):
    return f"q{question.pk}"


def _label(organization):
    note = note_of(organization)
    return f"{organization.name} ({note})" if note else organization.name


def language_asked_for(request, offered):
    """
    The language of a page: the one that was chosen (`language` in form or address), else what the browser asks for
    first; English where the survey does not have it.
    """
    chosen = request.POST.get("language") or request.GET.get("language")
    if chosen not in Language.values:
        first = request.headers.get("Accept-Language", "").split(",")[0].strip().lower()
        chosen = Language.SPANISH if first.startswith("es") else Language.ENGLISH
    return chosen if chosen in offered else Language.ENGLISH


