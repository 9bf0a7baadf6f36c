"""What may be uploaded: checked by content, limited in size, always sent back as a download."""

import zipfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import FileResponse

OFFICE = "application/vnd.openxmlformats-officedocument"
SIGNATURES = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
]
PARTS = [
    ("xl/workbook.xml", f"{OFFICE}.spreadsheetml.sheet"),
    ("word/document.xml", f"{OFFICE}.wordprocessingml.document"),
    ("ppt/presentation.xml", f"{OFFICE}.presentationml.presentation"),
]


def checked_type(upload):
    """
    The content type of an uploaded file, told by its bytes and not by its name.

    Raises ValidationError with a sentence where it is empty, too large or of a kind that is not kept here.
    """
    if upload.size == 0:
        raise ValidationError("The file is empty.")
    if upload.size > settings.FILE_MAX_BYTES:
        limit = settings.FILE_MAX_BYTES // (1024 * 1024)
        raise ValidationError(f"The file is larger than {limit} MB. Make it smaller, or give its address instead.")
    head = upload.read(4096)
    upload.seek(0)
    for signature, content_type in SIGNATURES:
        if head.startswith(signature):
            return content_type
    content_type = _office_type(upload) if head.startswith(b"PK\x03\x04") else _text_type(head)
    if content_type is None:
        raise ValidationError("Only PDF, PNG, JPEG, Word, Excel, PowerPoint and plain text or CSV files are kept here.")
    return content_type


def _office_type(upload):
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        names = set()
    finally:
        upload.seek(0)
    return next((content_type for part, content_type in PARTS if part in names), None)


def _text_type(head):
    """Plain text is UTF-8 without control characters; a page of markup is none."""
    try:
        text = head[: len(head) - 3 if len(head) == 4096 else None].decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if any(ord(character) < 32 and character not in "\t\r\n" for character in text) or text.lstrip().startswith("<"):
        return None
    return "text/plain"


def as_download(stored):
    """A response that sends `stored` (StoredFile) as a download, never shown as a page."""
    return FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
