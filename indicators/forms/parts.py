"""The form for what a typed figure is made of: a field a category, of a percent two."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html
from django.utils.text import slugify

from indicators.dimensions import is_partition
from indicators.progress import Reading
from indicators.worksheets.cells import CellErrors, whole_number
from indicators.worksheets.parts import stamp


class CountField(forms.CharField):
    """A whole number as people type it (1,250), or nothing; the sentences are those of the worksheet's cells."""

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value):
        """The number as Decimal, None for nothing."""
        try:
            return whole_number(super().clean(value), "number", "")
        except CellErrors as errors:
            raise forms.ValidationError(errors.fields["number"]) from errors


class PartsForm(forms.Form):
    """
    `dimensions`: dimension → its categories; `parts`: what is stored, dimension → category → Reading; `wholes`: of a
    percent, category → of how many, where that is known from elsewhere. `given()` is what was typed, of the same shape.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, dimensions, parts, is_percent, action, back, wholes=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.dimensions, self.is_percent, self.wholes = dimensions, is_percent, wholes or {}
        self.initial["seen"] = stamp(parts)
        blocks = [self._block(dimension, categories, parts) for dimension, categories in dimensions.items()]
        self.helper = FormHelper()
        self.helper.form_id, self.helper.form_action, self.helper.attrs = "parts-form", action, {"novalidate": ""}
        cancel = HTML(format_html('<a class="btn btn-link" href="{}">Back to the worksheet</a>', back))
        save = Div(Submit("save", "Save", css_class="btn-primary"), cancel, css_class="btn-row")
        self.helper.layout = Layout("seen", *blocks, save)

    def _block(self, dimension, categories, parts):
        """The fields of one dimension, laid out."""
        rows = []
        for category in categories:
            name = name_of(dimension, category)
            stored = parts.get(dimension, {}).get(category)
            self.fields[name] = CountField(label=category, initial=_digits(stored and stored.numerator))
            row = [Field(name)]
            if self.is_percent:
                known = stored.denominator if stored else self.wholes.get(category)
                self.fields[f"{name}-of"] = CountField(label="of how many", initial=_digits(known))
                self.fields[f"{name}-of"].widget.attrs["aria-label"] = f"{category}: of how many"
                row.append(Field(f"{name}-of"))
            rows.append(Div(*row, css_class="part-pair" if self.is_percent else ""))
        rule = "Everybody is in one, so they add up." if is_partition(dimension) else "These may overlap."
        hint = HTML(format_html('<p class="form-text">{}</p>', rule))
        return Fieldset(f"By {dimension}", hint, Div(*rows, css_class="parts"), css_class="mt-3")

    def clean(self):
        """Of a percent both numbers; what was only proposed (of how many) and left alone says nothing."""
        typed = super().clean()
        if not self.is_percent:
            return typed
        for dimension, categories in self.dimensions.items():
            for category in categories:
                self._check_pair(dimension, category, typed)
        return typed

    def _check_pair(self, dimension, category, typed):
        name = name_of(dimension, category)
        number, whole = typed.get(name), typed.get(f"{name}-of")
        if {name, f"{name}-of"} & self.errors.keys():
            return
        rest_of_partition = is_partition(dimension) and category == self.dimensions[dimension][-1]
        if number is None and whole is not None and whole != self.wholes.get(category):
            self.add_error(name, f"How many of the {whole:,}?")
        elif number is not None and whole is None and not rest_of_partition:
            self.add_error(f"{name}-of", "Of how many?")
        elif number is not None and whole is not None and number > whole:
            self.add_error(name, f"{number:,} is more than {whole:,}.")

    def given(self):
        """Dimension → category → Reading, or None where nothing was typed."""
        return {
            dimension: {category: self._reading(name_of(dimension, category)) for category in categories}
            for dimension, categories in self.dimensions.items()
        }

    def _reading(self, name):
        number = self.cleaned_data.get(name)
        return None if number is None else Reading(number, self.cleaned_data.get(f"{name}-of"))

    def say_conflict(self, theirs):
        """Carry what has been seen by now, so that saving again keeps what was typed here."""
        self.data = self.data.copy()
        self.data["seen"] = stamp(theirs)


def name_of(dimension, category):
    """The name of a category's field: `gender--female`."""
    return f"{slugify(dimension)}--{slugify(category)}"


def _digits(number):
    return "" if number is None else f"{number:,}"
