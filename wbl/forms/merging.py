"""The form with which the other one of two records is chosen."""

from django import forms
from django.core.exceptions import ValidationError

from consortium.forms.layout import helper
from wbl.models import Employer
from wbl.queries import employers, speakers


class OtherForm(forms.Form):
    """The record with which `record` is to be merged, by its name as suggestions write it."""

    other = forms.CharField(
        max_length=300,
        label="Another record, by its name",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give the name of the other record."},
    )

    def __init__(self, *args, record, **kwargs):
        super().__init__(*args, **kwargs)
        self.record = record
        self.fields["other"].widget.attrs["list"] = f"{record._meta.model_name}s"
        self.helper = helper("other", submit="Look at both")
        self.helper.form_method = "get"

    def clean_other(self):
        """The one other current record of that name."""
        text = self.cleaned_data["other"].strip()
        directory = employers if isinstance(self.record, Employer) else speakers
        found = [one for one in directory.named([text]).get(text.lower(), []) if one != self.record]
        if not found:
            raise ValidationError(f"There is no other record called “{text}”.")
        if len(found) > 1:
            raise ValidationError(f"Several records are called “{text}”: merge from the page of the right one.")
        return found[0]
