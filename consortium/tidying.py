"""
What nobody needs any more is removed: uploads that were looked at and never applied, and what broke off.

Stays for a day (LEFT_FOR), so that nobody's preview vanishes under their hands.
"""

import datetime
import os
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction

from consortium.models import StoredFile
from consortium.models.files import hold_name
from consortium.stores import stored_names

LEFT_FOR = datetime.timedelta(days=1)
KEPT_IMPORTS = "career-import-"  # the admin's files between the two steps of an import


@dataclass(frozen=True)
class Tidied:
    """How many uploads nothing referred to, files in the store without an upload, and files of broken-off imports."""

    uploads: int
    files: int
    imports: int

    def __str__(self):
        return (
            f"Removed: {self.uploads:,} uploads that nothing refers to, {self.files:,} files of the store, "
            f"{self.imports:,} files of imports that were not finished."
        )


def tidy(now):
    """Remove what nothing has referred to for a day as of `now` (aware); returns `Tidied`. Can be run at any time."""
    before = now - LEFT_FOR
    return Tidied(_remove_uploads(before), _remove_files(before), _remove_imports(before))


def _remove_uploads(before):
    """Rows first: a row without its file would be worse than a file without a row."""
    unused = StoredFile.objects.unused()
    with transaction.atomic():
        # whoever refers to one of them at this moment waits, or has done so and is seen when it is asked again
        keys = list(unused.uploaded_before(before).select_for_update(of=("self",)).values_list("pk", flat=True))
        return unused.filter(pk__in=keys).delete()[0]


def _remove_files(before):
    """Files of the store that no row names."""
    named = set(StoredFile.objects.values_list("file", flat=True))
    return sum(_remove_file(name, before) for name in list(stored_names(halves=True)) if name not in named)


def _remove_file(name, before):
    with transaction.atomic():
        hold_name(name)
        if StoredFile.objects.filter(file=name).exists():
            return False  # it has been uploaded again meanwhile
        try:
            if default_storage.get_modified_time(name) >= before:
                return False
            default_storage.delete(name)
        except FileNotFoundError:
            return False
    return True


def _remove_imports(before):
    """Files of this program's imports in the folder for temporary files; others' and links stay."""
    removed = 0
    for path in Path(tempfile.gettempdir()).glob(f"{KEPT_IMPORTS}*"):
        with suppress(FileNotFoundError):
            facts = path.lstat()
            if stat.S_ISREG(facts.st_mode) and facts.st_uid == os.getuid() and facts.st_mtime < before.timestamp():
                path.unlink()
                removed += 1
    return removed
