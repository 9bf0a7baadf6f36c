"""
Where uploaded files lie: in a folder, or in a store that speaks S3. The same for all rooms, and for backups.

A file lies under its content's hash, so that the same content is kept once and what lies under a name never changes.
"""

import os
import tempfile

from django.core.files.storage import FileSystemStorage, default_storage


class FolderStore(FileSystemStorage):
    """A folder. A file appears under its name when it is whole; nobody but its owner can read it."""

    def get_available_name(self, name, max_length=None):
        """The name itself: the same name is the same content."""
        return name

    def _save(self, name, content):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        descriptor, beside = tempfile.mkstemp(prefix=".", dir=os.path.dirname(path))
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, path)
        except BaseException:
            os.unlink(beside)
            raise
        return name


def stored_names(folder="", halves=False):
    """The names of all files in the store, in order; with `halves`, those of uploads that are not whole as well."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing has been uploaded yet
        return
    for name in sorted(files):
        if name and (halves or not name.startswith(".")):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        if name and not name.startswith("."):
            yield from stored_names(f"{folder}/{name}" if folder else name, halves)


def is_there(name, size):
    """Whether the store has a file of that name and size (one that broke off is shorter)."""
    try:
        return default_storage.exists(name) and default_storage.size(name) == size
    except FileNotFoundError:
        return False
