"""Forms of a question and the answers to choose from."""

from django import forms
from django.db import transaction
from django.forms import BaseInlineFormSet, inlineformset_factory

from consortium.forms.layout import columns, helper
from wbl.models import SurveyChoice, SurveyQuestion
from wbl.rules.surveys import GIVEN_CHOICES

Kind, CountsAs = SurveyQuestion.Kind, SurveyChoice.CountsAs
MOST_CHOICES = 12


class KindForm(forms.Form):
    """Of what kind a new question is."""

    kind = forms.ChoiceField(
        label="How is it answered?",
        choices=Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say how it is answered.", "invalid_choice": "Choose one of the list."},
    )

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("kind", submit="Go on", back=back)
        self.helper.form_method = "get"


class QuestionForm(forms.ModelForm):
    """A question whose survey and kind `instance` carries already."""

    class Meta:
        model = SurveyQuestion
        fields = ["text", "text_es", "order", "required"]
        labels = {"required": "Must be answered", "order": "Place"}
        help_texts = {"order": "Questions are asked by this number, the lowest first."}
        error_messages = {"text": {"required": "Write the question."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(columns("text", "text_es"), columns("order", "required"), submit="Save")
        self.helper.form_tag = False
        self.helper.layout.pop()  # the button stands below the answers


class ChoiceForm(forms.ModelForm):
    """One answer to choose from."""

    class Meta:
        model = SurveyChoice
        fields = ["text", "text_es", "counts_as"]
        labels = {"text": "In English", "text_es": "In Spanish", "counts_as": "Counts as"}
        error_messages = {"text": {"required": "Write the answer."}}

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_given = kind in GIVEN_CHOICES
        self.fields["text"].required = not self.empty_permitted or self.is_given
        if kind not in SurveyQuestion.EVALUATED:
            del self.fields["counts_as"]

    def clean(self):
        """A row with a Spanish answer has an English one."""
        cleaned = super().clean()
        if cleaned.get("text_es") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Write the answer.")
        return cleaned

    def has_changed(self):
        """The points of a scale, “yes” and “no” are stored as they are offered."""
        return self.is_given or super().has_changed()


class Choices(BaseInlineFormSet):
    """The answers to a question, in the order of the rows."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = self.instance.kind

    def add_fields(self, form, index):
        """As Django's, with words that people understand; what a scale is made of is not removed."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove"
            if self.instance.kind in GIVEN_CHOICES or form.instance.pk is None:
                del form.fields["DELETE"]

    def get_unique_error_message(self, unique_check):
        """In words."""
        return "Two answers have the same words."

    def clean(self):
        """Two answers at least, each once; where one counts as not positive, another counts as positive."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data.get("text") and form not in self.deleted_forms]
        if len(kept) < 2:
            raise forms.ValidationError("Give at least two answers to choose from.")
        counted = {form.cleaned_data.get("counts_as") for form in kept}
        if CountsAs.OTHER in counted and CountsAs.POSITIVE not in counted:
            raise forms.ValidationError("Say which answer counts as positive, or leave all of them out.")


def choices_formset(question, data):
    """The formset of the answers to `question`, which may be new; None where it is answered in words."""
    if question.kind == Kind.TEXT:
        return None
    given = GIVEN_CHOICES.get(question.kind)
    is_new = question.pk is None
    if given:
        extra = len(given) if is_new else 0
    else:
        extra = 4 if is_new else 2
    factory = inlineformset_factory(
        SurveyQuestion, SurveyChoice, form=ChoiceForm, formset=Choices, extra=extra, max_num=MOST_CHOICES,
        validate_max=True, can_delete=True,
    )  # fmt: skip
    initial = [{"text": text, "text_es": text_es} for text, text_es in given] if given and is_new else None
    return factory(data, instance=question, prefix="choices", initial=initial, form_kwargs={"kind": question.kind})


@transaction.atomic
def save_question(form, choices):
    """Store a question with its answers, in the order of their rows."""
    question = form.save()
    if choices is None:
        return question
    choices.instance = question
    choices.save(commit=False)
    for choice in choices.deleted_objects:
        choice.delete()
    kept = [one for one in choices.forms if one.cleaned_data.get("text") and one not in choices.deleted_forms]
    for order, one in enumerate(kept, start=1):
        one.instance.question, one.instance.order = question, order
        one.instance.save()
    return question
