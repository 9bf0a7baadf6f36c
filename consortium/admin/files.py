"""Stored files in the admin: to be found and fetched. They come in beside a figure, where their type is checked."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html

from consortium.models import StoredFile
from consortium.uploads import as_download

from .base import OfficeAdmin, ViewOnly


@admin.register(StoredFile)
class StoredFileAdmin(ViewOnly, OfficeAdmin):
    list_display = ["name", "content_type", "size", "uploaded_by", "uploaded_at"]
    list_filter = ["content_type"]
    search_fields = ["name", "sha256"]
    date_hierarchy = "uploaded_at"
    related = ["uploaded_by"]
    fields = ["name", "content_type", "size", "sha256", "uploaded_by", "uploaded_at", "fetch"]
    readonly_fields = fields
    page_help = "Files come in as evidence beside a figure, where their type is checked. Here they are only looked at."

    def get_urls(self):
        """One more: the file itself."""
        fetch = self.admin_site.admin_view(self.download)
        return [path("<path:object_id>/file/", fetch, name="consortium_storedfile_file"), *super().get_urls()]

    def download(self, request, object_id):
        """The file as a download, for the office alone."""
        stored = self.get_object(request, unquote(object_id))
        if stored is None:
            raise Http404
        return as_download(stored)

    @admin.display(description="file")
    def fetch(self, stored):
        """Where to get it."""
        return format_html('<a href="{}">Download</a>', reverse("admin:consortium_storedfile_file", args=[stored.pk]))
