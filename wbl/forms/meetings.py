"""Forms of meetings: the record itself, and what a list of them is narrowed by."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Layout, Row
from django import forms

from consortium.forms.fields import DayField
from consortium.models import Organization
from wbl.forms.dated import DatedForm
from wbl.models import Event
from wbl.queries.counting import SOURCE_LABELS

KINDS = [choice for choice in Event.Kind.choices if choice[0] in Event.MEETINGS]


class MeetingForm(DatedForm):
    """A regional meeting or a committee call."""

    kind = forms.ChoiceField(choices=KINDS, initial=Event.Kind.MEETING)

    class Meta:
        model = Event
        fields = ["title", "kind", "status", "cancelled_because", "owner", "place", "notes"]
        labels = {"owner": "Organized by", "cancelled_because": "Where it is cancelled, why"}
        help_texts = {"owner": "Whoever organizes counts as present only when ticked below."}
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "title": {"required": "Give it a title."},
            "owner": {
                "required": "Say which organization organizes it.",
                "invalid_choice": "You cannot record meetings of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(Column("title", css_class="col-lg-8"), Column("kind", css_class="col-lg-4")),
            Row(
                Column("day", css_class="col-sm-6 col-lg-3"),
                Column("begins", css_class="col-6 col-sm-3 col-lg-2"),
                Column("ends", css_class="col-6 col-sm-3 col-lg-2"),
                Column("status", css_class="col-lg-5"),
            ),
            Field("cancelled_because"),
            Row(Column("owner", css_class="col-lg-6"), Column("place", css_class="col-lg-6")),
            Field("notes"),
            "version",
            HTML("{% include 'wbl/_picker.html' %}"),
        )

    def what(self, typed):
        """What it is, as a sentence begins with it."""
        return "A committee call" if typed.get("kind") == Event.Kind.COMMITTEE_CALL else "A meeting"


class MeetingFilterForm(forms.Form):
    """What the list of meetings is narrowed by; the names of the fields are those in the address."""

    # `from` is a word of the language, so that field is added by name
    through = DayField(required=False, label="Through")
    counted = forms.ChoiceField(
        required=False, label="Counted as", choices=[("", "Anything"), *SOURCE_LABELS.items()]
    )
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *Event.Status.choices])
    kind = forms.ChoiceField(required=False, choices=[("", "Any"), *KINDS])
    organization = forms.ModelChoiceField(
        Organization.objects.partners(),
        required=False,
        to_field_name="slug",
        label="Organization that came",
        empty_label="Any",
        error_messages={"invalid_choice": "No partner has this name. Choose one of the list."},
    )
    search = forms.CharField(required=False, max_length=100, label="Words in title, place or notes")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["from"] = DayField(required=False, label="From")
        for name in ("counted", "status", "kind"):
            self.fields[name].error_messages["invalid_choice"] = "Choose one of the list."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            Row(
                Column("from", css_class="col-6 col-lg-2"),
                Column("through", css_class="col-6 col-lg-2"),
                Column("organization", css_class="col-sm-6 col-lg-4"),
                Column("search", css_class="col-sm-6 col-lg-4"),
            ),
            Row(
                Column("status", css_class="col-6 col-lg-2"),
                Column("kind", css_class="col-6 col-lg-3"),
                Column("counted", css_class="col-sm-8 col-lg-5"),
                Column(
                    HTML('<button class="btn btn-outline-primary w-100">Show</button>'),
                    css_class="col-sm-4 col-lg-2 d-flex align-items-end mb-3",
                ),
            ),
        )

    def clean(self):
        """Days in order; a figure is counted over days, so both are asked for."""
        typed = super().clean()
        first, last = typed.get("from"), typed.get("through")
        if first and last and last < first:
            self.add_error("through", "The last day is before the first one.")
        days_missing = not (first and last) and not self.errors.keys() & {"from", "through"}
        if typed.get("counted") and days_missing:
            self.add_error("counted", "A figure is counted over a span of days: give the first and the last day.")
        return typed
