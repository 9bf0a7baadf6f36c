"""Forms of sendings: a new one, what is noted about one, its lists, and what recipients write."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.db.models import Q

from consortium.days import in_words
from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import Contact
from consortium.numbers import small_integer
from goals.models import Distribution, DocumentVersion, Recipient, RecipientList
from goals.queries.distributions import SHOWN, list_owners, writable_lists

How = Recipient.How
WORKS_FOR = datetime.timedelta(days=180)  # private addresses, where nobody says otherwise
BY_MAIL, BY_HAND = "mail", "hand"
LONGEST_ANSWER = 10_000


class DistributionForm(forms.ModelForm):
    """
    A new sending of `document`: to whom, what, and until when; `access` is whose form it is, `today` the day on which
    it is sent. What was handed over earlier may have begun on an earlier day.
    """

    way = forms.ChoiceField(
        label="How it gets there",
        choices=[(BY_MAIL, "By mail from here"), (BY_HAND, "By hand: I note who has got it")],
        initial=BY_MAIL,
        widget=forms.RadioSelect,
        help_text="Who has no e-mail address is on the list in both cases, to be handed it.",
    )
    closes_on = day_field(
        "Private addresses work through", required=False, help_text="The last day. Empty: they have no end."
    )
    first_day = day_field("Begins on", help_text="Today, or the day on which it was handed out.")

    class Meta:
        model = Distribution
        fields = [
            "audience", "recipient_list", "version", "subject", "message", "asks_feedback", "first_day", "closes_on",
        ]  # fmt: skip
        labels = {"audience": "To whom", "recipient_list": "Which list"}
        error_messages = {
            "audience": {"required": "Say to whom it goes."},
            "subject": {"required": "Give the mail a subject."},
        }
        help_texts = {
            "recipient_list": "Only where it goes to a list.",
            "message": "Stands in the mail above what it is and the private address.",
            "asks_feedback": "Recipients can then write what they think of it, at the same address.",
        }
        widgets = {"message": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, *args, document, access, today, **kwargs):
        instance = Distribution(document=document)
        versions = DocumentVersion.objects.filter(document=document).order_by("-number")
        initial = {
            "subject": document.title,
            "version": versions.first(),
            "first_day": today,
            "closes_on": today + WORKS_FOR,
        }
        super().__init__(*args, instance=instance, initial=initial, **kwargs)
        self.today = today
        self.fields["audience"].choices = [("", "Choose"), *Distribution.Audience.choices]
        self.fields["version"].queryset = versions.select_related("document")
        self.fields["version"].label_from_instance = lambda version: f"Version {version.number}"
        self.fields["version"].empty_label = "None: on paper only"
        self.fields["recipient_list"].queryset = writable_lists(access)
        self.fields["recipient_list"].empty_label = "No list"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("Recipients", columns("audience", "recipient_list"), "way"),
            Fieldset("What they get", columns("version", "first_day"), "subject", "message"),
            Fieldset("What comes back", "asks_feedback", "closes_on"),
        )

    @property
    def by_mail(self):
        """Whether mails go out from here."""
        return self.cleaned_data["way"] == BY_MAIL

    def clean(self):
        """A list where it goes to a list, something to send where it goes by mail, and days in order."""
        typed = super().clean()
        to_list = typed.get("audience") == Distribution.Audience.LIST
        if to_list and not typed.get("recipient_list") and "recipient_list" not in self.errors:
            self.add_error("recipient_list", "Choose the list that it goes to.")
        if not to_list:
            typed["recipient_list"] = None
        by_mail = typed.get("way") == BY_MAIL
        if by_mail and not typed.get("version") and "version" not in self.errors:
            self.add_error("version", "A mail leads to a version: choose one, or add one to the document first.")
        first, last = typed.get("first_day"), typed.get("closes_on")
        if first and first > self.today:
            self.add_error("first_day", "This day is still to come.")
        elif first and by_mail and first != self.today:
            self.add_error("first_day", "By mail it goes out today.")
        if last and last < self.today:
            self.add_error("closes_on", "Then the private addresses would never work. Choose a later day.")
        return typed


class RecipientFilter(forms.Form):
    """Which recipients of a sending are shown."""

    q = forms.CharField(required=False, max_length=100, label="Organization or name")
    show = forms.ChoiceField(
        required=False, label="Show", choices=[(key, label) for key, (label, _) in SHOWN.items()], widget=by_itself()
    )

    def asked(self):
        """(key of SHOWN, words); what is wrong is as if left empty."""
        self.is_valid()
        return self.cleaned_data.get("show", ""), self.cleaned_data.get("q", "")


MAIL = "mail"


class ChosenForm(forms.Form):
    """What is done with the recipients that were ticked, or with all that are shown. `first_day` is the round's."""

    do = forms.ChoiceField(
        label="With those that are ticked",
        choices=[
            (MAIL, "Send the mail"),
            (How.HANDED_OVER.value, "Note: handed over"),
            (How.NOTED.value, "Note: received, as they told us"),
        ],
        error_messages={"required": "Say what to do with them."},
    )
    day = day_field("On", required=False)
    everybody = forms.BooleanField(required=False)

    def __init__(self, *args, today, first_day, **kwargs):
        super().__init__(*args, initial={"day": today}, **kwargs)
        self.today, self.first_day = today, first_day
        self.fields["do"].widget.attrs["class"] = "form-select"
        self.fields["day"].widget.attrs["class"] = "form-control"

    def keys(self):
        """The primary keys that were ticked; none where nothing was sent yet."""
        return {small_integer(key) for key in self.data.getlist("recipient")} - {None} if self.is_bound else set()

    def clean(self):
        """Somebody is chosen, and what is noted has a day within the round."""
        typed = super().clean()
        if not typed.get("everybody") and not self.keys():
            raise forms.ValidationError("Tick the recipients first.")
        if typed.get("do") in (How.HANDED_OVER, How.NOTED) and "day" not in self.errors:
            check_day(self, typed.get("day"), self.first_day, self.today, "day")
        return typed


