"""Forms of the calendar: what a month shows, and a new private address."""

from django import forms

from consortium.forms.layout import helper
from consortium.forms.partners import by_itself
from wbl.models import CalendarFeed, Event


class CalendarChoice(forms.Form):
    """What the page of a month shows; fields that are wrong are as if left empty."""

    whose = forms.ChoiceField(
        required=False, choices=[("", "My organizations"), ("all", "Everybody")], widget=by_itself(), label="Of"
    )
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Event.Kind.choices], widget=by_itself())

    def __init__(self, data, *, has_own):
        super().__init__(data)
        self.has_own = has_own
        if not has_own:
            del self.fields["whose"]

    def matching(self, events, access):
        """Those of `events` that the reader asked for; who has organizations sees theirs at first."""
        self.is_valid()
        if self.cleaned_data.get("kind"):
            events = events.filter(kind=self.cleaned_data["kind"])
        if self.has_own and not access.is_office and self.cleaned_data.get("whose") != "all":
            events = events.of(access.own_organizations)
        return events


class FeedForm(forms.ModelForm):
    """A private address for one of the calendars that the person has none for."""

    class Meta:
        model = CalendarFeed
        fields = ["scope"]
        labels = {"scope": "Which events"}
        widgets = {"scope": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("scope", submit="Make an address")

    def clean(self):
        """One address a calendar."""
        typed = super().clean()
        if CalendarFeed.objects.filter(user=self.instance.user, scope=typed.get("scope")).exists():
            self.add_error("scope", "There is an address of this calendar already. Revoke it to get a new one.")
        return typed
