"""Import and export in the admin: first what would happen, then all rows or none."""

import re
import secrets

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ExportMixin, ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.tmp_storages import TempFolderStorage

from consortium.exchange import Csv, Unreadable, Xlsx
from consortium.tidying import KEPT_IMPORTS
from consortium.uploads import LARGEST_LIST, list_size_checked

KEPT_NAME = re.compile(rf"{KEPT_IMPORTS}[0-9a-f]{{32}}")


class KeptFile(TempFolderStorage):
    """The uploaded file between the two steps, under a name that nobody can guess or choose."""

    def save(self, data):
        """Keep the bytes."""
        self.name = self.name or f"{KEPT_IMPORTS}{secrets.token_hex(16)}"
        with open(self.get_full_path(), "xb", opener=_for_owner_only) as file:
            file.write(data)

    def read(self):
        """The bytes."""
        with open(self.get_full_path(), "rb") as file:
            return file.read()


def _for_owner_only(path, flags):
    import os

    return os.open(path, flags, 0o600)


class FileForm(ImportForm):
    """The first step: which file."""

    def clean_import_file(self):
        """Refuse what is too large to be looked through while somebody waits."""
        return list_size_checked(self.cleaned_data["import_file"], LARGEST_LIST)


class KeptForm(ConfirmImportForm):
    """The second step: yes, this one."""

    def clean_import_file_name(self):
        """Only names that the first step gave."""
        name = super().clean_import_file_name()
        if not KEPT_NAME.fullmatch(name):
            raise forms.ValidationError("Choose the file again.")
        return name


class Exporting:
    """For what goes out."""

    export_formats = [Csv, Xlsx]
    export_form_class = ExportForm
    to_encoding = "utf-8-sig"  # Excel takes CSV for another encoding without the mark

    def has_export_permission(self, request):
        """Whoever may look at it."""
        return self.has_view_permission(request)

    def get_export_data(self, file_format, request, queryset, **kwargs):
        """The bytes of the file; numbers and days are such in a workbook."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        kwargs.pop("encoding", None)
        native = isinstance(file_format, Xlsx)
        data = self.get_data_for_export(request, queryset, force_native_type=native, **kwargs)
        content = file_format.export_data(data)
        return content if native else content.encode(self.to_encoding)


class ExportOnlyAdmin(Exporting, ExportMixin):
    """For tables that go out and never in."""


class SpreadsheetAdmin(Exporting, ImportExportMixin):
    """For tables that go out and in."""

    import_formats = [Csv, Xlsx]
    import_form_class = FileForm
    confirm_form_class = KeptForm
    tmp_storage_class = KeptFile

    def has_import_permission(self, request):
        """Whoever may change records of the table."""
        return self.has_change_permission(request)

    def get_import_resource_kwargs(self, request, **kwargs):
        """Who imports, and when."""
        return {"user": request.user, "now": timezone.now()}

    def get_import_data_kwargs(self, **kwargs):
        """All rows or none."""
        return {"rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form, e):
        """Why the file cannot be read."""
        sentence = str(e) if isinstance(e, Unreadable) else "The file cannot be read in this format. Choose the other?"
        form.add_error("import_file", sentence)

    def process_import(self, request, **kwargs):
        """As the package's; a file that is gone is asked for again."""
        try:
            return super().process_import(request, **kwargs)
        except FileNotFoundError:
            messages.error(request, "The file is no longer here: it may have been imported already. Choose it again.")
            return redirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_import"))

    def process_result(self, result, request):
        """Say what was done, or, where something changed since the preview, why nothing was."""
        if not (result.has_errors() or result.has_validation_errors()):
            return super().process_result(result, request)
        context = {
            **self.admin_site.each_context(request),
            "title": "Import",
            "result": result,
            "form": self.create_import_form_anew(request),
            "opts": self.opts,
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def create_import_form_anew(self, request):
        """An empty form for the first step."""
        return FileForm(self.get_import_formats(), self.get_import_resource_classes(request))
