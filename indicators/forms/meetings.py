"""Forms of a working group's meetings: planning one, ticking who came, agenda and notes, decisions, minutes."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Layout, Row
from django import forms
from django.utils import formats
from django.utils.text import Truncator

from consortium.forms.fields import DayField
from goals.models import Edition
from goals.queries.agreed import possible_owners
from indicators.meetings.running import settle
from indicators.models import Decision, GroupMeeting, LeadingIndicator
from wbl.forms.dated import DatedForm, ListForm
from wbl.models import Event

LONGEST = 20_000  # characters of notes
KINDS = [
    (Event.Kind.MEETING, "Regional meeting, which counts as one"),
    (Event.Kind.COMMITTEE_CALL, "Committee call, which does not count"),
]
# what a group may name its meeting, where it is on record already
NAMED = (*Event.MEETINGS, Event.Kind.FACULTY_ALIGNMENT, Event.Kind.CONVENING)


def _helper(*layout):
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True  # the template writes it, with what else the form carries
    helper.layout = Layout(*layout)
    return helper


class PlanForm(DatedForm):
    """A meeting that is planned: an event of the group, with its agenda and who is invited."""

    kind = forms.ChoiceField(choices=KINDS, initial=Event.Kind.MEETING, label="It is a")
    agenda = forms.CharField(
        required=False,
        max_length=LONGEST,
        help_text="One item a line.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = Event
        fields = ["title", "kind", "place"]
        error_messages = {"title": {"required": "Give it a title."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper(
            Row(Column("title", css_class="col-lg-7"), Column("kind", css_class="col-lg-5")),
            Row(
                Column("day", css_class="col-sm-6 col-lg-3"),
                Column("begins", css_class="col-6 col-sm-3 col-lg-2"),
                Column("ends", css_class="col-6 col-sm-3 col-lg-2"),
                Column("place", css_class="col-lg-5"),
            ),
            "agenda",
            HTML("{% include 'wbl/_picker.html' %}"),
        )

    def _offer_owners(self, access):
        """It is the group's: there is nothing to choose."""


class ExistingForm(forms.Form):
    """An event on record that is a meeting of the group."""

    event = forms.ModelChoiceField(
        None,
        label="Event",
        empty_label="Choose…",
        error_messages={"required": "Choose an event.", "invalid_choice": "This event cannot be chosen."},
    )

    def __init__(self, *args, group, access, since, **kwargs):
        super().__init__(*args, **kwargs)
        events = Event.objects.writable_by(access).since(since).filter(kind__in=NAMED)
        events = events.exclude(status=Event.Status.CANCELLED).exclude(group_meetings__group=group)
        self.fields["event"].queryset = events.order_by("starts_at")
        self.fields["event"].label_from_instance = lambda event: (
            f"{formats.date_format(event.day, 'M j, Y')}: {event.title} ({event.get_kind_display().lower()})"
        )
        self.helper = _helper("event")


class CameForm(ListForm):
    """Who came, ticked at the meeting. `seen_came` and `seen_invited` are what the page had shown as ticked."""

    seen_came = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_invited = forms.CharField(required=False, widget=forms.HiddenInput)

    def seen(self):
        """(came, invited) as the page had shown them, as keys."""
        return tuple(
            [int(key) for key in self.data.get(name, "").split(",") if key.isascii() and key.isdecimal()]
            for name in ("seen_came", "seen_invited")
        )


class Differing(forms.ModelForm):
    """A form whose record two people may change at once."""

    def differences(self, stored):
        """[(label, what is stored, what was typed)] of the fields that differ from the record `stored`, as texts."""
        return [
            (self.fields[name].label, self._words(stored, name), self._words(self.instance, name))
            for name in self._meta.fields
            if getattr(stored, name) != getattr(self.instance, name)
        ]

    def _words(self, record, name):
        content = getattr(record, name)
        if name == "state":
            return record.get_state_display()
        if isinstance(content, datetime.date):
            return formats.date_format(content, "F j, Y")
        return str(content or "nothing")


