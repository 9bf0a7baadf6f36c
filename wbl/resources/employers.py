"""Employers, contacts with them and speakers as spreadsheets. Names that look alike are told in the preview."""

from django.core.exceptions import ValidationError
from import_export.results import RowResult

from consortium.exchange import Reference, RoomResource, reference
from consortium.exchange.columns import text_of
from consortium.models import County, Organization
from pathways.resources.reference import SectorReference
from wbl.models import Employer, EmployerContact, Speaker
from wbl.queries.employers import grams_of, named
from wbl.rules.twins import pairs


class EmployerReference(Reference):
    """An employer of the directory by its name, or by name and city: `Harbor Welding (Chula Vista)`."""

    def __init__(self, **kwargs):
        super().__init__(Employer, "label")

    def prepare(self, rows, column):
        """Find all that the rows name, and what looks like those that are not there."""
        names = {name for name in (_text(row.get(column)) for row in rows) if name}
        self.found = named(names)
        unknown = [name for name in names if name.lower() not in self.found]
        self.closest = _alike(unknown) if unknown else {}

    def read(self, text, cell):
        """The employer."""
        found = self.found.get(text.lower(), [])
        if len(found) == 1:
            return found[0]
        if found:
            labels = " or ".join(sorted(f"“{employer.label}”" for employer in found))
            raise ValueError(f"Several employers are called “{text}”: write {labels}.")
        closest = " or ".join(f"“{employer.label}”" for employer in self.closest.get(text, [])[:3])
        raise ValueError(f"“{text}” is not in the directory." + (f" Is it {closest}?" if closest else ""))


def _alike(names):
    """{name: [Employer, …]} of the current employers whose names look like one of `names`; two statements."""
    employers = {one.pk: one for one in Employer.objects.current().only("pk", "name", "city", "name_grams")}
    grams = {("there", pk): one.name_grams for pk, one in employers.items()}
    grams |= {("typed", name): runs for name, runs in grams_of(names).items()}
    found = {}
    for (_, pk), (_, name) in pairs(grams, wanted=lambda one, other: one[0] != other[0]):
        found.setdefault(name, []).append(employers[pk])
    return found


def _text(cell):
    try:
        return text_of(cell)
    except ValueError:
        return ""


class EntryResource(RoomResource):
    """What the directories have in common: merged records stay out, and new names that look like others' are told."""

    def get_queryset(self):
        """Records that were not merged into others."""
        return super().get_queryset().current()

    def filter_export(self, queryset, **kwargs):
        """What was chosen in the list, without merged records."""
        return super().filter_export(queryset, **kwargs).current()

    def before_import(self, dataset, **kwargs):
        """Find out also which names are those of merged records."""
        super().before_import(dataset, **kwargs)
        names = {_text(name) for name in dataset["name"]}
        gone = self._meta.model.objects.filter(merged_into__isnull=False, name__in=names).select_related("merged_into")
        self.gone = {record.name: record for record in gone}

    def import_instance(self, instance, row, **kwargs):
        """A name under which somebody was merged is no new one."""
        super().import_instance(instance, row, **kwargs)
        gone = self.gone.get(instance.name)
        if instance.pk is None and gone is not None:
            raise ValidationError(f"“{gone}” was merged into “{gone.merged_into}”. Use that name.")

    def after_init_instance(self, instance, new, row, **kwargs):
        """New records carry who recorded them."""
        if new:
            instance.recorded_by = self.user

    def after_import(self, dataset, result, **kwargs):
        """Tell which new names look like one that is there, or like another new one."""
        rows = enumerate(result.rows, start=2)  # lines of the file; the first one has the names of the columns
        new = {line: row.object_id for line, row in rows if row.import_type == RowResult.IMPORT_TYPE_NEW}
        if new:
            names = {line: _text(dataset["name"][line - 2]) for line in new}
            # the rows of the file are in the table already; after a preview they are rolled back
            there = self.get_queryset().exclude(pk__in=[pk for pk in new.values() if pk])
            self.remarks = [*self.remarks, *_looking_alike(names, {one.pk: one for one in there})]
        super().after_import(dataset, result, **kwargs)


def _looking_alike(names, there):
    """(line, sentence) for `names` (line → name) that look like records in `there`, or like those of earlier lines."""
    typed = grams_of(names.values())
    grams = {("there", pk): one.name_grams for pk, one in there.items()}
    grams |= {("typed", line): typed[name] for line, name in names.items()}
    found = pairs(grams, wanted=lambda one, other: other[0] == "typed")
    for (where, key), (_, line) in sorted(found, key=lambda pair: pair[1]):
        if where == "there":
            yield line, f"“{names[line]}” looks like “{there[key].label}”, which is here already."
        else:
            yield line, f"“{names[line]}” looks like “{names[key]}” in line {key}."


class EmployerResource(EntryResource):
    """Employers, by name and city."""

    related = ["sector", "county"]

    sector = reference("sector", SectorReference())
    county = reference("county", Reference(County, "code"))

    class Meta(RoomResource.Meta):
        model = Employer
        fields = ["name", "city", "sector", "county", "size", "website", "person", "person_email", "notes"]
        import_id_fields = ["name", "city"]


class SpeakerResource(EntryResource):
    """Speakers, by name and employer."""

    related = ["employer", "sector"]

    employer = reference("employer", EmployerReference())
    sector = reference("sector", SectorReference())

    class Meta(RoomResource.Meta):
        model = Speaker
        fields = [
            "name", "employer", "job", "sector", "topics", "languages", "lowest_grade", "highest_grade", "email",
            "notes",
        ]  # fmt: skip
        import_id_fields = ["name", "employer"]


class EmployerContactResource(RoomResource):
    """The log of contacts, by employer, organization, day, way and outcome."""

    related = ["employer", "organization"]

    employer = reference("employer", EmployerReference())
    organization = reference("organization", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = EmployerContact
        fields = [
            "employer", "organization", "made_on", "how", "outcome", "purpose", "note", "next_step", "next_due",
            "next_done_on",
        ]  # fmt: skip
        import_id_fields = ["employer", "organization", "made_on", "how", "outcome"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New contacts carry who logged them."""
        if new:
            instance.made_by = self.user
