"""Forms of those who keep surveys: the list's filter, whose survey it is, the survey itself, and whose a copy is."""

from django import forms
from django.db import transaction
from django.utils import formats, timezone

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import Organization
from wbl.models import Event, Survey
from wbl.queries.surveys import narrowed, possible_events, possible_organizations, with_answers
from wbl.rules.surveys import add_standard_questions, note_of, standard_texts

SPANISH_HELP = "The survey is offered in Spanish once all its texts have a Spanish one."


class SurveyFilter(forms.Form):
    """What the list of surveys is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Title or owner")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Survey.Kind.choices], widget=by_itself())
    state = forms.ChoiceField(required=False, choices=[("", "All"), *Survey.State.choices], widget=by_itself())
    organization = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )

    def __init__(self, data, *, day):
        super().__init__(data)
        self.day = day
        owners = Organization.objects.filter(surveys_owned__isnull=False).distinct()
        self.fields["organization"].queryset = owners.order_by("name")

    def matching(self, surveys):
        """Those of `surveys` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = {name: self.cleaned_data.get(name) or "" for name in ("kind", "state", "organization")}
        return narrowed(surveys, **asked, words=self.cleaned_data.get("q") or "", day=self.day)


class OwnerForm(forms.Form):
    """Whose survey is to be made or copied, and of what kind; `owners` are those that the person may write for."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        to_field_name="slug",
        label="Whose survey is it?",
        help_text="A tour's survey is the college's that gave the tour.",
        error_messages={
            "required": "Say whose survey it is.",
            "invalid_choice": "You cannot make surveys of this organization. Choose one of the list.",
        },
    )
    kind = forms.ChoiceField(
        label="Who answers?",
        choices=Survey.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Say who answers.", "invalid_choice": "Choose one of the two."},
    )

    def __init__(self, *args, owners, back, kind=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = owners
        if kind:
            del self.fields["kind"]
        self.helper = helper(*self.fields, submit="Copy" if kind else "Go on", back=back)
        self.helper.form_method = "post" if kind else "get"


class EventChoice(forms.ModelChoiceField):
    """An event with its day, which tells one tour from the next."""

    def label_from_instance(self, event):
        """Its day and title."""
        return f"{formats.date_format(timezone.localtime(event.starts_at), 'M j, Y')}: {event.title}"


class OrganizationsChoice(forms.ModelMultipleChoiceField):
    """Organizations to tick; schools with their district."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, organization):
        """The name, and of a school the district."""
        note = note_of(organization)
        return f"{organization.name} ({note})" if note else organization.name


class SurveyForm(forms.ModelForm):
    """
    A survey whose owner and kind `instance` carries already. `access` is whose form it is; a new one can begin with the
    standard questions.
    """

    opens_on = day_field("Open from")
    closes_on = day_field("Open through", required=False, help_text="The last day. Empty: no end.")
    event = EventChoice(Event.objects.none(), required=False, label="Which event is it about?", empty_label="None")
    organizations = OrganizationsChoice(
        Organization.objects.none(),
        required=False,
        label="Whom answers count for",
        help_text="Where several are ticked, each person chooses one of them. Nothing ticked: the owner.",
        error_messages={"invalid_choice": "Answers cannot count for one of these. Choose from the list."},
    )
    standard = forms.BooleanField(
        required=False, initial=True, label="Begin with the standard questions, in English and Spanish"
    )

    class Meta:
        model = Survey
        fields = [
            "title", "title_es", "intro", "intro_es", "event", "organizations", "opens_on", "closes_on", "asked",
            "is_template",
        ]  # fmt: skip
        labels = {"asked": "How many people are asked", "is_template": "This is a template for others to copy"}
        help_texts = {
            "asked": "Phones in the room, or questionnaires handed out: for the response rate. Empty: not known.",
            "is_template": "Nobody answers a template.",
            "title_es": SPANISH_HELP,
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 3}), "intro_es": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"title": {"required": "Give it a title."}}

    def __init__(self, *args, access, day, back, **kwargs):
        super().__init__(*args, **kwargs)
        survey, is_new = self.instance, self.instance._state.adding
        if is_new:
            self.initial |= standard_texts(survey.kind) | {"opens_on": day}
        self._offer_events(day)
        self._offer_organizations(access, is_new)
        if not access.is_office:
            del self.fields["is_template"]
        if not is_new:
            del self.fields["standard"]
        rows = [
            columns("title", "title_es"), columns("intro", "intro_es"), "event", "organizations",
            columns("opens_on", "closes_on", "asked"), "is_template", "standard",
        ]  # fmt: skip
        shown = [row for row in rows if not isinstance(row, str) or row in self.fields]
        self.helper = helper(*shown, submit="Save", back=back)

    def _offer_events(self, day):
        events = possible_events(self.instance.owner, day, self.instance.event_id)
        if self.instance.kind != Survey.Kind.TOUR or not events.exists():
            del self.fields["event"]
        else:
            self.fields["event"].queryset = events

    def _offer_organizations(self, access, is_new):
        survey = self.instance
        self.counted = [] if is_new else list(with_answers(survey.organizations.all(), survey))
        offered = possible_organizations(survey.owner, survey.kind, access)
        if not is_new:  # what others have ticked stays to be seen
            offered = Organization.objects.filter(pk__in=offered.values("pk")) | Organization.objects.filter(
                pk__in=survey.organizations.order_by().values("pk")
            )
        offered = offered.select_related("parent").order_by("name")
        if offered.exists():
            self.fields["organizations"].queryset = offered
        else:
            del self.fields["organizations"]

    def clean_organizations(self):
        """An organization that answers count for stays."""
        chosen = self.cleaned_data["organizations"]
        for organization in self.counted:
            if organization not in chosen:
                raise forms.ValidationError(f"Answers count for {organization} already, so it stays.")
        return chosen

    def clean(self):
        """Days in order; a template is of no event, and nobody is asked with it."""
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_on"), cleaned.get("closes_on")
        if opens and closes and closes < opens:
            self.add_error("closes_on", "The last day comes before the first one.")
        if cleaned.get("is_template"):
            for name in ("event", "asked"):
                if cleaned.get(name):
                    self.add_error(name, "A template is for others: leave this empty.")
        return cleaned

    def validate_constraints(self):
        """Nothing: the two rules of the table are checked in `clean`, beside their fields."""

    @transaction.atomic
    def save(self, user):
        """Store the survey; a new one is recorded by `user` and gets the standard questions where they are wanted."""
        is_new = self.instance._state.adding
        if is_new:
            self.instance.recorded_by = user
        survey = super().save()
        if is_new and self.cleaned_data["standard"]:
            add_standard_questions(survey)
        return survey
