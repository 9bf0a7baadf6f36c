"""What all pages of the admin share: no whole tables, no queries in a loop, and refusals as sentences."""

from django.contrib import admin, messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.widgets import AdminTextInputWidget, AdminURLFieldWidget, AutocompleteSelect
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, models, transaction
from django.forms import ModelForm
from django.shortcuts import redirect

from consortium.refusals import sentence_of

from .deleting import what_goes, what_stands
from .history import HistoryPage


class Refused(Exception):
    """What a record does not allow; its text is the sentence to show."""


class LoadedSelect(AutocompleteSelect):
    """A choice with search that asks the database nothing for the record which the page has loaded already."""

    loaded = None

    def optgroups(self, name, value, attr=None):
        """As Django's; the loaded record is its own option."""
        if self.loaded is None or [str(part) for part in value] != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        label = self.choices.field.label_from_instance(self.loaded)
        options.append(self.create_option(name, self.loaded.pk, label, {str(self.loaded.pk)}, len(options)))
        return [(None, options, 0)]


class LoadedForm(ModelForm):
    """
    A form of the admin. Records that were loaded with the row are not asked for again; the fields in `keys` stay as
    they are once the row is stored.
    """

    keys = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LoadedSelect):
                widget.loaded = self.instance._state.fields_cache.get(name)
            if name in self.keys and self.instance.pk is not None:
                field.disabled = True
                field.widget = widget  # without the buttons that add and change what is chosen


class Fields(BaseModelAdmin):
    """
    What pages and inlines share. `related` is what `select_related` takes, so that a row's texts ask nothing; `keys`
    are the fields that tell records apart: they are set once.
    """

    form = LoadedForm
    related = ()
    keys = ()
    formfield_overrides = {
        models.URLField: {"widget": AdminURLFieldWidget, "assume_scheme": "https"},
        ArrayField: {"widget": AdminTextInputWidget},
    }

    def get_queryset(self, request):
        """The records with what their texts show."""
        records = super().get_queryset(request)
        return records.select_related(*self.related) if self.related else records

    def get_autocomplete_fields(self, request):
        """Every reference to another record is searched for; no page holds a list of all."""
        return [field.name for field in self.opts.fields if field.many_to_one]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """With search, and without asking for what is loaded."""
        kwargs.setdefault("widget", LoadedSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class OfficeAdmin(HistoryPage, Fields, admin.ModelAdmin):
    """A table of the admin. `page_help` is a sentence or two on top of the form."""

    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    save_on_top = False
    page_help = ""

    def get_readonly_fields(self, request, obj=None):
        """Keys are read-only once the record is stored."""
        readonly = tuple(super().get_readonly_fields(request, obj))
        return readonly + tuple(name for name in self.keys if obj is not None and name not in readonly)

    def get_fieldsets(self, request, obj=None):
        """As Django's; where a table has no fieldsets of its own, `page_help` stands above its fields."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.fieldsets or not self.page_help:
            return fieldsets
        return [(None, {**fieldsets[0][1], "description": self.page_help}), *fieldsets[1:]]

    def choice_text(self, record):
        """What a record is called where it can be chosen."""
        return str(record)

    def get_deleted_objects(self, objs, request):
        """
        What would go and what forbids it, as counts: a page that listed every row would be as long as the table.
        """
        standing = [*self.why_not_deleted(objs, request), *what_stands(objs)]
        if standing:
            return [], {}, set(), standing
        counts = what_goes(objs)
        return [f"{number:,} {name}" for name, number in counts.items()], counts, set(), []

    def why_not_deleted(self, objs, request):
        """Sentences on what forbids to delete some of `objs`; for tables that have such records."""
        return []

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's, with refusals of rules and database as sentences."""
        return self._or_sentence(request, super().changeform_view, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        """As Django's, with refusals as sentences."""
        return self._or_sentence(request, super().delete_view, object_id, extra_context)

    def changelist_view(self, request, extra_context=None):
        """As Django's, with refusals as sentences; an action is done for all rows or none."""
        return self._or_sentence(request, super().changelist_view, extra_context)

    def _or_sentence(self, request, view, *args):
        if request.method != "POST":
            return view(request, *args)
        try:
            with transaction.atomic():
                return view(request, *args)
        except (IntegrityError, Refused) as error:
            sentence = str(error) if isinstance(error, Refused) else sentence_of(error)
            if sentence is None:
                raise
        messages.error(request, f"Nothing was changed. {sentence}")
        return redirect(request.get_full_path())


class ViewOnly:
    """For what nobody changes here: it can be looked at."""

    def has_add_permission(self, request, obj=None):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False


class NeverDeleted:
    """For what is kept for good."""

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False


class Rows(Fields, admin.TabularInline):
    """Rows of another table on a record's page."""

    extra = 0
    show_change_link = True

    def get_formset(self, request, obj=None, **kwargs):
        """Forms whose keys are set once."""
        kwargs.setdefault("form", type("KeyedForm", (self.form,), {"keys": self.keys}))
        return super().get_formset(request, obj, **kwargs)


class ShownRows(ViewOnly, Rows):
    """Rows that can only be looked at here."""

    can_delete = False
