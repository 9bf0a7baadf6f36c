"""The form in which the totals of paper questionnaires are typed."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.forms.layout import columns, helper
from consortium.forms.partners import day_field
from consortium.models import Organization
from wbl.models import Language, PaperCount, PaperTotals, SurveyChoice, SurveyQuestion

MOST = 100_000


class PaperForm(forms.ModelForm):
    """
    What paper questionnaires came to. `questions` (with their choices) are those of the survey that `instance` carries,
    `organizations` whom they may count for, `today` the last day they can be of.
    """

    day = day_field("Answered on")
    language = forms.ChoiceField(required=False, choices=[("", "Not noted"), *Language.choices])

    class Meta:
        model = PaperTotals
        fields = ["organization", "day", "language", "responses", "positive", "valid"]
        labels = {
            "organization": "Counts for",
            "responses": "Completed questionnaires",
            "positive": "Answers that count as positive",
            "valid": "Valid answers",
        }
        help_texts = {"positive": "Only where you do not count each answer below.", "valid": "As many as could count."}
        error_messages = {"responses": {"required": "Enter how many questionnaires were completed."}}

    def __init__(self, *args, questions, organizations, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.back = today, back
        self.questions = [question for question in questions if question.kind != SurveyQuestion.Kind.TEXT]
        self.evaluated = [one for one in self.questions if one.is_evaluated and _counting(one)]
        self.fields["organization"].queryset = Organization.objects.filter(pk__in=[one.pk for one in organizations])
        self.fields["organization"].empty_label = None if len(organizations) == 1 else "Choose one"
        self.fields["responses"].min_value = 1
        if not self.evaluated:
            del self.fields["positive"], self.fields["valid"]
        self._add_counts()
        shown = [columns("organization", "day"), columns("language", "responses")]
        if self.evaluated:
            shown.append(columns("positive", "valid"))
        self.helper = helper(*shown, submit="Save", back=back)
        self.helper.form_tag = False
        self.helper.layout.pop()  # the button stands below the counts

    def _add_counts(self):
        counted = {}
        if self.instance.pk:
            counted = dict(self.instance.counts.values_list("choice", "number"))
        for question in self.questions:
            for choice in question.choices.all():
                self.fields[_name(choice)] = forms.IntegerField(
                    required=False, min_value=0, max_value=MOST, label=choice.text, initial=counted.get(choice.pk),
                    widget=forms.NumberInput(attrs={"class": "form-control"}),
                )  # fmt: skip

    @property
    def counts(self):
        """[(question, [bound field of each answer])]."""
        return [(question, [self[_name(choice)] for choice in question.choices.all()]) for question in self.questions]

    def clean_day(self):
        """Nobody has answered tomorrow."""
        day = self.cleaned_data["day"]
        if day > self.today:
            raise ValidationError("This day is yet to come.")
        return day

    def clean(self):
        """No answer more often than there are questionnaires; counted one by one or typed as two numbers, not both."""
        cleaned = super().clean()
        responses = cleaned.get("responses")
        if responses:
            for question in self.questions:
                self._check_question(question, responses)
        self._check_two_numbers(responses)
        return cleaned

    def _check_question(self, question, responses):
        numbers = {_name(choice): self.cleaned_data.get(_name(choice)) or 0 for choice in question.choices.all()}
        if question.kind == SurveyQuestion.Kind.MULTIPLE:
            for name, number in numbers.items():
                if number > responses:
                    self.add_error(name, f"There are {responses:,} questionnaires.")
        elif sum(numbers.values()) > responses:
            self.add_error(
                next(iter(numbers)), f"The answers come to {sum(numbers.values()):,}, of {responses:,} questionnaires."
            )

    def _check_two_numbers(self, responses):
        positive, valid = self.cleaned_data.get("positive"), self.cleaned_data.get("valid")
        if positive is None and valid is None:
            return
        counted = [choice for one in self.evaluated for choice in _counting(one)]
        if any(self.cleaned_data.get(_name(choice)) for choice in counted):
            self.add_error("positive", "The answers are counted below already: leave these two empty, or those.")
        elif positive is None or valid is None:
            self.add_error("valid" if valid is None else "positive", "Give both numbers, or neither.")
        elif positive > valid:
            self.add_error("positive", "The positive answers are among the valid ones.")
        elif responses and valid > responses * len(self.evaluated):
            most = responses * len(self.evaluated)
            self.add_error("valid", f"{responses:,} questionnaires have at most {most:,} answers that can count.")

    def _get_validation_exclusions(self):
        """The survey is settled, so that its rules are checked too."""
        return super()._get_validation_exclusions() - {"survey"}

    @transaction.atomic
    def save(self, user):
        """Store the totals with their counts; new ones are recorded by `user`."""
        if self.instance._state.adding:
            self.instance.recorded_by = user
        totals = super().save()
        totals.counts.all().delete()
        PaperCount.objects.bulk_create(
            PaperCount(totals=totals, choice=choice, number=self.cleaned_data[_name(choice)])
            for question in self.questions
            for choice in question.choices.all()
            if self.cleaned_data[_name(choice)]
        )
        return totals


def _name(choice):
    return f"c{choice.pk}"


def _counting(question):
    return [choice for choice in question.choices.all() if choice.counts_as != SurveyChoice.CountsAs.LEFT_OUT]
