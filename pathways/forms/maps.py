"""Forms of career pathways: the filter of their list, what a pathway is, publishing and withdrawing."""

from django import forms

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import Organization
from pathways.models import CareerPathway, Sector
from pathways.queries.maps import owning, searched


class MapFilter(forms.Form):
    """What the list of maps is narrowed by. `day` is the day on which a map is published."""

    STATUS = [
        ("", "All"),
        ("published", "Published"),
        ("draft", "With a draft"),
        ("withdrawn", "Withdrawn"),
    ]

    q = forms.CharField(required=False, max_length=100, label="Pathway or what stands on it")
    sector = forms.ModelChoiceField(
        Sector.objects.filter(scheme=Sector.Scheme.CDE),
        required=False,
        to_field_name="slug",
        empty_label="All",
        widget=by_itself(),
    )
    organization = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    status = forms.ChoiceField(required=False, choices=STATUS, widget=by_itself())

    def __init__(self, data, *, access):
        super().__init__(data)
        self.access = access
        self.fields["organization"].queryset = owning(CareerPathway.objects.readable_by(access))

    def matching(self, pathways):
        """Those of `pathways` (`with_standing`) that the reader asked for. Wrong fields are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(pathways, asked.get("q") or "", self.access)
        for name in ("sector", "organization"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        if asked.get("status") == "published":
            return found.filter(current_number__isnull=False)
        if asked.get("status") == "withdrawn":
            return found.filter(current_number__isnull=True, latest_number__isnull=False)
        if asked.get("status") == "draft":
            return found.filter(draft_id__isnull=False, pk__in=CareerPathway.objects.drafts_readable_by(self.access))
        return found


class CareerPathwayForm(forms.ModelForm):
    """What a pathway is; what stands on its map is edited there. `owners` are those it may belong to."""

    class Meta:
        model = CareerPathway
        fields = ["name", "sector", "organization", "summary"]
        labels = {"sector": "Sector", "organization": "Whose map it is"}
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "name": {"required": "Give the pathway a name."},
            "sector": {"required": "Say in which sector it is."},
            "organization": {
                "required": "Say whose map it is.",
                "invalid_choice": "You cannot keep maps of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, owners, back, submit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.filter(scheme=Sector.Scheme.CDE)
        self.fields["sector"].empty_label = "Choose a sector"
        self.fields["organization"].queryset = owners
        self.fields["organization"].empty_label = "Choose an organization"
        first_two = list(owners[:2])
        if len(first_two) == 1 and not self.instance.organization_id:
            self.initial["organization"] = first_two[0].pk
        self.helper = helper("name", columns("sector", "organization"), "summary", submit=submit, back=back)


class PublishForm(forms.Form):
    """Since when a version stands, and what is new about it."""

    day = day_field("Published on", help_text="Today, or the day on which it was published.")
    note = forms.CharField(
        required=False, max_length=300, label="What is new", help_text="One line, which stands in the list of versions."
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("seen", "day", "note", submit="Publish", back=back)


class WithdrawForm(forms.Form):
    """From which day on a map no longer stands, and why."""

    day = day_field("Withdrawn on", help_text="From this day on it counts nowhere.")
    because = forms.CharField(max_length=300, label="Why", error_messages={"required": "Say why the map is withdrawn."})

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("day", "because", submit="Withdraw", back=back)
