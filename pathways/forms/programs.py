"""Forms of programs and courses, and what the lists are narrowed by."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself, day_field
from consortium.models import Organization
from pathways.models import Course, Occupation, Program, Sector
from pathways.queries.leading import fed_by_high_school, fed_by_none, leading_nowhere, leading_to_college
from pathways.queries.programs import occupations_of, occupations_searched, offering, possible_schools, searched


def sector_choices(first):
    """[("", first), (scheme, [(key, name), …]), …]: all sectors under the names of their schemes; one query."""
    of_scheme = {label: [] for label in Sector.Scheme.labels}
    for sector in Sector.objects.all():
        of_scheme[sector.get_scheme_display()].append((sector.key, sector.name))
    return [("", first), *((f"{label}s", sectors) for label, sectors in of_scheme.items() if sectors)]


WITH_OTHERS = "with/"  # before a sector's key: that sector and those of the other scheme that correspond to it


def _sectors(choice):
    """The sectors of a choice: one, or with those that correspond to it."""
    scheme, slug = choice.removeprefix(WITH_OTHERS).split("/")
    sectors = Sector.objects.filter(scheme=scheme, slug=slug)
    return Sector.objects.with_counterparts(sectors) if choice.startswith(WITH_OTHERS) else sectors


def _with_others(asked):
    """The choice of a sector with those that correspond to it, which is offered where the address asks for it."""
    key = asked.removeprefix(WITH_OTHERS)
    if key == asked or key.count("/") != 1:
        return []
    sector = _sectors(key).first()
    return [(asked, f"{sector.name} and what corresponds to it")] if sector else []


class ProgramFilter(forms.Form):
    """What the list of programs is narrowed by. `day` is the day on which the programs shown are offered."""

    q = forms.CharField(required=False, max_length=100, label="Program, school or code")
    sector = forms.ChoiceField(required=False, widget=by_itself())
    level = forms.ChoiceField(required=False, choices=[("", "All"), *Program.Level.choices], widget=by_itself())
    organization = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )
    offered = forms.ChoiceField(
        required=False, choices=[("", "Today"), ("all", "At any time")], widget=by_itself()
    )
    leads = forms.ChoiceField(
        required=False,
        label="High school programs",
        choices=[("", "All"), ("yes", "Leading to college"), ("none", "Leading to none")],
        widget=by_itself(),
    )
    fed = forms.ChoiceField(
        required=False,
        label="College programs",
        choices=[("", "All"), ("yes", "Fed by a high school"), ("none", "Fed by none")],
        widget=by_itself(),
    )

    def __init__(self, data, *, day):
        super().__init__(data)
        self.day = day
        self.fields["sector"].choices = [*sector_choices("All"), *_with_others(data.get("sector", ""))]
        self.fields["organization"].queryset = offering()

    def matching(self, programs):
        """Those of `programs` that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        found = searched(programs, asked.get("q") or "")
        if asked.get("sector"):
            found = found.filter(sector__in=_sectors(asked["sector"]))
        for name in ("level", "organization"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        found = self._covered(found, asked.get("leads"), asked.get("fed"))
        return found if asked.get("offered") else found.active(self.day)

    def _covered(self, programs, leads, fed):
        """Those that lead to a college program or to none, or that a high school feeds or none: of their level."""
        if leads:
            programs = (leading_to_college if leads == "yes" else leading_nowhere)(programs, self.day)
        if fed:
            programs = (fed_by_high_school if fed == "yes" else fed_by_none)(programs, self.day)
        return programs


class OccupationFilter(forms.Form):
    """What the list of occupations is narrowed by."""

    q = forms.CharField(required=False, max_length=100, label="Title or SOC code")

    def matching(self, occupations):
        """Those of `occupations` that the reader asked for."""
        self.is_valid()
        text = self.cleaned_data.get("q")
        return occupations_searched(occupations, text) if text else occupations


class OrganizationChoice(forms.Form):
    """Whose program is to be recorded, for who writes for several organizations."""

    organization = forms.ModelChoiceField(
        Organization.objects.none(),
        to_field_name="slug",
        label="Whose program is it?",
        help_text="A high school program is its district's; you say next which schools offer it.",
        error_messages={
            "required": "Say whose program it is.",
            "invalid_choice": "You cannot record programs of this organization. Choose one of the list.",
        },
    )

    def __init__(self, *args, organizations, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organization"].queryset = organizations
        self.helper = helper("organization", submit="Go on", back=back)
        self.helper.form_method = "get"


class ProgramForm(forms.ModelForm):
    """A program of the organization that `instance` carries already. Occupations are typed as SOC codes."""

    sector = forms.ChoiceField(error_messages={"required": "Say in which sector it is."})
    schools = forms.ModelMultipleChoiceField(
        Organization.objects.none(),
        required=False,
        label="Schools that offer it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of the schools is no school of this organization."},
    )
    soc_codes = forms.CharField(
        required=False,
        max_length=400,
        label="Occupations, by SOC code",
    )
    starts_on = day_field("Offered from", required=False, help_text="Empty: not known.")
    ends_on = day_field("Offered through", required=False, help_text="Its last day. Empty: no end.")

    class Meta:
        model = Program
        fields = ["name", "level", "award", "code_scheme", "code", "code_version", "starts_on", "ends_on", "schools"]
        labels = {"code_scheme": "Scheme of the code", "code_version": "Version of the scheme"}
        error_messages = {"name": {"required": "Give it a name."}, "level": {"required": "Say of which level it is."}}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        program = self.instance
        self.fields["soc_codes"].help_text = format_html(
            'With commas between: 49-9021, 47-2111. They are in the <a href="{}">list of occupations</a>.',
            reverse("occupations"),
        )
        levels = Program.LEVELS.get(program.organization.kind, ())
        self.fields["level"].choices = [(level.value, level.label) for level in levels]
        self.fields["sector"].choices = sector_choices("Choose a sector")
        self.initial["sector"] = program.sector.key if program.sector_id else ""
        has_schools = Program.Level.HIGH_SCHOOL in levels
        if has_schools:
            self.fields["schools"].queryset = possible_schools(program)
        else:
            del self.fields["schools"]
        if program.pk:
            self.initial["soc_codes"] = ", ".join(occupations_of(program).values_list("soc", flat=True))
        self.helper = helper(
            "name",
            columns("level", "award"),
            "sector",
            columns("code_scheme", "code", "code_version"),
            columns("starts_on", "ends_on"),
            *(["schools"] if has_schools else []),
            "soc_codes",
            submit="Save",
            back=back,
        )

    def clean_code(self):
        """Without the spaces that people paste."""
        return (self.cleaned_data.get("code") or "").strip()

    def clean_sector(self):
        """The sector as a record."""
        scheme, slug = self.cleaned_data["sector"].split("/")
        self.instance.sector = Sector.objects.get(scheme=scheme, slug=slug)
        return self.instance.sector

    def clean_soc_codes(self):
        """The occupations of the codes, with their youngest data. Says which code is not known."""
        codes = [code for code in re.split(r"[\s,;]+", self.cleaned_data["soc_codes"]) if code]
        found = {occupation.soc: occupation for occupation in Occupation.objects.latest_data().filter(soc__in=codes)}
        for code in codes:
            if code not in found:
                raise ValidationError(f"There is no occupation with the SOC code “{code}”. Codes look like 49-9021.")
        return list(found.values())

    def clean(self):
        """Schools only where the level has them."""
        typed = super().clean()
        schools = typed.get("schools") or []
        if schools and typed.get("level") and typed["level"] != Program.Level.HIGH_SCHOOL:
            self.add_error("schools", "Only high school programs name the schools that offer them.")
        return typed

    def _get_validation_exclusions(self):
        """The organization is settled and the sector is set in `clean_sector`: their rules are checked too."""
        return super()._get_validation_exclusions() - {"organization"}

    @transaction.atomic
    def save(self):
        """Store the program, its schools and its occupations."""
        program = super().save()
        program.occupations.set(self.cleaned_data["soc_codes"])
        return program


class CourseForm(forms.ModelForm):
    """A course of the program that `instance` carries already: grades for high schools, a term for the others."""

    class Meta:
        model = Course
        fields = ["number", "title", "level", "lowest_grade", "highest_grade", "term", "units", "order"]
        labels = {"number": "Number", "level": "Place in the sequence", "order": "Order"}
        help_texts = {"order": "Courses are shown by this number, the lowest first."}
        error_messages = {"title": {"required": "Give it a title."}}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        high_school = self.instance.program.level == Program.Level.HIGH_SCHOOL
        for name in ["term"] if high_school else ["lowest_grade", "highest_grade"]:
            del self.fields[name]
        when = ["lowest_grade", "highest_grade"] if high_school else ["term"]
        self.helper = helper(
            columns("number", "title"), columns("level", *when), columns("units", "order"), submit="Save", back=back
        )

    def _get_validation_exclusions(self):
        """The program is settled, so that its rules are checked too."""
        return super()._get_validation_exclusions() - {"program"}
