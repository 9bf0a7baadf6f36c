"""Cells that name another record: an organization by its slug, a period by its code, a person by e-mail address."""

from import_export.widgets import ManyToManyWidget

from consortium.models import ReportingPeriod, SchoolYear, User

from .columns import Column, text_of


class Reference(Column):
    """
    Another record by the text that names it. `prepare` asks for all that a file names in one query;
    what it did not find is a ValueError with a sentence.
    """

    def __init__(self, model, field="slug", related=(), **kwargs):
        super().__init__()
        self.model, self.field, self.related = model, field, related
        self.found = {}

    def prepare(self, rows, column):
        """Find what the `rows` (dictionaries) name in `column`."""
        names = {name for name in (_text_or_empty(row.get(column)) for row in rows) if name}
        if names:
            found = self.find(names).select_related(*self.related) if self.related else self.find(names)
            self.found = {self.key(self.name(record)): record for record in found}

    def remember(self, record):
        """Take note of a record that the same file has just made."""
        self.found[self.key(self.name(record))] = record

    def find(self, names):
        """The records with these names, as a queryset."""
        return self.model._default_manager.filter(**{f"{self.field}__in": names})

    def name(self, record):
        """How a record is written in a cell."""
        return str(getattr(record, self.field))

    def key(self, name):
        """What names are compared by."""
        return name

    def read(self, text, cell):
        """The record."""
        record = self.found.get(self.key(text))
        if record is None:
            raise ValueError(f"There is no {self.model._meta.verbose_name} “{text}”.")
        return record

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """Its name."""
        return "" if value is None else self.name(value)


class References(Reference, ManyToManyWidget):
    """Several other records in one cell, with semicolons between; each once, in the order of their names."""

    def __init__(self, model, field="slug", separator=";", **kwargs):
        ManyToManyWidget.__init__(self, model, separator=separator, field=field)
        self.related, self.found = (), {}

    def prepare(self, rows, column):
        """Find what all cells of `column` name, in one query."""
        names = {name for row in rows for name in self._names(_text_or_empty(row.get(column)))}
        if names:
            self.found = {self.key(self.name(record)): record for record in self.find(names)}

    @property
    def empty(self):
        """No records."""
        return []

    def read(self, text, cell):
        """The records, as a list."""
        return list(dict.fromkeys(super(References, self).read(name, cell) for name in self._names(text)))

    def render(self, value, obj=None, force_native_type=False, **kwargs):
        """Their names in one cell."""
        return "" if value is None else self.separator.join(sorted(self.name(record) for record in value.all()))

    def _names(self, text):
        return [name for name in (part.strip() for part in text.split(self.separator)) if name]


class YearReference(Reference):
    """A school year, written 2026-27."""

    def __init__(self, **kwargs):
        super().__init__(SchoolYear, "label")

    def find(self, names):
        """The years of these labels; what is no label finds nothing."""
        starts = {int(name[:4]) for name in names if name[:4].isascii() and name[:4].isdecimal() and len(name) == 7}
        return SchoolYear.objects.filter(start_year__in=starts)


class PeriodReference(Reference):
    """A period, written 2026-27-Q1."""

    def __init__(self, **kwargs):
        super().__init__(ReportingPeriod, "code", related=["year"])

    def find(self, names):
        """The periods of the years that are named."""
        starts = {parsed[0] for parsed in map(ReportingPeriod.parse, names) if parsed}
        return ReportingPeriod.objects.filter(year__start_year__in=starts)


class UserReference(Reference):
    """A person by e-mail address, in capitals or small letters."""

    def __init__(self, **kwargs):
        super().__init__(User, "email")

    def find(self, names):
        """The accounts with these addresses."""
        from django.db.models.functions import Lower

        return User.objects.annotate(address=Lower("email")).filter(address__in={name.lower() for name in names})

    def key(self, name):
        """Addresses are the same in capitals and in small letters."""
        return name.lower()


def _text_or_empty(cell):
    try:
        return text_of(cell)
    except ValueError:
        return ""
