"""Forms about Cal-PASS Plus: the filter of the grid, a district's agreements and uploads, and the list to import."""

from itertools import pairwise

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms import BaseInlineFormSet, inlineformset_factory

from consortium.calpass import SOURCES
from consortium.days import in_words
from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import CalpassAgreement, CalpassUpload, County, Organization, SchoolYear
from consortium.uploads import LARGEST_LIST, list_size_checked

NOT_IN_LIST = {"invalid_choice": "Choose one of the list."}
NO_DAY = {"invalid": "Write the day as year, month and day, such as 2026-10-06."}


class CalpassFilter(forms.Form):
    """
    What the grid shows: a county, what is missing in the latest year, or exactly what a figure counted (`counted`,
    `through`, `organization`).
    """

    county = forms.ModelChoiceField(
        County.objects, required=False, to_field_name="code", empty_label="All", widget=by_itself(),
        error_messages=NOT_IN_LIST,
    )  # fmt: skip
    missing = forms.ChoiceField(
        required=False,
        label="Show",
        choices=[("", "All districts"), ("agreement", "Without an agreement"), ("upload", "Without an upload")],
        widget=by_itself(),
        error_messages=NOT_IN_LIST,
    )
    counted = forms.ChoiceField(
        required=False, choices=[(name, name) for name in SOURCES], widget=forms.HiddenInput, error_messages=NOT_IN_LIST
    )
    through = forms.DateField(required=False, widget=forms.HiddenInput, error_messages=NO_DAY)
    organization = forms.ModelChoiceField(
        Organization.objects, required=False, to_field_name="slug", widget=forms.HiddenInput,
        error_messages={"invalid_choice": "No partner has this name. Choose one of the list."},
    )  # fmt: skip

    def clean(self):
        """A figure is counted on a day."""
        cleaned = super().clean()
        if cleaned.get("counted") and not cleaned.get("through") and "through" not in self.errors:
            self.add_error("through", "A figure is counted on a day: give the last day of its span.")
        return cleaned

    @property
    def shown(self):
        """The fields that are chosen from on the page."""
        return [self["county"], self["missing"]]


def narrowed(organizations, choice):
    """Those of `organizations` in the chosen county, or the chosen one; `choice` is the filter's cleaned data."""
    if choice.get("county"):
        organizations = organizations.filter(county=choice["county"])
    if choice.get("organization"):
        organizations = organizations.filter(pk=choice["organization"].pk)
    return organizations


class AgreementForm(forms.ModelForm):
    """An agreement from its day to its last day."""

    signed_on = day_field("Signed on")
    ends_on = day_field("Last day", required=False, help_text="Empty while it has no end.")

    class Meta:
        model = CalpassAgreement
        fields = ["signed_on", "ends_on", "note"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = rows_helper("signed_on", "ends_on", "note", may_delete=self.instance.pk)

    def clean(self):
        """An agreement ends after it was signed."""
        cleaned = super().clean()
        if cleaned.get("signed_on") and cleaned.get("ends_on") and cleaned["ends_on"] < cleaned["signed_on"]:
            self.add_error("ends_on", "The last day comes before the day it was signed.")
        return cleaned

    def validate_constraints(self):
        """Nothing: agreements that are changed together are compared with each other (see AgreementFormset)."""


class AgreementFormset(BaseInlineFormSet):
    """The agreements of one district: no two of them in force on the same day, as they will stand."""

    def clean(self):
        """Compare what was typed, in the order of the days."""
        super().clean()
        if any(self.errors):
            return
        kept = [form for form in self.forms if form.cleaned_data.get("signed_on") and form not in self.deleted_forms]
        kept.sort(key=lambda form: form.cleaned_data["signed_on"])
        for earlier, later in pairwise(kept):
            ends, signed = earlier.cleaned_data["ends_on"], later.cleaned_data["signed_on"]
            if ends is None or ends >= signed:
                later.add_error(
                    "signed_on",
                    f"The agreement signed on {in_words(earlier.cleaned_data['signed_on'])} is still in force then. "
                    "Give its last day first.",
                )
        if any(form.errors for form in kept):
            raise ValidationError("Two agreements are in force at the same time.")


class UploadForm(forms.ModelForm):
    """The upload of one school year's data."""

    accepted_on = day_field("Accepted on")

    class Meta:
        model = CalpassUpload
        fields = ["year", "accepted_on", "note"]
        labels = {"year": "Data of school year"}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["year"].queryset = SchoolYear.objects.filter(
            Q(start_year__lte=SchoolYear.start_year_of(today)) | Q(pk=self.instance.year_id)
        )
        self.helper = rows_helper("year", "accepted_on", "note", may_delete=self.instance.pk)

    def clean_accepted_on(self):
        """Nothing is accepted before its time."""
        day = self.cleaned_data["accepted_on"]
        if day > self.today:
            raise ValidationError("This day is yet to come.")
        return day


def rows_helper(*names, may_delete):
    """The layout of one form among several on a page."""
    form_helper = FormHelper()
    form_helper.form_tag = False
    form_helper.disable_csrf = True
    form_helper.render_hidden_fields = True
    form_helper.layout = Layout(columns(*names), *(["DELETE"] if may_delete else []))
    return form_helper


class RemovalMixin:
    """A word that people understand on the box that removes a row."""

    def add_fields(self, form, index):
        """As Django's, with the label “Remove”."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = "Remove this"


class UploadFormset(RemovalMixin, BaseInlineFormSet):
    """The uploads of one district, one a school year."""

    def get_unique_error_message(self, unique_check):
        """In words."""
        return "Each school year's data is uploaded once."


Agreements = inlineformset_factory(
    Organization, CalpassAgreement, form=AgreementForm,
    formset=type("Agreements", (RemovalMixin, AgreementFormset), {}), extra=1, max_num=50,
)  # fmt: skip
Uploads = inlineformset_factory(
    Organization, CalpassUpload, form=UploadForm, formset=UploadFormset, extra=1, max_num=120
)


class CalpassListForm(forms.Form):
    """A list of agreements and uploads."""

    file = forms.FileField(
        label="The list",
        help_text="CSV or XLSX with the columns CDS code, signed on, ends on, data year and uploaded on, in any order.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("file", submit="Show what would change", enctype="multipart/form-data")

    def clean_file(self):
        """A file that can be looked through while somebody waits."""
        return list_size_checked(self.cleaned_data["file"], LARGEST_LIST)
