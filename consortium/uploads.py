"""
The one way in and out for files, in every room: `CheckedFileField` and `StoredFile.keep` take them in, `as_download`
hands them out, once the view has checked that the reader may see the record they belong to. What the program itself
has made and published opens in the browser with `as_published`.
"""

import io
import re

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace
from django import forms
from django.http import FileResponse, Http404

from consortium.file_types import ENDINGS, ZIP, check_size, checked_type, opened_archive

__all__ = [
    "LARGEST_LIST", "CheckedFileField", "as_download", "as_published", "checked_type", "download_name",
    "list_size_checked", "made_for_download",
]  # fmt: skip

LARGEST_LIST = 10 * 1024 * 1024
LARGEST_UNPACKED_LIST = 100 * 1024 * 1024  # all of it is read while somebody waits
UNKNOWN = "application/octet-stream"
# control characters, those that turn the direction of writing round, and what paths are made of
UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\:*?\"<>|]")
LONGEST_NAME = 150
# What `as_published` allows. A kept page brings its own style, since what it looks like was published with it; it holds
# no script and no form. It may frame a page of this site: the line that says whether it was corrected since. What is
# not named here stays as the settings have it, so all is named.
AS_PUBLISHED = {
    "default-src": [NONE],
    "script-src": [NONE],
    "connect-src": [NONE],
    "font-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "frame-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": [NONE],
}


class CheckedFileField(forms.FileField):
    """An uploaded file of a kind that is kept; its type, told by content, is then at `checked_type`."""

    def clean(self, data, initial=None):
        """As Django's. Raises ValidationError with a sentence for what is not kept."""
        upload = super().clean(data, initial)
        if upload:
            upload.checked_type = checked_type(upload)
        return upload


def list_size_checked(upload, largest):
    """
    `upload`, a list to import, if it can be looked through while somebody waits. Raises ValidationError with a sentence
    where it is larger than `largest` bytes, packed, or a workbook that unpacks to far more.
    """
    check_size(upload, largest, "Split it.")
    upload.seek(0)
    if upload.read(4) == ZIP:
        upload.seek(0)
        opened_archive(upload, LARGEST_UNPACKED_LIST).close()
    upload.seek(0)
    return upload


def download_name(name, content_type):
    """
    A name that a file of this type can be saved under: without what paths, headers or readers could be misled by, and
    with an ending of its type, so that a text called `page.html` is not opened as a page.
    """
    name = UNSAFE.sub(" ", name)
    name = " ".join(name.split()).strip(". ") or "file"
    endings = ENDINGS.get(content_type, ("bin",))
    stem, point, ending = name.rpartition(".")
    if not point or ending.lower() not in endings:
        stem, ending = name, endings[0]
    return f"{stem[:LONGEST_NAME].strip()}.{ending}"


def as_download(stored):
    """
    A response that sends `stored` (StoredFile) to be saved, never shown: as an attachment under a safe name, with the
    type that was checked and no guessing, and, should a browser show it all the same, without any right.

    The view has checked that the reader may see the record it belongs to. Raises Http404 where the file is gone.
    """
    content_type = stored.content_type if stored.content_type in ENDINGS else UNKNOWN
    name = download_name(stored.name, content_type)
    response = FileResponse(_opened(stored), as_attachment=True, filename=name, content_type=content_type)
    if content_type.startswith("text/"):
        response["Content-Type"] = f"{content_type}; charset=utf-8"
    return _without_rights(response)


@csp_replace(AS_PUBLISHED)
def as_published(stored):
    """
    A response that shows the bytes of `stored` (StoredFile) in the browser, with their SHA-256 as the entity's tag: for
    what the program itself has made and published, never for an uploaded file. Raises Http404 where the file is gone.
    """
    response = FileResponse(_opened(stored), content_type=stored.content_type, filename=stored.name)
    response["ETag"] = f'"{stored.sha256}"'
    return response


def _opened(stored):
    try:
        return stored.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is not in the store.") from error


def made_for_download(content, name, content_type):
    """
    A response that sends `content`, bytes that the application made itself, to be saved as `name`, a short name with
    an ending; with no more rights than an uploaded file.
    """
    response = FileResponse(io.BytesIO(content), as_attachment=True, filename=name, content_type=content_type)
    return _without_rights(response)


def _without_rights(response):
    """`response` with the headers that keep a browser from guessing its type, running anything in it or storing it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
