"""Forms of documents: the record itself, its versions, stages and posting, and what lists are narrowed by."""

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db.models import Q

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import Organization
from consortium.uploads import CheckedFileField
from goals.models import Document, DocumentStage, DocumentVersion
from goals.queries.documents import (
    STATES,
    folders,
    having_reached,
    owners_of,
    possible_owners,
    searched,
    waiting_for,
)
from goals.rules.documents import DocumentRefused, check_dates

Kind = Document.Kind


def day_of_record(label, **options):
    """A day since 2000, so that a year of two digits is noticed."""
    since = MinValueValidator(datetime.date(2000, 1, 1), "Write the year with four digits, such as 2026.")
    return day_field(label, validators=[since], **options)


class DocumentFilter(forms.Form):
    """What the list of documents is narrowed by. `documents` are those that the reader, `access`, may see."""

    WAITING = "waiting"

    q = forms.CharField(required=False, max_length=100, label="Title, summary or owner")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Kind.choices], widget=by_itself())
    owner = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    folder = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    stage = forms.ChoiceField(
        required=False, choices=[("", "Any"), *DocumentStage.Name.choices], label="Has reached", widget=by_itself()
    )
    state = forms.ChoiceField(required=False, widget=by_itself())

    def __init__(self, data, *, documents, access, day):
        super().__init__(data)
        self.documents, self.access, self.day = documents, access, day
        states = [(value, words) for value, (words, _) in STATES.items()]
        writes = access.is_office or access.reporter_for
        self.fields["state"].choices = [*states, (self.WAITING, "Waiting for you")] if writes else states
        self.fields["owner"].queryset = owners_of(documents)
        self.fields["folder"].queryset = folders()

    def matching(self):
        """The documents that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(self._in_state(asked.get("state") or ""), asked.get("q"))
        for name in ("kind", "owner", "folder"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        return having_reached(found, asked["stage"], self.day) if asked.get("stage") else found

    def _in_state(self, state):
        if state == self.WAITING:
            return waiting_for(self.documents, self.access, self.day)
        _, in_state = STATES[state]
        return in_state(self.documents, self.day)


class FolderFilter(forms.Form):
    """What the page of a folder is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Title, summary or owner")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *Kind.choices], widget=by_itself())

    def matching(self, documents):
        """Those of `documents` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(documents, asked.get("q"))
        return found.filter(kind=asked["kind"]) if asked.get("kind") else found


class DocumentForm(forms.ModelForm):
    """
    What a document is. `access` is whose form it is: they choose among the owners they may write for; who writes it
    only because it is in their folder leaves the owner as it is. `today` is the last day on which it can have begun.
    """

    begun_on = day_of_record("Begun or collected on")
    expires_on = day_of_record("In force through", required=False, help_text="Its last day. Empty: no end.")

    class Meta:
        model = Document
        fields = ["title", "kind", "owner", "folder", "summary", "begun_on", "expires_on"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 4})}
        help_texts = {"folder": "The working group that collects it. Its people see the document from now on."}
        error_messages = {
            "title": {"required": "Give it a title."},
            "kind": {"required": "Say what it is."},
            "owner": {
                "required": "Say whose document it is.",
                "invalid_choice": "You cannot record documents of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, access, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self._offer_owners(access)
        kept = Q(pk=self.instance.folder_id)
        self.fields["folder"].queryset = folders() | Organization.objects.filter(kept)
        self.fields["folder"].empty_label = "In no folder"
        self.helper = helper(
            "title",
            columns("kind", "begun_on", "expires_on"),
            columns("owner", "folder"),
            "summary",
            submit="Save",
            back=back,
        )

    def _offer_owners(self, access):
        owners = possible_owners(access)
        owner, current = self.fields["owner"], Organization.objects.filter(pk=self.instance.owner_id)
        owner.queryset = owners | current
        if self.instance.pk is None:
            if len(owners) == 1:
                owner.initial = owners[0].pk
        elif not _writes_for(access, self.instance.owner):
            owner.queryset, owner.disabled = current, True

    def clean(self):
        """Days in order, with each other and with what is on record."""
        typed = super().clean()
        if typed.get("begun_on") and "expires_on" in typed:
            try:
                check_dates(self.instance, typed["begun_on"], typed["expires_on"], self.today)
            except DocumentRefused as refused:
                self.add_error(refused.field, refused.sentence)
        return typed

    def save(self, user=None):
        """Store the document; a new one is recorded by `user`. Only what the form shows is written."""
        if self.instance.pk is None:
            self.instance.recorded_by = user
            return super().save()
        self.instance.save(update_fields=self.Meta.fields)
        return self.instance


def _writes_for(access, owner):
    """Whether `access` writes for the organization `owner` or the one it belongs to."""
    return access.is_office or bool({owner.pk, owner.parent_id} & access.reporter_for)


class VersionForm(forms.Form):
    """A version: a file, an address, or the file of a version that is here already (`readable` are those to choose)."""

    file = CheckedFileField(required=False, help_text="PDF, picture, Word, Excel, PowerPoint or text.")
    url = forms.URLField(
        required=False,
        label="or address",
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "Write the whole address, such as https://example.org/guideline.pdf."},
    )
    note = forms.CharField(
        required=False, max_length=300, label="What is new", help_text="Such as “with the comments of May”."
    )
    source = forms.ModelChoiceField(DocumentVersion.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, readable, source=None, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = readable
        self.fields["source"].initial = source
        self.fields["source"].error_messages["invalid_choice"] = "That file is not here any more. Choose another one."
        shown = ["source", "note"] if source else [columns("file", "url"), "note"]
        self.helper = helper(*shown, submit="Add the version", back=back)

    def clean(self):
        """One of the three."""
        data = super().clean()
        given = [name for name in ("file", "url", "source") if data.get(name)]
        if not self.errors and len(given) != 1:
            raise ValidationError("Give a file or an address, one of the two.")
        return data


class StageForm(forms.Form):
    """A stage that `document` has reached; `stage` is the one that is corrected, if any: its name stays."""

    name = forms.ChoiceField(label="Stage")
    reached_on = day_of_record("Reached on")
    version = forms.ModelChoiceField(
        DocumentVersion.objects.none(), required=False, empty_label="Not said", help_text="Which version it was."
    )
    note = forms.CharField(
        required=False, max_length=300, help_text="Such as who approved it, in which meeting."
    )

    def __init__(self, *args, document, stage=None, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = _stage_choices(document, stage)
        self.fields["version"].queryset = document.versions.order_by("-number")
        self.fields["version"].label_from_instance = lambda version: (
            f"Version {version.number}{': ' if version.note else ''}{version.note}"
        )
        shown = ["note"]
        if stage is not None:
            del self.fields["name"]
        else:
            shown.insert(0, "name")
        self.helper = helper(*shown[:-1], columns("reached_on", "version"), "note", submit="Save", back=back)


def _stage_choices(document, stage):
    """The stages to choose from: those of the kind first, in their order, without those that are noted already."""
    noted = set(document.stages.values_list("name", flat=True)) if stage is None else set()
    usual = DocumentStage.usual(document.kind)
    labels = dict(DocumentStage.Name.choices)
    first = [(name, labels[name]) for name in usual if name not in noted]
    others = [(name, label) for name, label in labels.items() if name not in usual and name not in noted]
    return [(f"Usual for: {document.get_kind_display()}", first), ("Others", others)]


class PostForm(forms.Form):
    """Since when every member reads the document."""

    day = day_of_record("Posted on")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("day", submit="Post", back=back)


class WithdrawForm(forms.Form):
    """Why and from when on the document is no longer in use."""

    reason = forms.CharField(
        max_length=300,
        label="Why",
        help_text="Everybody who reads the document sees it.",
        error_messages={"required": "Say why the document is withdrawn."},
    )
    day = day_of_record("No longer in use from")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", "day", submit="Withdraw", back=back)
