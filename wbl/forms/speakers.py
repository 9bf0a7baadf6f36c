"""Forms of speakers, and of the speakers of an event."""

from django import forms
from django.db import transaction

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself
from consortium.numbers import small_integer
from wbl.forms.directory import EmployerField, LookFirst, TwinGuard
from wbl.models import Speaker, Speaking
from wbl.queries import speakers as queries
from wbl.queries.employers import cde_sectors

GRADES = [("", "Any"), *((str(grade), f"Grade {grade}") for grade in range(6, 13))]


class SpeakerFilter(forms.Form):
    """What the list of speakers is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Name, employer or topic")
    sector = forms.ModelChoiceField(
        cde_sectors(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    grade = forms.ChoiceField(required=False, label="For", choices=GRADES, widget=by_itself())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        languages = Speaker.objects.current().exclude(languages="").values_list("languages", flat=True).distinct()
        said = sorted({one.strip() for cell in languages for one in cell.split(",") if one.strip()})
        choices = [("", "Any language"), *((one, one) for one in said)]
        self.fields["language"] = forms.ChoiceField(
            required=False, label="Speaks", choices=choices, widget=by_itself()
        )

    def matching(self, speakers):
        """Those of `speakers` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = queries.searched(speakers, asked.get("q") or "")
        if asked.get("sector"):
            found = queries.in_sector(found, asked["sector"])
        if asked.get("grade"):
            found = queries.for_grade(found, int(asked["grade"]))
        return found.filter(languages__icontains=asked["language"]) if asked.get("language") else found


class SpeakerForm(TwinGuard, forms.ModelForm):
    """A speaker of the directory."""

    employer = EmployerField(required=False, help_text="As it is in the directory. Empty for somebody who works alone.")

    class Meta:
        model = Speaker
        fields = [
            "name", "employer", "job", "sector", "topics", "languages", "lowest_grade", "highest_grade", "email",
            "notes",
        ]  # fmt: skip
        labels = {"job": "What they do there", "sector": "Sector, if not the employer's"}
        help_texts = {
            "name": "Members see names of speakers. They are not in reports, nor shown to anybody else.",
            "languages": "With commas between: English, Spanish.",
            "topics": "What they speak about.",
        }
        error_messages = {"name": {"required": "Give the name."}}
        widgets = {"notes": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = cde_sectors()
        self.fields["name"].widget.attrs |= {"autocomplete": "off"}
        if self.instance.employer_id:
            self.initial["employer"] = self.instance.employer.label
        self.helper = helper(
            "name",
            columns("employer", "job"),
            columns("sector", "languages"),
            "topics",
            columns("lowest_grade", "highest_grade", "email"),
            "notes",
            submit="Save",
            back=back,
        )
        self.helper.form_tag = False

    def find_alike(self, typed):
        """Speakers of a similar name, of the same employer or of none."""
        return Speaker.objects.alike(typed["name"], typed.get("employer")).select_related("employer")


class EventSpeakerForm(LookFirst, forms.Form):
    """
    A speaker for the list of `event`: one of the directory, by the name that is suggested, or a new one. A new name
    that looks like others' is recorded only once these were seen (`nevertheless`), or one of them is used (`use`).
    """

    name = forms.CharField(
        max_length=200,
        label="Speaker",
        widget=forms.TextInput(attrs={"list": "speakers", "autocomplete": "off"}),
        error_messages={"required": "Say who speaks."},
    )
    employer = EmployerField(required=False, label="Employer, of a new speaker")
    topic = forms.CharField(max_length=200, required=False, label="Topic of this talk")

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.helper = helper(columns("name", "employer"), "topic", submit="Add")
        self.helper.form_tag = False

    def clean(self):
        """Find who is meant, or show who may be."""
        typed = super().clean()
        name, employer = typed.get("name"), typed.get("employer")
        if not name or "employer" in self.errors:
            return typed
        chosen = small_integer(self.data.get("use", ""))
        found = queries.named([name]).get(name.lower(), [])
        if employer:
            found = [one for one in found if one.employer_id in (None, employer.pk)]
        if chosen:
            typed["speaker"] = Speaker.objects.current().filter(pk=chosen).first()
        elif len(found) == 1:
            typed["speaker"] = found[0]
        else:
            self.look_first(Speaker.objects.alike(name, employer).select_related("employer"))
        speaker = typed.get("speaker")
        if speaker and self.event.speakings.filter(speaker=speaker).exists():
            self.add_error("name", f"{speaker} is on the list of this event already.")
        return typed

    @transaction.atomic
    def save(self, user):
        """Put the speaker on the list, recording them first if they are new. Returns the `Speaking`."""
        typed = self.cleaned_data
        speaker = typed.get("speaker") or Speaker.objects.create(
            name=typed["name"], employer=typed["employer"], recorded_by=user
        )
        speaking, _ = Speaking.objects.get_or_create(
            event=self.event, speaker=speaker, defaults={"topic": typed["topic"]}
        )
        return speaking
