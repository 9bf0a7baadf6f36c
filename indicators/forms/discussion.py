"""Forms beside the figures: comments and evidence."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row, Submit
from django import forms

from consortium.models import Organization
from consortium.uploads import CheckedFileField
from indicators.models import Comment


class CommentForm(forms.ModelForm):
    """What a member of a working group or the office says about an indicator."""

    class Meta:
        model = Comment
        fields = ["text"]
        labels = {"text": "Your comment"}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, action="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout("text", Submit("save", "Add comment"))


class EvidenceForm(forms.Form):
    """A file, an address or a document that shows what a figure was made of."""

    measure = forms.ModelChoiceField(None, label="Measure")
    organization = forms.ModelChoiceField(None, label="For")
    period = forms.ModelChoiceField(None, label="Period")
    title = forms.CharField(max_length=200, label="What it is", help_text="Such as “Sign-in sheet, May 6”.")
    file = CheckedFileField(required=False, label="File", help_text="PDF, picture, Word, Excel, PowerPoint or text.")
    url = forms.URLField(required=False, label="or address", max_length=500, assume_scheme="https")
    document = forms.ModelChoiceField(None, required=False, label="or document", empty_label="none")

    def __init__(self, *args, placements, organizations, periods, documents, action="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents
        self.fields["measure"].queryset = placements
        self.fields["measure"].label_from_instance = lambda placement: placement.label
        self.fields["organization"].queryset = organizations
        self.fields["period"].queryset = periods
        for name, rows in (("measure", placements), ("organization", organizations), ("period", periods)):
            if len(rows) == 1:
                self.fields[name].initial = rows[0]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(
            Row(Column("measure", css_class="col-md-6"), Column("organization", css_class="col-md-6")),
            Row(Column("title", css_class="col-md-8"), Column("period", css_class="col-md-4")),
            Row(*(Column(name, css_class="col-md-4") for name in ("file", "url", "document"))),
            Submit("save", "Add evidence"),
        )

    def clean(self):
        """One of the three: a file, an address or a document."""
        data = super().clean()
        kinds = ("file", "url", "document")
        if not self.errors.keys() & set(kinds) and sum(bool(data.get(kind)) for kind in kinds) != 1:
            self.add_error("file", "Give a file, an address or a document, one of the three.")
        return data


def organizations_for_evidence(access, measures, year):
    """Whose evidence `access` may add: organizations it writes for that owe one of the measures in `year`."""
    owing = Organization.objects.filter(assignments__measure__in=measures, assignments__year=year).distinct()
    return owing if access.is_office else owing.filter(pk__in=access.reporter_for)


def _amount(label, **kwargs):
    """A whole number that the database can keep."""
    too_many = {"max_value": "Write a whole number of at most 9 digits."}
    return forms.IntegerField(min_value=0, max_value=999_999_999, label=label, error_messages=too_many, **kwargs)


class AnotherFigureForm(forms.Form):
    """Another figure than the one that was frozen, with the reason; both stay on record."""

    frozen = forms.ModelChoiceField(None, label="Which figure")
    numerator = _amount("Figure")
    denominator = _amount("Of", required=False)
    reason = forms.CharField(max_length=300, label="Why", help_text="Shown beside the figure to everybody.")

    def __init__(self, *args, figures, measure, action="", **kwargs):
        super().__init__(*args, prefix=measure.code, **kwargs)
        self.fields["frozen"].queryset = figures
        self.fields["frozen"].label_from_instance = lambda figure: (
            f"{figure.period}, {figure.get_span_display().lower()}, "
            f"{figure.organization or 'region'}: {figure.numerator}"
            + (f" of {figure.denominator}" if figure.denominator is not None else "")
        )
        amounts = [Column("numerator", css_class="col-md-2")]
        if measure.is_percent:
            self.fields["denominator"].required = True
            amounts.append(Column("denominator", css_class="col-md-2"))
        else:
            del self.fields["denominator"]
        self.helper = FormHelper()
        self.helper.form_action = action
        self.helper.layout = Layout(
            Row(Column("frozen", css_class="col-md-6"), *amounts), "reason", Submit("save", "Set this figure")
        )

    def clean(self):
        """A numerator is not more than its denominator."""
        data = super().clean()
        if data.get("denominator") is not None and data.get("numerator", 0) > data["denominator"]:
            self.add_error("numerator", f"{data['numerator']} is more than {data['denominator']}, of which it is part.")
        return data
