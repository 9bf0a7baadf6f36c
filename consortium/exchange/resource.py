"""A table of the database as a table of a spreadsheet."""

import functools
import itertools

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.html import format_html
from import_export.fields import Field
from import_export.instance_loaders import BaseInstanceLoader
from import_export.resources import Diff, ModelResource
from import_export.results import Error, Result, RowResult

from consortium.refusals import sentence_of

from . import columns
from .columns import text_of
from .references import Reference


def reference(name, widget, **options):
    """A column `name` that holds another record, read by `widget` (a Reference)."""
    return Field(attribute=options.pop("attribute", name), column_name=name, widget=widget, **options)


class PlainDiff(Diff):
    """What changes in a row, marked without inline styles, which our pages do not allow."""

    def as_html(self):
        """A piece of HTML for each column."""
        return [self._marked(before, after) for before, after in zip(self.left, self.right, strict=True)]

    def _marked(self, before, after):
        before = "" if self.new or before is None else str(before)
        after = "" if after is None else str(after)
        if before == after or self.new:
            return after
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)


class SentenceError(Error):
    """An error of a row; what the database refuses is said in words."""

    def __init__(self, error, row=None, number=None):
        super().__init__(sentence_of(error) or error, row=row, number=number)

    @property
    def traceback(self):
        """Nothing: a reader has no use for it."""
        return ""


class RoomResult(Result):
    """What an import does, with as much of it as fits on a page."""

    SHOWN = 200
    remarks = ()  # [(line, sentence)] on rows that are right and worth a look

    @property
    def shown(self):
        """The first rows that change something."""
        changed = (row for row in self.valid_rows() if row.import_type != RowResult.IMPORT_TYPE_SKIP)
        return list(itertools.islice(changed, self.SHOWN))

    @property
    def problems(self):
        """The first sentences on what is wrong: [(line, column or "", sentence)]."""
        return list(itertools.islice(self._problems(), self.SHOWN))

    def _problems(self):
        for error in self.base_errors:
            yield None, "", str(error.error)
        for row in self.error_rows:
            yield from ((row.number + 1, "", str(error.error)) for error in row.errors)
        for row in self.invalid_rows:
            for name, sentences in row.error_dict.items():
                column = "" if name == NON_FIELD_ERRORS else name
                yield from ((row.number + 1, column, sentence) for sentence in sentences)


class NaturalKeyLoader(BaseInstanceLoader):
    """Finds the records that a file is about by their natural keys, all in one query."""

    def __init__(self, resource, dataset=None):
        super().__init__(resource, dataset)
        self.fields = [resource.fields[name] for name in resource.get_import_id_fields()]
        keys = [key for row in (dataset.dict if dataset else []) if (key := self.key_of_row(row)) is not None]
        self.found = {self.key_of(record): record for record in self._records(keys)} if keys else {}

    def get_instance(self, row):
        """The record of a row, or None."""
        return self.found.get(self.key_of_row(row))

    def key_of_row(self, row):
        """The natural key, None where a cell cannot be read."""
        try:
            return tuple(comparable(field.clean(row)) for field in self.fields)
        except (KeyError, ValueError):
            return None

    def key_of(self, record):
        """The natural key of a record."""
        return tuple(comparable(field.get_value(record)) for field in self.fields)

    def _records(self, keys):
        records = self.resource.get_queryset()
        for field, parts in zip(self.fields, zip(*keys, strict=True), strict=True):
            if isinstance(field.widget, columns.MomentColumn):
                continue  # microseconds are not in a file
            known = {part for part in parts if part is not None}
            condition = models.Q(**{f"{field.attribute}__in": known})
            if None in parts:
                condition |= models.Q(**{f"{field.attribute}__isnull": True})
            records = records.filter(condition)
        return records


def comparable(content):
    """What keys are compared by: records by their primary key, moments to the second."""
    if isinstance(content, models.Model):
        return content.pk
    return content.replace(microsecond=0) if hasattr(content, "microsecond") else content


