"""Forms of who came: headcounts by audience, the breakdown of one, and a roster."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.conf import settings

from consortium import grades
from consortium.categories import DIMENSIONS
from consortium.forms.layout import helper
from consortium.uploads import list_size_checked
from wbl.models import Attendance
from wbl.rules import kinds
from wbl.rules.attendance import stamp
from wbl.rules.breakdowns import settled
from wbl.rules.roster_file import RosterRefused, read_file, read_pasted, schemes_of

MOST_PEOPLE = 100_000
WHOLE = "Write a whole number, such as 30."
TOO_MANY = f"More than {MOST_PEOPLE:,} people cannot have come to one event."
NUMBER_ERRORS = {"invalid": WHOLE, "min_value": WHOLE, "max_value": TOO_MANY}


def count_field(label, **options):
    """How many, or nothing."""
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=MOST_PEOPLE, error_messages=NUMBER_ERRORS, **options
    )


class HeadcountsForm(forms.Form):
    """
    How many of each audience an organization brought. Beside each number stands what was on record when the page was
    drawn, so that nobody overwrites what somebody else has entered since.

    `rows` are the organization's attendances; those that are rosters have no field.
    """

    def __init__(self, *args, kind, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {row.audience: row for row in rows}
        usual, others = kinds.audiences(kind)
        self.usual = usual or others
        for audience in (*usual, *others):
            row = self.rows.get(audience)
            if row is not None and row.is_roster:
                continue
            self.fields[audience.value] = count_field(audience.label, initial=row.headcount if row else None)
            self.fields[f"{audience}-seen"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=row.headcount if row else ""
            )

    def lines(self):
        """Of each audience: value, words, bound field or None, what was seen, `Attendance` or None, if it is usual."""
        for audience in sorted(Attendance.Audience, key=lambda one: one not in self.usual):
            field = self[audience.value] if audience.value in self.fields else None
            seen = self[f"{audience}-seen"] if field else None
            row = self.rows.get(audience)
            yield audience.value, audience.label, field, seen, row, audience in self.usual or row is not None

    def typed(self):
        """Audience → (number or None, what was on record when the page was drawn, as text), of all with a field."""
        return {
            audience: (self.cleaned_data[audience.value], self.cleaned_data[f"{audience}-seen"])
            for audience in Attendance.Audience
            if audience.value in self.fields
        }

    def say_conflicts(self, conflicts):
        """Mark what somebody else has entered meanwhile: audience → the number on record, or None."""
        self.data = self.data.copy()
        for audience, now in conflicts.items():
            mine = self.cleaned_data.get(audience.value)
            there = "took the number away" if now is None else f"entered {now:,}"
            yours = "nothing" if mine is None else f"{mine:,}"
            sentence = f"Somebody else {there} meanwhile; you typed {yours}. Save again to keep yours."
            self.add_error(audience.value, sentence)
            self.data[f"{audience}-seen"] = "" if now is None else str(now)


class BreakdownForm(forms.Form):
    """The headcount of one audience with its grades and, of students, its breakdown."""

    headcount = count_field("How many came")
    lowest_grade = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="From grade")
    highest_grade = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label="To grade")
    rest = forms.BooleanField(required=False, label="Put whoever is missing in “not reported”")
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, audience, row=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["headcount"].required = True
        self.fields["headcount"].error_messages["required"] = "Say how many came."
        self.audience = audience
        if audience in Attendance.STUDENTS:
            lowest, highest = Attendance.GRADES[audience]
            offered = [(grade, words) for grade, words in grades.CHOICES if lowest <= grade <= highest]
            for name in ("lowest_grade", "highest_grade"):
                self.fields[name].choices = [("", "Not said"), *offered]
            for categories in DIMENSIONS.values():
                for code, words in categories.items():
                    self.fields[code] = count_field(words)
        else:
            for name in ("lowest_grade", "highest_grade", "rest"):
                del self.fields[name]
        self.initial["seen"] = stamp(row)
        if row is not None:
            self.initial |= {"lowest_grade": row.lowest_grade, "highest_grade": row.highest_grade}
            self.initial |= {} if row.is_roster else {"headcount": row.headcount}
            self.initial |= {code: getattr(row, code.lower()) for code in self.codes}
        self.counts = {}

    @property
    def codes(self):
        """The categories that are asked."""
        return [code for categories in DIMENSIONS.values() for code in categories if code in self.fields]

    def parts(self):
        """[(dimension, [field, …])] of the breakdown; none for adults."""
        of_it = ((name, [self[code] for code in codes if code in self.fields]) for name, codes in DIMENSIONS.items())
        return [(name, fields) for name, fields in of_it if fields]

    def grade_pair(self):
        """(lowest, highest) as typed; of one alone it stands for both."""
        lowest, highest = self.cleaned_data.get("lowest_grade"), self.cleaned_data.get("highest_grade")
        if (lowest is None) != (highest is None):
            return (lowest, lowest) if highest is None else (highest, highest)
        return lowest, highest

    def say_conflict(self, row):
        """Tell that somebody else has changed the attendance meanwhile, to `row` or None; saving again keeps this."""
        there = "it is gone now" if row is None else f"it says {row.headcount:,} now"
        self.add_error(None, f"Somebody else has changed this meanwhile: {there}. Save again to keep yours.")
        self.data = self.data.copy()
        self.data["seen"] = stamp(row)

    def clean(self):
        """Parts that add up, at `counts`, and grades in order."""
        typed = super().clean()
        lowest, highest = self.grade_pair()
        if lowest is not None and lowest > highest:
            self.add_error("highest_grade", "The lowest grade comes before the highest.")
        if typed.get("headcount") is not None:
            given = {code: typed.get(code) for code in self.codes}
            self.counts, problems = settled(typed["headcount"], given, typed.get("rest", False))
            for problem in problems:
                self.add_error(problem.code or None, problem.sentence)
        return typed


class RosterForm(forms.Form):
    """A roster as a file or pasted; `roster` is what was read of it. Neither is ever stored."""

    scheme = forms.ChoiceField(label="What numbers are they?", widget=forms.RadioSelect)
    file = forms.FileField(required=False, label="A file", help_text="CSV (UTF-8) or XLSX, up to 2 MB.")
    pasted = forms.CharField(
        required=False,
        strip=False,
        label="Or pasted here",
        help_text="A number a line, or columns copied from a spreadsheet with their names.",
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, audience, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.audience, self.roster, self.problems, self.more = audience, None, [], 0
        labels = dict(Attendance.Scheme.choices)
        self.fields["scheme"].choices = [(scheme.value, labels[scheme]) for scheme in schemes_of(audience)]
        self.fields["scheme"].initial = self.fields["scheme"].choices[0][0]
        self.helper = helper("scheme", "file", "pasted", submit="Keep the hashes", back=back)
        self.helper.form_enctype = "multipart/form-data"

    def clean_file(self):
        """A file that was in memory alone: larger ones lie in a temporary file while the request lasts."""
        upload = self.cleaned_data["file"]
        return list_size_checked(upload, settings.FILE_UPLOAD_MAX_MEMORY_SIZE) if upload else None

    def clean(self):
        """Read the one or the other."""
        typed = super().clean()
        upload, pasted = typed.get("file"), typed.get("pasted", "")
        if self.errors:
            return typed
        if bool(upload) == bool(pasted.strip()):
            raise forms.ValidationError("Choose a file or paste the numbers, one of the two.")
        try:
            if upload:
                self.roster = read_file(upload.read(), typed["scheme"], self.audience)
            else:
                self.roster = read_pasted(pasted, typed["scheme"], self.audience)
        except RosterRefused as refused:
            self.problems, self.more = refused.problems, refused.more
            raise forms.ValidationError("Nothing of the roster is kept.") from refused
        return typed


class FindOrganizationForm(forms.Form):
    """Whose attendance is meant, by a part of its name."""

    q = forms.CharField(required=False, max_length=100, label="Name of a school, college or partner")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(Field("q"))
