"""The form with which the state's list of schools is uploaded."""

from django import forms
from django.conf import settings

from consortium.forms.layout import helper
from consortium.models import SchoolYear
from consortium.uploads import list_size_checked


class SchoolsUploadForm(forms.Form):
    """A file and the school year whose facts are noted."""

    file = forms.FileField(
        label="The state's list of schools",
        help_text="Text with commas or tabs, or XLSX, as the Department of Education publishes it.",
    )
    year = forms.ModelChoiceField(
        SchoolYear.objects,
        label="School year",
        empty_label=None,
        to_field_name="start_year",
        help_text="Grades and membership are noted for this year.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("file", "year", submit="Show what would change", enctype="multipart/form-data")

    def clean_file(self):
        """A file that is not too large."""
        return list_size_checked(self.cleaned_data["file"], settings.FILE_MAX_BYTES)
