"""What the page of coverage is narrowed by."""

from django import forms

from consortium.forms.partners import by_itself
from pathways.forms.programs import sector_choices
from pathways.models import Sector


class CoverageFilter(forms.Form):
    """One sector, of either scheme: the other matrix then shows the sectors that correspond to it."""

    sector = forms.ChoiceField(required=False, widget=by_itself())

    def __init__(self, data):
        super().__init__(data)
        self.fields["sector"].choices = sector_choices("All")

    def chosen(self):
        """The sector asked for, or None."""
        if not self.is_valid() or not self.cleaned_data["sector"]:
            return None
        scheme, slug = self.cleaned_data["sector"].split("/")
        return Sector.objects.get(scheme=scheme, slug=slug)
