"""What all forms of events share: day and hours in California's time, owner, and the organizations on the list."""

import datetime

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.forms.utils import ErrorDict, from_current_timezone
from django.utils import formats, timezone

from consortium.forms.fields import DayField
from consortium.models import Organization
from wbl.models import Event
from wbl.queries.meetings import possible_owners
from wbl.rules import picker
from wbl.rules.events import save_event

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


def clock(time):
    """`9:30 a.m.`, `noon`."""
    return formats.time_format(time, "P")


class ListForm(forms.Form):
    """The organizations on the list of an event, as the picker (`wbl/_picker.html`) has them ticked."""

    find = forms.CharField(required=False, max_length=100)
    came = OrganizationsField(queryset=Organization.objects.all(), required=False)
    invited = OrganizationsField(queryset=Organization.objects.all(), required=False)

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


def list_of(event):
    """What is on record of the list of `event`: the keys of those that came, and of the invited that did not."""
    listed = list(event.participations.order_by().values_list("organization_id", "came"))
    return {
        "came": [pk for pk, came in listed if came],
        "invited": [pk for pk, came in listed if not came],
    }


class DatedForm(forms.ModelForm, ListForm):
    """
    An event with its day and hours, typed in California's time, and the organizations on its list.

    `access` is whose form it is (they choose among the owners they may write for), `today` the day up to which
    something can have been held.
    """

    day = DayField(error_messages={"required": "Say on which day."})
    begins = ClockField(error_messages={"required": "Say when it begins."})
    ends = ClockField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0, max_value=2**31)

    def __init__(self, *args, access, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self._offer_owners(access)
        if not self.instance._state.adding:
            self._show_instance()

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
        self.initial |= {
            "version": self.instance.version,
            "day": self.instance.day,
            "begins": timezone.localtime(begins).time(),
            "ends": timezone.localtime(ends).time() if ends else None,
            **list_of(self.instance),
        }

    def clean(self):
        """Hours in order, and nothing held that is still to come."""
        typed = super().clean()
        day, begins, ends = typed.get("day"), typed.get("begins"), typed.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", f"It begins at {clock(begins)} and cannot end at {clock(ends)} already.")
        if day and day > self.today and typed.get("status") == Event.Status.HELD:
            self.add_error("status", f"{self.what(typed)} on {in_words(day, self.today)} cannot have been held yet.")
        if typed.get("status") == Event.Status.CANCELLED and not typed.get("cancelled_because"):
            self.add_error("cancelled_because", "Say why it is cancelled.")
        if day and begins:
            self.instance.starts_at = self._moment(day, begins, "begins")
            self.instance.ends_at = self._moment(day, ends, "ends") if ends else None
        return typed

    def what(self, typed):
        """What it is, as a sentence begins with it."""
        return "An event"

    def _moment(self, day, time, field):
        try:
            return from_current_timezone(datetime.datetime.combine(day, time))
        except forms.ValidationError:
            self.add_error(field, f"The clocks change on {in_words(day, self.today)}: {clock(time)} is no clear time.")
            return self.instance.starts_at

    @transaction.atomic
    def save(self, user):
        """
        Store the event and its list. A new event is recorded by `user`. Raises ChangedMeanwhile, and stores nothing,
        where somebody else has changed it since the form was drawn.
        """
        came, invited = self.cleaned_data["came"], self.cleaned_data["invited"]
        event = save_event(self.instance, came, invited, self.cleaned_data["version"], user)
        self._save_m2m()
        return event

    def drawn_from(self, version):
        """Show the form as drawn from `version`: saving it again is then a choice."""
        self.data = self.data.copy()
        self.data["version"] = str(version)

    def differences(self, stored):
        """[(label, as `stored` says it, as it was typed)] of what somebody else has stored otherwise; in words."""
        theirs = self.stored_facts(stored)
        said = [
            (name, _in_words(self, name, theirs[name]), _in_words(self, name, self.cleaned_data.get(name)))
            for name in theirs
            if name in self.fields
        ]
        labels = {"came": "Took part", "invited": "Invited and not there"}
        return [
            (labels.get(name) or self[name].label, stored_words, typed_words)
            for name, stored_words, typed_words in said
            if stored_words != typed_words
        ]

    def stored_facts(self, stored):
        """name of a field → what it would hold for the event `stored`."""
        listed = list(stored.participations.select_related("organization"))
        facts = {name: getattr(stored, name) for name in self._meta.fields}
        return facts | {
            "day": stored.day,
            "begins": timezone.localtime(stored.starts_at).time(),
            "ends": timezone.localtime(stored.ends_at).time() if stored.ends_at else None,
            "came": [entry.organization for entry in listed if entry.came],
            "invited": [entry.organization for entry in listed if not entry.came],
        }


def _in_words(form, name, content):
    """What a field holds, as a text to compare and to show; the word for nothing where it is empty."""
    if content is None or content == "":
        return "nothing"
    if isinstance(content, datetime.date):
        return formats.date_format(content, "F j, Y")
    if isinstance(content, datetime.time):
        return clock(content)
    field = form.fields[name]
    has_words = isinstance(field, forms.ChoiceField) and not isinstance(field, forms.ModelChoiceField)
    labels = {str(value): words for value, words in field.choices} if has_words else {}
    several = content if isinstance(content, list | QuerySet) else [content]
    return "; ".join(sorted(str(labels.get(str(one), one)) for one in several)) or "nothing"