def check_day(form, day, first_day, today, field):
    """Add a sentence to `field` of `form` where `day` is missing, to come, or before the round began."""
    if day is None:
        form.add_error(field, "Say on which day.")
    elif day > today:
        form.add_error(field, "This day is still to come.")
    elif day < first_day:
        form.add_error(field, f"The sending began on {in_words(first_day)}.")


class AddressForm(forms.Form):
    """Another e-mail address of a recipient."""

    email = forms.EmailField(label="E-mail address", error_messages={"required": "Write the address."})

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("email", submit="Save and send")
        self.helper.form_action = action


def words_field(label, **options):
    """A longer text."""
    widget = forms.Textarea(attrs={"rows": options.pop("rows", 6)})
    return forms.CharField(
        label=label,
        widget=widget,
        max_length=LONGEST_ANSWER,
        error_messages={"required": "Write something first."},
        **options,
    )


class NotedFeedbackForm(forms.Form):
    """Feedback that came otherwise. Without a recipient it says whose it is, and never counts."""

    from_whom = forms.CharField(
        label="From whom",
        max_length=200,
        error_messages={"required": "Say whose feedback it is."},
        help_text="Somebody who is not among the recipients. It is kept, and does not count.",
    )
    text = words_field("What they said")
    given_on = day_field("On")

    def __init__(self, *args, today, first_day, back, action=None, of_recipient=False, **kwargs):
        super().__init__(*args, initial={"given_on": today}, **kwargs)
        self.today, self.first_day = today, first_day
        if of_recipient:
            del self.fields["from_whom"]
        self.helper = helper(*self.fields, submit="Save the feedback", back=back)
        self.helper.form_action = action

    def clean_given_on(self):
        """A day within the round."""
        day = self.cleaned_data["given_on"]
        check_day(self, day, self.first_day, self.today, "given_on")
        return day


class FeedbackForm(forms.Form):
    """What a recipient writes at their private address."""

    text = words_field("What do you think of it?", rows=7)

    def __init__(self, *args, action, changes, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("text", submit="Change my feedback" if changes else "Send my feedback")
        self.helper.form_action = action
        self.helper.disable_csrf = True  # the address is the key: see goals/views/received.py


class RecipientListForm(forms.ModelForm):
    """A list: its name and whose it is."""

    class Meta:
        model = RecipientList
        fields = ["name", "owner"]
        labels = {"owner": "Kept by"}
        error_messages = {"name": {"required": "Give the list a name."}}

    def __init__(self, *args, access, back, **kwargs):
        super().__init__(*args, **kwargs)
        owners = list_owners(access).order_by("kind", "name")
        self.fields["owner"].queryset = owners
        self.fields["owner"].empty_label = None
        self.helper = helper("name", "owner", submit="Save", back=back)

    def clean(self):
        """One name once for each owner, whatever its capitals."""
        typed = super().clean()
        same = RecipientList.objects.filter(Q(owner=typed.get("owner")), name__iexact=typed.get("name", ""))
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "There is a list of this name already.")
        return typed


class ContactFinder(forms.Form):
    """Which contacts are offered for a list."""

    q = forms.CharField(required=False, max_length=100, label="Find contacts")
    role = forms.ChoiceField(
        required=False, label="Role", choices=[("", "All"), *Contact.Role.choices], widget=by_itself()
    )

    def asked(self):
        """(words, role); both empty where nothing was asked."""
        self.is_valid()
        return self.cleaned_data.get("q", ""), self.cleaned_data.get("role", "")
