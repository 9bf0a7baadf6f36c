"""Forms of meetings: the record itself, and what a list of them is narrowed by."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Layout, Row
from django import forms
from django.db import transaction
from django.forms.utils import ErrorDict, from_current_timezone
from django.utils import formats, timezone

from consortium.forms.fields import DayField
from consortium.models import Organization
from wbl.models import Event
from wbl.queries.counting import SOURCE_LABELS
from wbl.queries.meetings import possible_owners
from wbl.rules import picker
from wbl.rules.participations import record_participations

TIMES = ["%H:%M", "%H:%M:%S", "%I:%M %p", "%I %p"]


class ClockField(forms.TimeField):
    """A time of day in California."""

    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    input_formats = TIMES
    default_error_messages = {"invalid": "Write the time as hours and minutes, such as 9:30 or 1:30 pm."}


class OrganizationsField(forms.ModelMultipleChoiceField):
    """Organizations by primary key, from the checkboxes of the picker."""

    default_error_messages = {
        "invalid_choice": "One of the organizations is not known here any more. Look through the list again.",
        "invalid_pk_value": "One of the organizations is not known here any more. Look through the list again.",
    }

    def clean(self, value):
        """As of Django; numbers that no key can have are refused before the database sees them."""
        if not all(is_key(key) for key in value or []):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


def is_key(text):
    """Whether `text` can be a primary key."""
    text = str(text)
    return text.isascii() and text.isdecimal() and len(text) < 19


def in_words(day, today):
    """`December 3`, with the year where it is not this one."""
    return formats.date_format(day, "F j" if day.year == today.year else "F j, Y")


class MeetingForm(forms.ModelForm):
    """
    An event with its day and hours, typed in California's time, and the organizations on its list.

    `access` is whose form it is (they choose among the owners they may write for), `today` the day up to which
    something can have been held.
    """

    day = DayField(error_messages={"required": "Say on which day."})
    begins = ClockField(error_messages={"required": "Say when it begins."})
    ends = ClockField(required=False)
    find = forms.CharField(required=False, max_length=100)
    came = OrganizationsField(queryset=Organization.objects.all(), required=False)
    invited = OrganizationsField(queryset=Organization.objects.all(), required=False)

    class Meta:
        model = Event
        fields = ["title", "kind", "status", "owner", "place", "notes"]
        labels = {"owner": "Organized by"}
        help_texts = {"owner": "Whoever organizes counts as present only when ticked below."}
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}
        error_messages = {
            "title": {"required": "Give it a title."},
            "owner": {
                "required": "Say which organization organizes it.",
                "invalid_choice": "You cannot record meetings of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, access, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self._offer_owners(access)
        if not self.instance._state.adding:
            self._show_instance()
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
            Row(Column("owner", css_class="col-lg-6"), Column("place", css_class="col-lg-6")),
            Field("notes"),
            HTML("{% include 'wbl/_picker.html' %}"),
        )

    def _offer_owners(self, access):
        own = possible_owners(access)
        current = Organization.objects.filter(pk=self.instance.owner_id)
        self.fields["owner"].queryset = own | current
        if not self.initial.get("owner"):
            order = {Organization.Kind.OFFICE: 0, Organization.Kind.WORKING_GROUP: 1}
            first = sorted(own, key=lambda organization: order.get(organization.kind, 2))[:1]
            self.initial["owner"] = first[0].pk if first else None

    def _show_instance(self):
        begins, ends = self.instance.starts_at, self.instance.ends_at
        listed = list(self.instance.participations.order_by().values_list("organization_id", "came"))
        self.initial |= {
            "day": self.instance.day,
            "begins": timezone.localtime(begins).time(),
            "ends": timezone.localtime(ends).time() if ends else None,
            "came": [pk for pk, came in listed if came],
            "invited": [pk for pk, came in listed if not came],
        }

    @property
    def groups(self):
        """What the picker shows: see `picker.groups`. Reads what was typed, or else what is on record."""
        came, invited = ({int(key) for key in self[name].value() or [] if is_key(key)} for name in ("came", "invited"))
        return picker.groups(came, invited, (self["find"].value() or "")[:100])

    def without_errors(self):
        """The form as it was typed, for going on with it: nothing is checked yet."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        return self

    def clean(self):
        """Hours in order, and nothing held that is still to come."""
        typed = super().clean()
        day, begins, ends = typed.get("day"), typed.get("begins"), typed.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", f"It begins at {clock(begins)} and cannot end at {clock(ends)} already.")
        if day and day > self.today and typed.get("status") == Event.Status.HELD:
            what = "committee call" if typed.get("kind") == Event.Kind.COMMITTEE_CALL else "meeting"
            self.add_error("status", f"A {what} on {in_words(day, self.today)} cannot have been held yet.")
        if day and begins:
            self.instance.starts_at = self._moment(day, begins, "begins")
            self.instance.ends_at = self._moment(day, ends, "ends") if ends else None
        return typed

    def _moment(self, day, time, field):
        try:
            return from_current_timezone(datetime.datetime.combine(day, time))
        except forms.ValidationError:
            self.add_error(field, f"The clocks change on {in_words(day, self.today)}: {clock(time)} is no clear time.")
            return self.instance.starts_at

    @transaction.atomic
    def save(self, user):
        """Store the event and its list. A new event is recorded by `user`."""
        if self.instance._state.adding:
            self.instance.recorded_by = user
        event = super().save()
        record_participations(event, self.cleaned_data["came"], self.cleaned_data["invited"])
        return event


def clock(time):
    """`9:30 a.m.`, `noon`."""
    return formats.time_format(time, "P")


class MeetingFilterForm(forms.Form):
    """What the list of meetings is narrowed by; the names of the fields are those in the address."""

    # `from` is a word of the language, so that field is added by name
    through = DayField(required=False, label="Through")
    counted = forms.ChoiceField(
        required=False, label="Counted as", choices=[("", "Anything"), *SOURCE_LABELS.items()]
    )
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *Event.Status.choices])
    kind = forms.ChoiceField(required=False, choices=[("", "Any"), *Event.Kind.choices])
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
