"""Many events of a kind on one day, entered in one grid: what they share above, a line for each below."""

import datetime
from collections import defaultdict

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import from_current_timezone

from consortium.forms.fields import DayField
from consortium.models import Organization
from wbl.forms.attendance import count_field
from wbl.forms.dated import ClockField, clock, in_words
from wbl.forms.events import MAY_NOT, SectorField, SiteField
from wbl.models import Attendance, Event
from wbl.queries.events import own_sites, site_label
from wbl.queries.meetings import possible_owners
from wbl.queries.speakers import named

LINES, MOST_LINES = 12, 60
KINDS = [choice for choice in Event.Kind.choices if choice[0] not in Event.MEETINGS]
STATUSES = [choice for choice in Event.Status.choices if choice[0] != Event.Status.CANCELLED]
AUDIENCES = [("", "Nobody counted"), *Attendance.Audience.choices]
UNKNOWN = "No speaker of that name is in the directory. Leave this empty and add them on the event's page."
SEVERAL = "Several speakers have that name. Write the employer too, or add them on the event's page."


class SharedForm(forms.Form):
    """What all events of the grid share. `today` is the last day on which something can have been held."""

    kind = forms.ChoiceField(choices=KINDS, initial=Event.Kind.CLASSROOM_PRESENTATION)
    day = DayField(error_messages={"required": "Say on which day."})
    status = forms.ChoiceField(choices=STATUSES, initial=Event.Status.HELD, label="Were they held?")
    owner = forms.ModelChoiceField(
        Organization.objects.none(),
        empty_label=None,
        label="Organized by",
        error_messages={"required": "Say which organization organizes them.", "invalid_choice": MAY_NOT},
    )
    site_name = SiteField(label="School, college or organization", help_text="A part of the name is enough.")
    sector = SectorField("None, or several")

    def __init__(self, *args, access, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["owner"].queryset = possible_owners(access)
        self.fields["sector"].offer()
        self.site_labels = [site_label(one) for one in own_sites(access)]
        self.fields["site_name"].widget.attrs |= {"list": "sites", "autocomplete": "off"}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Row(
                Column("kind", css_class="col-lg-5"),
                Column("day", css_class="col-6 col-lg-3"),
                Column("status", css_class="col-6 col-lg-4"),
            ),
            Row(
                Column("owner", css_class="col-lg-4"),
                Column("site_name", css_class="col-lg-4"),
                Column("sector", css_class="col-lg-4"),
            ),
        )

    def clean(self):
        """Nothing held that is still to come."""
        typed = super().clean()
        day = typed.get("day")
        if day and day > self.today and typed.get("status") == Event.Status.HELD:
            self.add_error("status", f"What is on {in_words(day, self.today)} cannot have been held yet.")
        return typed


class LineForm(forms.Form):
    """One event of the grid; a line in which nothing was typed is none."""

    begins = ClockField(required=False, label="Begins")
    title = forms.CharField(required=False, max_length=200, label="Class, teacher or title")
    audience = forms.ChoiceField(choices=AUDIENCES, required=False, label="Who")
    headcount = count_field("How many")
    speaker = forms.CharField(required=False, max_length=200, label="Speaker, if any")

    use_required_attribute = False

    def has_changed(self):
        """Whether anything was typed; who usually comes stands there already."""
        return any(self[name].data for name in ("begins", "title", "headcount", "speaker"))

    def clean(self):
        """A beginning and a title for each event; people only of an audience."""
        typed = super().clean()
        if not self.has_changed():
            return typed
        if not typed.get("begins") and "begins" not in self.errors:
            self.add_error("begins", "Say when it begins.")
        if not typed.get("title"):
            self.add_error("title", "Say which class or whose, or give it a title.")
        if typed.get("headcount") is not None and not typed.get("audience"):
            self.add_error("audience", "Say who came.")
        return typed


class Lines(forms.BaseFormSet):
    """The lines of the grid."""

    def clean(self):
        """At least one, and none twice."""
        if any(self.errors):
            return
        seen = {}
        for number, form in enumerate(self.filled(), start=1):
            key = form.cleaned_data["begins"], form.cleaned_data["title"].lower()
            if key in seen:
                form.add_error("title", f"Line {seen[key]} is the same at {clock(key[0])}.")
            seen.setdefault(key, number)
        if not seen:
            raise ValidationError("Nothing is typed in the grid yet: a line for each event.")
        self._find_speakers()

    def _find_speakers(self):
        """Turn the names of speakers into the speakers of the directory."""
        forms_by_name = defaultdict(list)
        for form in self.filled():
            forms_by_name[form.cleaned_data["speaker"]].append(form)
        found = named(forms_by_name)
        for name, those in forms_by_name.items():
            speakers = found.get(name.lower(), [])
            for form in those if name else ():
                if len(speakers) == 1:
                    form.cleaned_data["speaker"] = speakers[0]
                else:
                    form.add_error("speaker", SEVERAL if speakers else UNKNOWN)

    def filled(self):
        """The forms of lines in which something was typed."""
        return [form for form in self.forms if form.has_changed()]


LineFormSet = forms.formset_factory(LineForm, formset=Lines, extra=0, max_num=MOST_LINES, absolute_max=MOST_LINES)


def moment(day, time):
    """The moment of that day and clock in California. Raises ValidationError where the clocks change."""
    return from_current_timezone(datetime.datetime.combine(day, time))
