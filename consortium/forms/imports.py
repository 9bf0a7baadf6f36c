"""The form with which the state's list of schools is uploaded."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat

from consortium.forms.layout import helper
from consortium.models import SchoolYear


class SchoolsUploadForm(forms.Form):
    """A file and the school year whose facts are noted."""

    file = forms.FileField(
        label="The state's list of schools",
        help_text="Text with commas or tabs, or XLSX, as the Department of Education publishes it.",
    )
    year = forms.ModelChoiceField(
        SchoolYear.objects, label="School year", empty_label=None, to_field_name="start_year",
        help_text="Grades and membership are noted for this year.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("file", "year", submit="Show what would change", enctype="multipart/form-data")

    def clean_file(self):
        """A file that is not too large."""
        file = self.cleaned_data["file"]
        if file.size > settings.FILE_MAX_BYTES:
            raise ValidationError(f"The file is larger than {filesizeformat(settings.FILE_MAX_BYTES)}.")
        return file
