"""Forms of events: the record itself by its kind, why it is cancelled, and what the list is narrowed by."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Field, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from consortium import grades
from consortium.forms.fields import DayField
from consortium.forms.layout import helper
from consortium.forms.partners import by_itself
from consortium.models import Organization, ReportingPeriod, StoredFile
from consortium.uploads import CheckedFileField
from pathways.forms.plans import GapChoice
from pathways.forms.programs import sector_choices
from pathways.models import Occupation, ProgramGap, Sector
from wbl.forms.dated import DatedForm
from wbl.models import Event
from wbl.queries.events import MOST_NAMED, gaps_to_name, own_sites, searched, site_label, sites_named
from wbl.rules.kinds import KINDS, SPECIAL_FIELDS

GRADES = [(grade, words) for grade, words in grades.CHOICES if 5 <= grade <= 14]
PERIODS_OFFERED = 12
MAY_NOT = "You cannot record events of this organization. Choose one of the list."


def grade_field(label):
    """A grade, or none."""
    return forms.TypedChoiceField(
        choices=[("", "Any"), *GRADES], coerce=int, empty_value=None, required=False, label=label
    )


class SectorField(forms.ChoiceField):
    """A sector by its key, under the name of its scheme; None where none is chosen."""

    def __init__(self, first, **options):
        super().__init__(required=False, **options)
        self.first = first

    def offer(self):
        """Read the sectors; called once a form is made."""
        self.choices = sector_choices(self.first)

    def clean(self, value):
        """The `Sector`, or None."""
        key = super().clean(value)
        if not key:
            return None
        scheme, slug = key.split("/")
        return Sector.objects.get(scheme=scheme, slug=slug)


class SiteField(forms.CharField):
    """A school, college or other organization by its name, since there are too many to choose from a list."""

    def __init__(self, **options):
        super().__init__(required=False, max_length=300, **options)

    def clean(self, value):
        """The `Organization`, or None."""
        text = super().clean(value)
        if not text:
            return None
        found = sites_named(text)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(f"No school, college or partner is called “{text}”. Write a part of its name.")
        names = "; ".join(site_label(one) for one in found[:MOST_NAMED])
        more = " and others" if len(found) > MOST_NAMED else ""
        raise ValidationError(f"Several may be meant: {names}{more}. Write one of them in full.")


class EventForm(DatedForm):
    """An event of the kind that `instance` has; the fields that its kind does not ask for are left out."""

    sector = SectorField("None, or several")
    site_name = SiteField(
        label="School, college or organization", help_text="Where it takes place. A part of the name is enough."
    )
    lowest_grade = grade_field("From grade")
    highest_grade = grade_field("To grade")
    languages = forms.MultipleChoiceField(
        choices=Event.Language, required=False, widget=forms.CheckboxSelectMultiple, label="Held in"
    )
    soc = forms.CharField(required=False, max_length=7, label="Occupation, by SOC code", help_text="Such as 49-9021.")
    gaps = GapChoice(
        ProgramGap.objects.none(),
        required=False,
        label="Program gaps that it is about",
        help_text="A gap or a labor market figure makes it count, with the minutes.",
        error_messages={"invalid_choice": "One of the gaps cannot be chosen any more."},
    )
    minutes_file = CheckedFileField(required=False, label="Minutes", help_text="A file. It counts once they are here.")

    class Meta:
        model = Event
        fields = [
            "title", "status", "cancelled_because", "owner", "place", "sector", "lowest_grade", "highest_grade",
            "capacity", "languages", "gaps", "labor_market_note", "notes",
        ]  # fmt: skip
        labels = {"owner": "Organized by", "cancelled_because": "Where it is cancelled, why", "place": "Room, address"}
        widgets = {"notes": forms.Textarea(attrs={"rows": 3}), "labor_market_note": forms.Textarea(attrs={"rows": 2})}
        error_messages = {
            "title": {"required": "Give it a title."},
            "owner": {"required": "Say which organization organizes it.", "invalid_choice": MAY_NOT},
        }

    def __init__(self, *args, access, **kwargs):
        super().__init__(*args, access=access, **kwargs)
        self.asked = KINDS[self.instance.kind].fields
        for name in SPECIAL_FIELDS.difference(self.asked):
            del self.fields[name]
        if "gaps" in self.fields:
            self.fields["gaps"].queryset = gaps_to_name(access, self.instance)
        self.fields["sector"].offer()
        self.site_labels = [site_label(one) for one in own_sites(access)]
        self.fields["site_name"].widget.attrs |= {"list": "sites", "autocomplete": "off"}
        if not self.instance._state.adding:
            self._show_related()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = self._layout()

    def _show_related(self):
        event = self.instance
        self.initial |= {
            "sector": event.sector.key if event.sector else "",
            "site_name": site_label(event.site) if event.site else "",
            "soc": event.occupation.soc if event.occupation else "",
        }

    def _layout(self):
        rows = [
            Field("title"),
            Row(
                Column("day", css_class="col-sm-6 col-lg-3"),
                Column("begins", css_class="col-6 col-sm-3 col-lg-2"),
                Column("ends", css_class="col-6 col-sm-3 col-lg-2"),
                Column("status", css_class="col-lg-5"),
            ),
            Field("cancelled_because"),
            Row(Column("owner", css_class="col-lg-6"), Column("sector", css_class="col-lg-6")),
            Row(Column("site_name", css_class="col-lg-6"), Column("place", css_class="col-lg-6")),
        ]
        short = [name for name in ("lowest_grade", "highest_grade", "capacity", "soc") if name in self.fields]
        if short:
            rows.append(Row(*(Column(name, css_class="col-6 col-lg-3") for name in short)))
        long = ("languages", "gaps", "labor_market_note", "minutes_file")
        rows += [Field(name) for name in long if name in self.fields]
        return Layout(*rows, Field("notes"), "version", HTML("{% include 'wbl/_listed.html' %}"))

    def stored_facts(self, stored):
        """As of every event, with what is not typed as it is stored."""
        facts = super().stored_facts(stored) | {"site_name": stored.site, "soc": stored.occupation}
        return facts | ({"gaps": list(stored.gaps.all())} if "gaps" in facts else {})

    def what(self, typed):
        """What it is, as a sentence begins with it."""
        word = self.instance.get_kind_display()
        return f"{'An' if word[0] in 'AEIOU' else 'A'} {word[0].lower()}{word[1:]}"

    def clean_soc(self):
        """The youngest labor market data of the code."""
        soc = self.cleaned_data["soc"]
        if not soc:
            return None
        if self.instance.occupation and self.instance.occupation.soc == soc:
            return self.instance.occupation  # keeps the data that was looked at
        occupation = Occupation.objects.latest_data().filter(soc=soc).first()
        if occupation is None:
            raise ValidationError(f"There is no occupation with the SOC code “{soc}”.")
        return occupation

    def clean(self):
        """Of a pair of grades, one alone stands for both."""
        typed = super().clean()
        lowest, highest = typed.get("lowest_grade"), typed.get("highest_grade")
        if (lowest is None) != (highest is None):
            typed["lowest_grade"] = typed["highest_grade"] = lowest if highest is None else highest
        self.instance.site = typed.get("site_name")
        if "soc" in self.fields:
            self.instance.occupation = typed.get("soc")
        return typed

    def save(self, user):
        """Store the event with its list, and minutes where a file of them was chosen."""
        upload = self.cleaned_data.get("minutes_file")
        if upload:
            self.instance.minutes = StoredFile.keep(upload, upload.checked_type, user)
        return super().save(user)


class CancelForm(forms.ModelForm):
    """Why an event does not take place."""

    class Meta:
        model = Event
        fields = ["cancelled_because"]

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cancelled_because"].required = True
        self.fields["cancelled_because"].error_messages["required"] = "Say why it is cancelled."
        self.helper = helper("cancelled_because", submit="Cancel the event", back=back)

    def save(self):
        """Store the reason with the new status, and nothing else of what somebody may be writing."""
        self.instance.status = Event.Status.CANCELLED
        self.instance.save(update_fields=["status", "cancelled_because"])
        return self.instance


class EventFilter(forms.Form):
    """What the list of events is narrowed by; fields that are wrong are as if left empty."""

    q = forms.CharField(required=False, max_length=100, label="Words in title, place, owner or notes")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Event.Kind.choices], widget=by_itself())
    status = forms.ChoiceField(required=False, choices=[("", "Any"), *Event.Status.choices], widget=by_itself())
    sector = SectorField("All", widget=by_itself())
    organization = forms.ModelChoiceField(
        Organization.objects.partners(),
        required=False,
        to_field_name="slug",
        empty_label="All",
        label="Organizes it or came",
        widget=by_itself(),
    )
    period = forms.ChoiceField(required=False, widget=by_itself())
    through = DayField(required=False, label="Through")

    def __init__(self, data, **options):
        super().__init__(data, **options)
        self.fields["from"] = DayField(required=False, label="From")
        self.order_fields(["q", "kind", "status", "sector", "organization", "period", "from", "through"])
        self.fields["sector"].offer()
        self.periods = {one.code: one for one in ReportingPeriod.objects.with_year()[:PERIODS_OFFERED]}
        self.fields["period"].choices = [("", "Any"), *((code, str(one)) for code, one in self.periods.items())]

    def matching(self, events):
        """Those of `events` that the reader asked for."""
        self.is_valid()
        asked = self.cleaned_data
        events = searched(events, asked.get("q") or "")
        for name in ("kind", "status", "sector"):
            if asked.get(name):
                events = events.filter(**{name: asked[name]})
        if asked.get("organization"):
            events = events.of([asked["organization"].pk])
        if asked.get("period"):
            period = self.periods[asked["period"]]
            events = events.between(period.starts, period.ends)
        if asked.get("from"):
            events = events.since(asked["from"])
        return events.through(asked["through"]) if asked.get("through") else events