class RoomResource(ModelResource):
    """
    A table as people know it: every resource names its columns and its natural key (`import_id_fields`).

    `related`: what `select_related` takes, so that writing a row asks nothing. `user` and `now`: who imports, and
    when. Codes that may be missing are named in `nullable_texts`.
    """

    related = ()
    nullable_texts = ()

    WIDGETS_MAP = {
        "CharField": columns.TextColumn,
        "TextField": columns.TextColumn,
        "SlugField": columns.TextColumn,
        "DateField": columns.DateColumn,
        "DateTimeField": columns.MomentColumn,
        "DecimalField": columns.NumberColumn,
        "PositiveSmallIntegerField": columns.WholeNumberColumn,
        "PositiveIntegerField": columns.WholeNumberColumn,
        "SmallIntegerField": columns.WholeNumberColumn,
        "BooleanField": columns.YesNoColumn,
        "ArrayField": columns.ListColumn,
    }

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        report_skipped = True
        use_transactions = True
        instance_loader_class = NaturalKeyLoader

    def __init__(self, user=None, now=None, **kwargs):
        super().__init__(**kwargs)
        self.user, self.now = user, now
        self.seen = {}
        self.remarks = []

    @classmethod
    def widget_from_django_field(cls, f, default=columns.TextColumn):
        """The column of a field of a model."""
        if getattr(f, "choices", None):
            return functools.partial(columns.ChoiceColumn, choices=f.choices)
        if f.name in cls.nullable_texts:
            return functools.partial(columns.TextColumn, empty=None)
        return cls.WIDGETS_MAP.get(f.get_internal_type(), default)

    @classmethod
    def get_result_class(cls):
        """With as much as fits on a page."""
        return RoomResult

    @classmethod
    def get_diff_class(cls):
        """Without inline styles."""
        return PlainDiff

    @classmethod
    def get_error_result_class(cls):
        """In words."""
        return SentenceError

    @classmethod
    def get_display_name(cls):
        """What the table is called."""
        return str(cls._meta.model._meta.verbose_name_plural)

    def get_queryset(self):
        """All records, with what their columns show."""
        records = self._meta.model._default_manager.order_by()
        return records.select_related(*self.related) if self.related else records

    def filter_export(self, queryset, **kwargs):
        """What was chosen in the list, with what the columns show."""
        return queryset.select_related(*self.related) if self.related else queryset

    def before_import(self, dataset, **kwargs):
        """Refuse unknown and missing columns, and find all records that the file names."""
        problem = self._problem_of_headers(dataset.headers or [])
        if problem:
            dataset.wipe()
            raise ValueError(problem)
        rows = dataset.dict
        for field in self.fields.values():
            if isinstance(field.widget, Reference) and field.column_name in dataset.headers:
                field.widget.prepare(rows, field.column_name)

    def _problem_of_headers(self, headers):
        """What is wrong with the names of the columns, as a sentence, or ""."""
        known = self.get_export_headers()
        for name in headers:
            if name not in known:
                return f"There is no column “{name}” here. The columns are: {', '.join(known)}."
            if headers.count(name) > 1:
                return f"There are two columns “{name}”."
        missing = [self.fields[name].column_name for name in self._meta.import_id_fields]
        missing = [name for name in missing if name not in headers]
        if missing:
            return f"The file has no column “{missing[0]}”. Without it no row can be told from another."
        return ""

    def before_import_row(self, row, row_number=None, **kwargs):
        """Refuse a row that repeats another one."""
        if self.is_blank(row):
            return
        key = tuple(text_of(row[self.fields[name].column_name]) for name in self._meta.import_id_fields)
        line = row_number + 1
        if key in self.seen:
            raise ValidationError(f"This line repeats line {self.seen[key]}.")
        self.seen[key] = line

    def after_import(self, dataset, result, **kwargs):
        """Hand on what there is to say of rows that are right: `remarks`, as (line, sentence)."""
        super().after_import(dataset, result, **kwargs)
        result.remarks = self.remarks[: result.SHOWN]

    def is_blank(self, row):
        """Whether the row has nothing in it."""
        return not any(str(cell).strip() for cell in row.values() if cell is not None)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        """Also rows with nothing in them."""
        return self.is_blank(row) or super().skip_row(instance, original, row, import_validation_errors)

    def do_instance_save(self, instance, is_create):
        """Save in a savepoint of its own, so that a refusal spoils no other row's message."""
        with transaction.atomic():
            try:
                instance.save(force_insert=is_create)
            except IntegrityError as error:
                sentence = sentence_of(error)
                if sentence is None:
                    raise
                raise ValidationError(sentence) from error
