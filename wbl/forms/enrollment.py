"""The form of enrollment by group."""

from crispy_forms.layout import HTML, Fieldset
from django import forms
from django.core.exceptions import ValidationError

from consortium.categories import GENDER, GENDERS, GROUPS, NOT_REPORTED, RACE, RACES, WORDS
from consortium.forms.layout import columns, helper
from wbl.models import EnrollmentByGroup
from wbl.models.enrollment import COUNT_FIELDS

PARTITIONS = {RACE: RACES, GENDER: GENDERS}
MOST = 9_999_999


class CountField(forms.IntegerField):
    """How many students; commas between thousands are taken, an empty field is not known."""

    default_error_messages = {"invalid": "Write a whole number, such as 1250. Leave it empty where it is not known."}

    def __init__(self, **kwargs):
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(min_value=0, max_value=MOST, **kwargs)

    def to_python(self, value):
        """A number without its commas."""
        return super().to_python(value.replace(",", "").strip() if isinstance(value, str) else value)


class EnrollmentForm(forms.ModelForm):
    """
    The counts of one organization, year and audience, which `instance` carries already. Of a partition all or nothing
    is stored: once what is typed makes the total, what was left empty is zero.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31)

    class Meta:
        model = EnrollmentByGroup
        fields = [*COUNT_FIELDS, "source"]
        labels = {"source": "Source"}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        required = {"required": "Give the total: all of these students, each once."}
        self.fields["total"] = CountField(label="All students", error_messages=required)
        for code, words in WORDS.items():
            self.fields[code.lower()] = CountField(required=False, label=f"{words} ({code})")
        self.fields["version"].initial = self.instance.version if self.instance.pk else 0
        self.helper = helper(
            columns("total", "source"),
            _fieldset("Race and ethnicity", RACES, "Each student in exactly one; together they make the total."),
            _fieldset("Gender", GENDERS, "Each student in exactly one; together they make the total."),
            _fieldset("Program groups", GROUPS, "A student may be in several. SD is students with disabilities."),
            "version",
            submit="Save",
            back=back,
        )

    def clean(self):
        """Partitions make the total, groups are within it."""
        typed = super().clean()
        total = typed.get("total")
        if total is None:
            return typed
        for dimension, codes in PARTITIONS.items():
            self._complete(typed, total, dimension, [code.lower() for code in codes])
        for code in GROUPS:
            if (typed.get(code.lower()) or 0) > total:
                self.add_error(code.lower(), f"These are more than all {total:,} students.")
        return typed

    def _complete(self, typed, total, dimension, names):
        given = {name: typed[name] for name in names if typed.get(name) is not None}
        if not given or self.errors.keys() & set(names):
            return
        together = sum(given.values())
        if together == total:
            typed.update({name: 0 for name in names if name not in given})
            return
        rest = NOT_REPORTED[dimension]
        if together > total:
            sentence = f"Together these are {together:,}, more than all {total:,} students."
        else:
            sentence = (
                f"Together these are {together:,} of {total:,}. Of the other {total - together:,} this is not "
                "reported: add them here, or correct the others."
            )
        self.add_error(rest.lower(), ValidationError(sentence))

    def _post_clean(self):
        """The model's own rules only where the form has found nothing: they say the same in other words."""
        if not self.errors:
            super()._post_clean()

    def drawn_from(self, version):
        """Show the form as drawn from `version`: saving it again is then a choice."""
        self.data = self.data.copy()
        self.data["version"] = str(version)


def _fieldset(legend, codes, hint):
    names = [code.lower() for code in codes]
    size = 2 if len(names) % 3 else 3
    rows = [columns(*names[first : first + size]) for first in range(0, len(names), size)]
    return Fieldset(legend, HTML(f'<p class="caption">{hint}</p>'), *rows)
