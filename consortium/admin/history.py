"""The history that the database keeps, to be looked at: of one record on its own page, of a table in a list."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from pghistory.models import Context, Event

from consortium.models import User
from consortium.numbers import small_integer

EVENTS_A_PAGE = 50
WORDS = {"insert": "Added", "update": "Changed", "delete": "Deleted"}


@dataclass(frozen=True)
class Happening:
    """One change of a record: when, who ("" for a command), what kind, and [(field, before, after)] as text."""

    at: datetime
    who: str
    kind: str
    changes: list


def happenings(events):
    """The `Happening` of each event of one record, given the latest first; queries: one for people, one a reference."""
    events = list(events)
    people = people_of(events)
    named = _named(events)
    return [
        Happening(
            event.pgh_created_at,
            people.get(user_of(event), ""),
            WORDS.get(event.pgh_label, event.pgh_label),
            _changes(before, event, named),
        )
        for event, before in zip(events, [*events[1:], None], strict=True)
    ]


def user_of(event):
    """The primary key of who made the change, None where a command or migration did."""
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def people_of(events):
    """{primary key: name} of those who made the changes, in one query."""
    keys = {user_of(event) for event in events} - {None}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=keys)} if keys else {}


def _fields(event):
    return [field for field in event._meta.fields if not field.name.startswith("pgh_") and field.name != "id"]


def _named(events):
    """{(model, primary key): text} of all records that the events refer to."""
    wanted = defaultdict(set)
    for event in events:
        for field in _fields(event):
            if field.many_to_one:
                wanted[field.related_model].add(getattr(event, field.attname))
    return {
        (model, record.pk): str(record)
        for model, keys in wanted.items()
        for record in _with_texts(model).filter(pk__in=keys - {None})
    }


def _with_texts(model):
    """Records with what their texts show, as their table in the admin knows."""
    registered = admin.site._registry.get(model)
    related = getattr(registered, "related", ())
    return model._base_manager.select_related(*related) if related else model._base_manager.all()


def _changes(before, event, named):
    """What differs between two events that follow each other; all that is set, for the first."""
    changes = []
    for field in _fields(event):
        old, new = (_text(each, field, named) if each is not None else "" for each in (before, event))
        if old != new:
            changes.append((str(field.verbose_name), old, new))
    return changes


def _text(event, field, named):
    content = getattr(event, field.attname)
    if content is None:
        return ""
    if field.many_to_one:
        return named.get((field.related_model, content), f"no. {content}, deleted since")
    if isinstance(content, bool):
        return "yes" if content else "no"
    if isinstance(content, list):
        return ", ".join(content)
    if isinstance(content, datetime):
        return date_format(timezone.localtime(content), "F j, Y, H:i")
    return str(dict(field.flatchoices).get(content, content))


class HistoryPage:
    """For tables of the admin: the page “History” of a record shows every change, whoever made it and by which way."""

    changes_template = "admin/consortium/history.html"

    def history_view(self, request, object_id, extra_context=None):
        """
        Changes of one record, the latest first, also of one that was deleted; for tables without a history of their
        own Django's list.
        """
        if not hasattr(self.model, "history"):
            return super().history_view(request, object_id, extra_context)
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        number = small_integer(object_id)
        events = self.model.history.rel.related_model.objects.filter(pgh_obj_id=number)
        if record is None and not events.exists():
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        events = events.select_related("pgh_context").order_by("-pgh_id")
        page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("p"))
        first = page.start_index() - 1 if page.object_list else 0
        shown = happenings(events[first : first + EVENTS_A_PAGE + 1])[:EVENTS_A_PAGE]  # one more, to compare with
        context = {
            **self.admin_site.each_context(request),
            "title": f"History of {record or f'no. {number}, which was deleted'}",
            "subtitle": None,
            "happenings": shown,
            "page": page,
            "module_name": str(self.opts.verbose_name_plural),
            "object": record,
            "opts": self.opts,
            "preserved_filters": self.get_preserved_filters(request),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.changes_template, context)


class KindFilter(admin.SimpleListFilter):
    """Added, changed, deleted."""

    title = "kind of change"
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        """The three kinds."""
        return WORDS.items()

    def queryset(self, request, queryset):
        """Changes of one kind."""
        return queryset.filter(pgh_label=self.value()) if self.value() else queryset


class EventAdmin(admin.ModelAdmin):
    """A table's history. It is written by the database alone and never changed, also not by the database."""

    list_display = ["at", "kind", "record", "who"]
    list_filter = [KindFilter]
    list_select_related = ["pgh_context"]
    ordering = ["-pgh_id"]
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    search_fields = ["pgh_obj_id"]
    search_help_text = "Number of the record, as in the address of its page."
    actions = None

    def get_queryset(self, request):
        """Changes with who made them."""
        return super().get_queryset(request).select_related("pgh_context")

    def get_search_results(self, request, queryset, search_term):
        """Changes of the record with this number."""
        if not search_term:
            return queryset, False
        number = small_integer(search_term)
        return queryset.none() if number is None else queryset.filter(pgh_obj_id=number), False

    def has_add_permission(self, request):
        """Never."""
        return False

    def has_change_permission(self, request, obj=None):
        """Never."""
        return False

    def has_delete_permission(self, request, obj=None):
        """Never."""
        return False

    def changelist_view(self, request, extra_context=None):
        """The list, with the people of its page."""
        title = {"title": f"History of {self.model.pgh_tracked_model._meta.verbose_name_plural}"}
        response = super().changelist_view(request, {**title, **(extra_context or {})})
        listed = getattr(response, "context_data", {}).get("cl")
        if listed is not None:
            people = people_of(listed.result_list)
            for event in listed.result_list:
                event.person = people.get(user_of(event), "")
        return response

    @admin.display(description="when", ordering="pgh_id")
    def at(self, event):
        """When it happened."""
        return event.pgh_created_at

    @admin.display(description="what")
    def kind(self, event):
        """Added, changed or deleted."""
        return WORDS.get(event.pgh_label, event.pgh_label)

    @admin.display(description="record")
    def record(self, event):
        """Which record, by its number, with the way to all that happened to it."""
        table = self.model.pgh_tracked_model._meta
        url = reverse(f"admin:{table.app_label}_{table.model_name}_history", args=[event.pgh_obj_id])
        return format_html('<a href="{}">no. {}</a>', url, event.pgh_obj_id)

    @admin.display(description="by")
    def who(self, event):
        """Who did it; a dash for commands."""
        return getattr(event, "person", None) or "–"

    def get_fields(self, request, obj=None):
        """Who, when and what, then the record as it was after the change."""
        recorded = [field.name for field in self.opts.fields if not field.name.startswith("pgh_")]
        return ["at", "kind", "record", *recorded]

    def get_readonly_fields(self, request, obj=None):
        """All."""
        return self.get_fields(request, obj)


def register_histories(app_label):
    """Put the histories of a room's tables into the admin."""
    for model in apps.get_app_config(app_label).get_models():
        if issubclass(model, Event):
            admin.site.register(model, EventAdmin)


@admin.register(Context)
class ContextAdmin(admin.ModelAdmin):
    """Who made changes, on which page: what the histories refer to."""

    list_display = ["id", "created_at", "metadata"]
    ordering = ["-created_at"]
    list_per_page = 50
    list_max_show_all = 0
    show_full_result_count = False
    actions = None

    has_add_permission = EventAdmin.has_add_permission
    has_change_permission = EventAdmin.has_change_permission
    has_delete_permission = EventAdmin.has_delete_permission
