"""Forms of gaps: what the lists are narrowed by, the record itself, and what becomes of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from consortium.forms.layout import columns, helper
from consortium.forms.partners import by_itself
from consortium.models import Organization, StoredFile
from consortium.uploads import CheckedFileField
from goals.forms.documents import day_of_record
from goals.models import Document
from goals.queries.documents import possible_owners as possible_document_owners
from pathways.forms.programs import sector_choices
from pathways.models import Program, ProgramGap, Sector
from pathways.queries.gaps import STATES, possible_owners, searched
from pathways.queries.programs import searched as programs_searched

NO_SECTOR = ("none", "No sector")
# whom the list of found gaps is about → words
LABOR_MARKET, LEADING_NOWHERE, FED_BY_NONE = "", "high-school", "college"
FOUND_KINDS = [
    (LABOR_MARKET, "Programs to labor market"),
    (LEADING_NOWHERE, "High school programs that lead to no college program"),
    (FED_BY_NONE, "College programs that no high school feeds"),
]
TAKEN = [("", "All but those set aside"), ("open", "Not documented yet"), ("aside", "Set aside")]
STANDINGS = [("", "More openings than awards"), ("unknown", "Figures missing"), ("enough", "Enough awards")]


class FoundGapFilter(forms.Form):
    """What the list of found gaps is narrowed by; wages and figures are those of occupations only."""

    q = forms.CharField(required=False, max_length=100, label="Occupation, program or code")
    kind = forms.ChoiceField(required=False, choices=FOUND_KINDS, widget=by_itself())
    sector = forms.ChoiceField(required=False, widget=by_itself())
    figures = forms.ChoiceField(required=False, choices=STANDINGS, widget=by_itself())
    wage = forms.ChoiceField(
        required=False, choices=[("", "Any"), ("living", "At or above the living wage")], widget=by_itself()
    )
    taken = forms.ChoiceField(required=False, choices=TAKEN, label="State", widget=by_itself())

    def __init__(self, data):
        super().__init__(data)
        self.fields["sector"].choices = [*sector_choices("All"), NO_SECTOR]
        self.is_valid()
        self.asked = {name: self.cleaned_data.get(name) or "" for name in self.fields}
        if self.asked["kind"] != LABOR_MARKET:
            for name in ("figures", "wage"):
                del self.fields[name]

    @property
    def of_occupations(self):
        """What `pathways.queries.gaps.labor_market` is asked for."""
        asked = self.asked
        return {
            "sector": asked["sector"],
            "living": asked["wage"] == "living",
            "text": asked["q"],
            "taken": asked["taken"],
        }

    def programs(self, programs):
        """Those of `programs` that the reader asked for."""
        found = programs_searched(programs, self.asked["q"])
        return _in_sector(found, self.asked["sector"])


class GapFilter(forms.Form):
    """What the list of gaps that somebody took up is narrowed by, on `day`."""

    q = forms.CharField(required=False, max_length=100, label="Title, owner or code")
    kind = forms.ChoiceField(required=False, choices=[("", "All"), *ProgramGap.Kind.choices], widget=by_itself())
    state = forms.ChoiceField(
        required=False, choices=[(value, words) for value, (words, _) in STATES.items()], widget=by_itself()
    )
    sector = forms.ChoiceField(required=False, widget=by_itself())
    owner = forms.ModelChoiceField(
        Organization.objects.none(), required=False, to_field_name="slug", empty_label="All", widget=by_itself()
    )

    def __init__(self, data, *, gaps, day):
        super().__init__(data)
        self.gaps, self.day = gaps, day
        self.fields["sector"].choices = [*sector_choices("All"), NO_SECTOR]
        owners = gaps.order_by().values("owner")
        self.fields["owner"].queryset = Organization.objects.filter(pk__in=owners).order_by("name")

    def matching(self):
        """The gaps that the reader asked for. Fields that are wrong are as if left empty."""
        self.is_valid()
        asked = self.cleaned_data
        _, in_state = STATES[asked.get("state") or ""]
        found = _in_sector(searched(in_state(self.gaps, self.day), asked.get("q") or ""), asked.get("sector"))
        for name in ("kind", "owner"):
            if asked.get(name):
                found = found.filter(**{name: asked[name]})
        return found


def _in_sector(rows, key):
    """Those of `rows` whose sector has this key; `none`: those without one."""
    if not key:
        return rows
    if key == NO_SECTOR[0]:
        return rows.filter(sector__isnull=True)
    scheme, slug = key.split("/")
    return rows.filter(sector__scheme=scheme, sector__slug=slug)


class GapForm(forms.ModelForm):
    """
    A gap. Where `instance` was found by the computer or is about a program, what it is about and its figures are
    settled; else they are typed. `access` chooses among the owners they write for.
    """

    ABOUT = ("kind", "title", "soc", "sector")
    CODES = ("code_scheme", "code", "code_version")
    # checked by the rules of the whole record, whether they are on the form or settled before
    CHECKED = {
        "kind", "title", "program", "soc", "sector", "code_scheme", "code", "code_version", "description", "evidence",
        "evidence_file", "owner", "documented_on", "closed_on", "closed_how", "dismissed_on", "dismissed_because",
    }  # fmt: skip

    sector = forms.ChoiceField(required=False)
    upload = CheckedFileField(
        required=False, label="Evidence as a file", help_text="PDF, picture, Word, Excel, PowerPoint or text."
    )
    remove_file = forms.BooleanField(required=False, label="Take the file away")
    documented_on = day_of_record(
        "Documented on", required=False, help_text="Leave it empty while it is only proposed."
    )

    class Meta:
        model = ProgramGap
        fields = [
            "kind", "title", "soc", "code_scheme", "code", "code_version", "description", "evidence", "recommendation",
            "owner", "documented_on",
        ]  # fmt: skip
        labels = {
            "title": "Program or occupation",
            "code_scheme": "Scheme of the code",
            "code_version": "Version of the scheme",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 4}) for name in ("description", "evidence", "recommendation")}
        error_messages = {
            "kind": {"required": "Say of which kind it is."},
            "title": {"required": "Say which program or occupation it is about."},
            "owner": {
                "required": "Say whose it is to see to.",
                "invalid_choice": "You cannot record gaps of this organization. Choose one of the list.",
            },
        }

    def __init__(self, *args, access, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, gap = today, self.instance
        self.fields["sector"].choices = [*sector_choices("No sector")]
        self.initial["sector"] = gap.sector.key if gap.sector_id else ""
        if gap.found_on or gap.program_id:
            for name in self.ABOUT:
                del self.fields[name]
        if gap.program_id:
            for name in self.CODES:
                del self.fields[name]
        if "code_scheme" in self.fields:
            self.fields["code_scheme"].choices = [("", "Not known"), *Program.CodeScheme.choices]
        self._offer_owners(access)
        if not gap.evidence_file_id:
            del self.fields["remove_file"]
        else:
            self.fields["upload"].help_text = f"There is “{gap.evidence_file.name}”; another one takes its place."
        self.helper = helper(*self._layout(), submit="Save", back=back)

    def _offer_owners(self, access):
        owner = self.fields["owner"]
        offered = possible_owners(access)
        owner.empty_label = "No owner yet"
        owner.queryset = offered | Organization.objects.filter(pk=self.instance.owner_id)
        owner.required = not access.is_office  # or it would be out of their own reach
        if self.instance.pk is None and not access.is_office and len(first := list(offered[:2])) == 1:
            owner.initial = first[0].pk

    def _layout(self):
        here = self.fields
        if "kind" in here:
            yield columns("kind", "sector")
            yield columns("title", "soc")
        if "code" in here:
            yield columns(*self.CODES)
        yield from ("description", "evidence", "upload")
        if "remove_file" in here:
            yield "remove_file"
        yield "recommendation"
        yield columns("owner", "documented_on")

    def clean_sector(self):
        """The sector as a record, or None."""
        key = self.cleaned_data["sector"]
        scheme, _, slug = key.partition("/")
        self.instance.sector = Sector.objects.get(scheme=scheme, slug=slug) if key else None
        return self.instance.sector

    def clean_code(self):
        """Without the spaces that people paste."""
        return (self.cleaned_data.get("code") or "").strip()

    def clean_documented_on(self):
        """Not after today."""
        day = self.cleaned_data["documented_on"]
        if day and day > self.today:
            raise ValidationError("This day is still to come. Leave it empty while the gap is only proposed.")
        return day

    def clean(self):
        """A documented gap is complete; each missing part is said beside its field."""
        typed = super().clean()
        if not typed.get("documented_on"):
            return typed
        kept = self.instance.evidence_file_id and not typed.get("remove_file")
        missing = {
            "description": (typed.get("description"), "A documented gap has a description."),
            "evidence": (typed.get("evidence") or typed.get("upload") or kept, "Say what shows it, or add a file."),
            "owner": (typed.get("owner") or "owner" in self.errors, "A documented gap has an owner who sees to it."),
        }
        for name, (given, sentence) in missing.items():
            if not given and name not in self.errors:
                self.add_error(name, f"{sentence} Or leave “Documented on” empty while it is only proposed.")
        return typed

    def _get_validation_exclusions(self):
        """What is settled is checked too; what was refused already is not refused twice."""
        exclusions = (super()._get_validation_exclusions() - self.CHECKED) | set(self.errors)
        if self.cleaned_data.get("upload"):
            exclusions.add("evidence_file")  # it is stored with the record, which then has its evidence
        return exclusions

    @transaction.atomic
    def save(self, user=None):
        """Store the gap, a new one as recorded by `user`, with its file."""
        gap = self.instance
        if gap.pk is None:
            gap.recorded_by = user
        if self.cleaned_data.get("remove_file"):
            gap.evidence_file = None
        upload = self.cleaned_data.get("upload")
        if upload:
            gap.evidence_file = StoredFile.keep(upload, upload.checked_type, user)
        return super().save()


class DismissForm(forms.Form):
    """Why and from when on a gap is set aside."""

    reason = forms.CharField(
        max_length=300,
        label="Why",
        help_text="Everybody who reads the gap sees it.",
        error_messages={"required": "Say why the gap is set aside."},
    )
    day = day_of_record("Set aside on")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", "day", submit="Set aside", back=back)


class CloseForm(forms.Form):
    """How and since when a gap is mended."""

    how = forms.CharField(
        max_length=300,
        label="How it was mended",
        help_text="Such as “Two colleges opened the program in fall.”",
        error_messages={"required": "Say how the gap was mended."},
    )
    day = day_of_record("Closed on")

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("how", "day", submit="Close", back=back)


class InDocumentForm(forms.Form):
    """The document in which several gaps are put: one of `documents`, or a new gap analysis of an owner."""

    document = forms.ModelChoiceField(
        Document.objects.none(), required=False, label="Gap analysis", empty_label="A new one, by the title below"
    )
    title = forms.CharField(required=False, max_length=200, label="Title of a new gap analysis")
    owner = forms.ModelChoiceField(
        Organization.objects.none(), required=False, label="Whose it is", empty_label="Choose for a new one"
    )
    since = day_of_record(
        "In the document since",
        help_text="What was sent before this day did not hold the gaps yet. Where it did, give that earlier day.",
    )

    def __init__(self, *args, access, documents, today, back, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["document"].queryset = documents
        self.fields["owner"].queryset = possible_document_owners(access).order_by("name")
        self.helper = helper("document", columns("title", "owner"), "since", submit="Put them in", back=back)

    def clean_since(self):
        """Not after today."""
        day = self.cleaned_data["since"]
        if day > self.today:
            raise ValidationError("This day is still to come.")
        return day

    def clean(self):
        """A document that is here, or title and owner of a new one."""
        typed = super().clean()
        if self.errors:
            return typed
        if typed["document"] and typed["title"]:
            raise ValidationError("Choose a document or begin a new one, one of the two.")
        if not typed["document"]:
            if not typed["title"]:
                self.add_error("title", "Choose a gap analysis above, or give the title of a new one.")
            elif not typed["owner"]:
                self.add_error("owner", "Say whose the new document is.")
        return typed
