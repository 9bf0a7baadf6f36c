"""Forms of what happens to an articulation agreement: its review, its signatures, its scan, its early end."""

from django import forms

from consortium.forms.fields import DayField
from consortium.forms.layout import helper
from consortium.models import Organization
from consortium.uploads import CheckedFileField
from pathways.models import AgreementSignature, ArticulationAgreement


class ReviewForm(forms.ModelForm):
    """When faculty reviewed the agreement, and who they were. `today` is the last day on which it can have been."""

    reviewed_on = DayField(label="Reviewed on", error_messages={"required": "Give the day."})
    reviewed_by = forms.CharField(
        max_length=200,
        label="By whom",
        help_text="Such as “Welding faculty of both parties”.",
        error_messages={"required": "Say who reviewed it."},
    )

    class Meta:
        model = ArticulationAgreement
        fields = ["reviewed_on", "reviewed_by"]

    def __init__(self, *args, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = helper("reviewed_on", "reviewed_by", submit="Save", back=back)

    def clean_reviewed_on(self):
        """Between the draft and today."""
        return _done_day(self.cleaned_data["reviewed_on"], self.instance, self.today)


class SignatureForm(forms.ModelForm):
    """The signature of a party; a stored one keeps its party. `today` is the last day that it can have."""

    signed_on = DayField(label="Signed on", error_messages={"required": "Give the day."})

    class Meta:
        model = AgreementSignature
        fields = ["party", "signer_role", "signer_name", "signed_on"]
        labels = {"signer_role": "Office of who signed", "signer_name": "Name"}
        help_texts = {"signer_name": "Everybody who reads the agreement sees it. It may be left out."}
        error_messages = {
            "party": {"required": "Say who signed.", "invalid_choice": "Choose one of the parties."},
            "signer_role": {"required": "Say in which office, such as Dean of Career Education."},
        }

    def __init__(self, *args, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        shown = ["signer_role", "signer_name", "signed_on"]
        if self.instance.pk:
            del self.fields["party"]
        else:
            signed = {signature.party_id for signature in self.instance.agreement.signatures.all()}
            open_parties = [party.pk for party in self.instance.agreement.parties if party.pk not in signed]
            self.fields["party"].queryset = Organization.objects.filter(pk__in=open_parties)
            if len(open_parties) == 1:
                self.initial.setdefault("party", open_parties[0])
            shown.insert(0, "party")
        self.helper = helper(*shown, submit="Save", back=back)

    def clean_signed_on(self):
        """Between the draft and today."""
        return _done_day(self.cleaned_data["signed_on"], self.instance.agreement, self.today)

    def _get_validation_exclusions(self):
        """The agreement is settled, so that its rules are checked too."""
        return super()._get_validation_exclusions() - {"agreement"}


def _done_day(day, agreement, today):
    if day > today:
        raise forms.ValidationError("This day is still to come.")
    if day < agreement.drafted_on:
        raise forms.ValidationError("The agreement was not drafted yet.")
    return day


class ScanForm(forms.Form):
    """The agreement as it was signed."""

    file = CheckedFileField(label="Scan", help_text="PDF or a picture.", error_messages={"required": "Choose a file."})

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("file", submit="Keep", back=back)


class EndForm(forms.ModelForm):
    """From when on, and why, the agreement is no longer in force."""

    terminated_on = DayField(label="No longer in force from", error_messages={"required": "Give the day."})
    terminated_because = forms.CharField(
        max_length=300,
        label="Why",
        help_text="Everybody who reads the agreement sees it.",
        error_messages={"required": "Say why it ends early."},
    )

    class Meta:
        model = ArticulationAgreement
        fields = ["terminated_on", "terminated_because"]

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("terminated_on", "terminated_because", submit="End it early", back=back)

    def clean_terminated_on(self):
        """Not before there was a draft."""
        day = self.cleaned_data["terminated_on"]
        if day < self.instance.drafted_on:
            raise forms.ValidationError("The agreement was not drafted yet.")
        return day