class NotesForm(Differing):
    """The agenda, and what was said."""

    agenda = forms.CharField(
        required=False,
        max_length=LONGEST,
        help_text="One item a line.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    notes = forms.CharField(
        required=False,
        max_length=LONGEST,
        help_text="Part of the minutes, which every member of the consortium can read. An empty line begins a "
        "paragraph.",
        widget=forms.Textarea(attrs={"rows": 14}),
    )

    class Meta:
        model = GroupMeeting
        fields = ["agenda", "notes"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = _helper("agenda", "notes")


class DecisionForm(Differing):
    """What is decided in a meeting, who sees to it and by when."""

    text = forms.CharField(
        label="Decision",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what is decided."},
    )
    due = DayField(label="To be done by", error_messages={"required": "Say by when."})

    class Meta:
        model = Decision
        fields = ["text", "indicator", "person", "organization", "due"]
        labels = {"indicator": "About", "person": "Person who sees to it", "organization": "or organization"}
        help_texts = dict.fromkeys(["indicator", "person", "organization"], "")

    def __init__(self, *args, indicators, people=(), today=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.people, self.today = people, today
        self.fields["indicator"].queryset = indicators
        self.fields["indicator"].empty_label = "No indicator"
        self.fields["indicator"].label_from_instance = lambda one: f"{one.code} {Truncator(one.text).chars(90)}"
        self.fields["organization"].queryset = possible_owners(self.instance.organization_id)
        self.fields["organization"].empty_label = "None"
        self.fields["person"].widget.attrs |= {"list": "people", "autocomplete": "off"}
        self.helper = _helper(*self.rows())

    def rows(self):
        """The sentence across, then what it is about, who and until when."""
        return [
            "text",
            "indicator",
            Row(
                Column("person", css_class="col-md-4"),
                Column("organization", css_class="col-md-5"),
                Column("due", css_class="col-md-3"),
            ),
        ]

    def clean(self):
        """Somebody sees to it."""
        typed = super().clean()
        if not typed.get("person") and not typed.get("organization") and not self.errors.keys() & {"organization"}:
            self.add_error("person", "Say who sees to it: a person, an organization, or both.")
        return typed


class DecisionStateForm(DecisionForm):
    """A decision on record, with what became of it."""

    closed_on = DayField(label="Since", required=False, help_text="The day it was done or dropped. Empty: today.")

    class Meta(DecisionForm.Meta):
        fields = [*DecisionForm.Meta.fields, "state", "closed_on", "note"]

    def rows(self):
        """As of a new one, and below that how far it is."""
        return [
            *super().rows(),
            Row(
                Column("state", css_class="col-sm-6 col-md-3"),
                Column("closed_on", css_class="col-sm-6 col-md-3"),
                Column(Field("note"), css_class="col-md-6"),
            ),
        ]

    def clean(self):
        """Nothing is done ahead of time, and what is dropped says why."""
        typed = super().clean()
        if typed.get("closed_on") and typed["closed_on"] > self.today:
            self.add_error("closed_on", "This day is still to come.")
        if typed.get("state") == Decision.State.DROPPED and not typed.get("note"):
            self.add_error("note", "Say why it is dropped.")
        return typed

    def _post_clean(self):
        """The day it was closed is settled before the record is checked."""
        found = Decision(state=self.cleaned_data.get("state", ""), closed_on=self.cleaned_data.get("closed_on"))
        settle(found, self.today)
        self.cleaned_data["closed_on"] = found.closed_on
        super()._post_clean()


class MinutesForm(forms.Form):
    """Publishing the minutes; after the first time, what is corrected."""

    note = forms.CharField(
        label="What is corrected",
        max_length=300,
        error_messages={"required": "Say what is corrected."},
        help_text="Stands in the new version. The one before stays.",
    )

    def __init__(self, *args, versions, **kwargs):
        super().__init__(*args, **kwargs)
        if not versions:
            del self.fields["note"]
        self.helper = _helper(*self.fields)


def indicators_of(group, year, also=None):
    """
    The indicators that a decision of `group` may be about: those of its framework in `year` (SchoolYear or None), and
    the one (key) in `also`.
    """
    editions = [] if year is None else Edition.objects.in_force(year).select_related("framework")
    own = [edition.pk for edition in editions if edition.framework.working_group_id == group.pk]
    found = LeadingIndicator.objects.filter(goal__edition__in=own) | LeadingIndicator.objects.filter(pk=also)
    return found.select_related("goal__edition__framework").order_by("goal__edition_id", "goal__number", "number")
