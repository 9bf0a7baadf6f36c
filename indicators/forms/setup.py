"""Forms of the set-up pages of the consortium office."""

import re
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Field, Layout, Submit
from django import forms

from consortium.models import ReportingPeriod, SchoolYear

# Commas stand before three digits each (1,5 is no 15), a percent sign at the end.
WRITTEN = re.compile(r"[-+]?(([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|\.[0-9]+) ?%?")


class FigureField(forms.DecimalField):
    """A number as people write it: `1,200` and `85 %` too."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(max_digits=12, decimal_places=2, **kwargs)

    def to_python(self, value):
        """The Decimal, or None where nothing was typed."""
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        if not WRITTEN.fullmatch(text):
            raise forms.ValidationError(f"“{value}” is not a number. Write digits, such as 120 or 85.5.")
        return Decimal(text.rstrip("% ").replace(",", ""))


class NewYearForm(forms.Form):
    """Which school year to open, and whether its figures come by quarter; `today` bounds whole past years."""

    QUARTERS, WHOLE = "quarters", "whole"

    start_year = forms.IntegerField(
        label="The school year starts in",
        min_value=2000,
        max_value=2100,
        help_text="The calendar year: 2026 for the school year 2026-27, July 1 to June 30.",
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Write a calendar year with four digits, such as 2026."
        ),
    )
    periods = forms.ChoiceField(
        label="Its figures are reported",
        choices=[
            (QUARTERS, "by quarter: worksheets due October 15, January 15, April 15 and July 15"),
            (WHOLE, "once: a past year of which only annual totals are known"),
        ],
        widget=forms.RadioSelect,
        initial=QUARTERS,
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper()
        self.helper.layout = Layout(
            Field("start_year", inputmode="numeric"), "periods", Submit("open", "Open the school year")
        )

    def clean(self):
        """A year of annual totals is over."""
        data = super().clean()
        start_year = data.get("start_year")
        if start_year and data.get("periods") == self.WHOLE:
            year = SchoolYear(start_year=start_year)
            if year.ends >= self.today:
                sentence = f"{year} is not over yet, so its annual totals cannot be known. Open its quarters."
                self.add_error("periods", sentence)
        return data


class SwitchesForm(forms.ModelForm):
    """The consortium's own decision for a school year."""

    class Meta:
        model = SchoolYear
        fields = ["charters_count"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["charters_count"].label = "State board charters count as high school districts"
        self.fields["charters_count"].help_text = (
            "Whether charters with grades 9–12 are among “all high school districts” of this year's percentages."
        )
        self.helper = FormHelper()
        self.helper.layout = Layout("charters_count", Submit("save", "Save", css_class="btn-secondary"))


class DueForm(forms.ModelForm):
    """When the worksheets of a period are due."""

    class Meta:
        model = ReportingPeriod
        fields = ["due"]
        widgets = {"due": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].label = "Worksheets are due on"
        self.fields["due"].help_text = ""
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout("due", Submit("set_due", "Save the due date", css_class="btn-secondary"))

    def clean_due(self):
        """Worksheets are due when the period is over."""
        due = self.cleaned_data["due"]
        if due < self.instance.ends:
            last_day = f"{self.instance.ends:%B} {self.instance.ends.day}, {self.instance.ends.year}"
            raise forms.ValidationError(f"The period ends on {last_day}: choose that day or later.")
        return due


class LockForm(forms.Form):
    """Why a period is locked; `waiting` worksheets that are not approved have to be confirmed."""

    note = forms.CharField(
        label="Why it is locked",
        max_length=300,
        help_text="Everybody who opens a worksheet of this period reads it.",
        error_messages={"required": "Say why the period is locked."},
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    confirmed = forms.BooleanField(required=False)

    def __init__(self, *args, waiting, **kwargs):
        self.fingerprint = " ".join(f"{sheet.organization.pk}:{sheet.state}" for sheet in waiting)
        super().__init__(*args, initial={"seen": self.fingerprint}, **kwargs)
        self.count = len(waiting)
        fields = ["note", "seen"]
        if waiting:
            sheets = "1 worksheet is" if self.count == 1 else f"{self.count} worksheets are"
            self.fields["confirmed"].label = f"Lock although {sheets} not approved"
            fields.append("confirmed")
        self.helper = FormHelper()
        self.helper.layout = Layout(*fields, Submit("lock", "Lock the period"))

    def clean(self):
        """What is not approved is confirmed by somebody who has seen it."""
        data = super().clean()
        if self.count and data.get("seen") != self.fingerprint:
            sentence = "The list of worksheets has changed since you opened this page. Look at it again."
            self.add_error("confirmed", sentence)
            self.data = {**self.data.dict(), "seen": self.fingerprint, "confirmed": ""}
        elif self.count and not data.get("confirmed"):
            self.add_error("confirmed", "Tick this to lock the period without them, or review them first.")
        return data


class UnlockForm(forms.Form):
    """Why a period is opened again."""

    reason = forms.CharField(
        label="Why it is opened again",
        max_length=300,
        error_messages={"required": "Say why the period is opened again: its figures may have been published."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "reason",
            HTML('<p class="caption">What was frozen is kept; locking again adds a version.</p>'),
            Submit("unlock", "Open the period again", css_class="btn-secondary"),
        )


def _figure():
    return forms.TextInput({"class": "cell-input", "inputmode": "decimal"})


def _day():
    return forms.DateInput({"class": "cell-input", "type": "date"}, format="%Y-%m-%d")


class TargetForm(forms.Form):
    """One row of the page of targets; the prefix is the measure's code."""

    value = FigureField(required=False, widget=_figure())
    baseline = FigureField(required=False, widget=_figure())
    first_due = forms.DateField(
        required=False,
        widget=_day(),
        error_messages={"invalid": "This is not a day. Write it as 2026-10-01."},
    )
    reason = forms.CharField(
        required=False,
        max_length=300,
        widget=forms.TextInput({"class": "cell-input cell-input--text"}),
        error_messages={"max_length": "Say it in 300 characters."},
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    WORDS = {"value": "Target", "baseline": "Baseline", "first_due": "First due", "reason": "Reason"}

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        for name, word in self.WORDS.items():
            attributes = {"aria-label": f"{word}: {label}", "data-row": self.prefix, "data-col": name}
            self.fields[name].widget.attrs.update(attributes)

    def mark_errors(self):
        """Point each wrong field at its sentence; called when the page is shown again."""
        for name in self.errors:
            if name in self.WORDS:
                attrs = self.fields[name].widget.attrs
                attrs["class"] += " is-invalid"
                attrs["aria-invalid"] = "true"
                attrs["aria-describedby"] = f"{self.prefix}-{name}-error"


class StageForm(forms.Form):
    """The due date of one stage, and the day that the person had before them; the prefix is code and stage."""

    due = forms.DateField(
        required=False,
        widget=_day(),
        error_messages={"invalid": "This is not a day. Write it as 2026-10-01."},
    )
    seen = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["due"].widget.attrs["aria-label"] = label

    def mark_errors(self):
        """Point the wrong field at its sentence."""
        if "due" in self.errors:
            attrs = self.fields["due"].widget.attrs
            attrs.update(
                {"class": "cell-input is-invalid", "aria-invalid": "true", "aria-describedby": f"{self.prefix}-error"}
            )


class FollowForm(forms.Form):
    """Whether the stages of one milestone are typed or read from a document, one of `documents` (a list)."""

    document = forms.TypedChoiceField(required=False, empty_value=None)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, documents, label, **kwargs):
        super().__init__(*args, **kwargs)
        self.documents = {str(document.pk): document for document in documents}
        field = self.fields["document"]
        read = [(key, f"read from “{document}”") for key, document in self.documents.items()]
        field.choices = [("", "typed on worksheets"), *read]
        field.coerce = self.documents.get
        field.widget.attrs.update({"aria-label": label, "class": "form-select form-select-sm"})
        chosen = self.initial.get("document")
        self.initial["document"] = self.initial["seen"] = str(chosen.pk) if chosen else ""

    @property
    def was(self):
        """The document that the person had before them, or None."""
        return self.documents.get(self.cleaned_data["seen"])
