"""
What kind of file something is, told by its bytes and never by its name.

Kept are PDF, PNG, JPEG, Word, Excel and PowerPoint files without macros or passwords, and plain text or CSV in UTF-8.
Refused are pages of markup (HTML, SVG, XML), programs and archives, whatever they are called; Office files with macros,
since whoever opens the file would run them; files under a password, since nobody can tell what is in them; archives
that would unpack to more than UNPACKED_MAX; and files that are two things at once. Markup inside a cell of a CSV file
is text: it is kept, and handed out as a text to be saved.
"""

import codecs
import re
import zipfile

from django.conf import settings
from django.core.exceptions import ValidationError

OFFICE = "application/vnd.openxmlformats-officedocument"
PDF, PNG, JPEG, TEXT, CSV = "application/pdf", "image/png", "image/jpeg", "text/plain", "text/csv"
WORD = f"{OFFICE}.wordprocessingml.document"
EXCEL = f"{OFFICE}.spreadsheetml.sheet"
POWERPOINT = f"{OFFICE}.presentationml.presentation"

# type → endings that a name of such a file may have; the first is given to names that have another
ENDINGS = {
    PDF: ("pdf",),
    PNG: ("png",),
    JPEG: ("jpg", "jpeg"),
    TEXT: ("txt", "csv", "tsv", "md", "log"),
    CSV: ("csv", "txt", "tsv"),
    WORD: ("docx",),
    EXCEL: ("xlsx",),
    POWERPOINT: ("pptx",),
}
SIGNATURES = [(b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG)]
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS = [("xl/workbook.xml", EXCEL), ("word/document.xml", WORD), ("ppt/presentation.xml", POWERPOINT)]
MACROS = re.compile(r"(^|/)(vba\w*\.(bin|xml)|macrosheets/.*)$", re.IGNORECASE)
# what makes a browser that guesses take a file for a page or something to run
MARKUP = re.compile(rb"<(!doctype|html|head|body|script|iframe|svg|\?php)\b", re.IGNORECASE)
SNIFFED = 1445  # bytes that browsers look at
UNPACKED_MAX = 400 * 1024 * 1024
MEMBERS_MAX = 10_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHUNK = 256 * 1024

KINDS_KEPT = "Only PDF, PNG, JPEG, Word, Excel, PowerPoint and plain text or CSV files are kept here."


def checked_type(upload):
    """
    The content type of an uploaded file (Django's), a key of ENDINGS; the file is at its beginning afterwards.

    Raises ValidationError with a sentence where it is empty, larger than FILE_MAX_BYTES or of a kind that is not kept.
    """
    check_size(upload, settings.FILE_MAX_BYTES, "Make it smaller, or give its address instead.")
    try:
        upload.seek(0)
        return _type(upload)
    finally:
        upload.seek(0)


def check_size(upload, largest, advice):
    """Raises ValidationError where `upload` is empty or larger than `largest` bytes; then `advice` is said, too."""
    if upload.size == 0:
        raise ValidationError("The file is empty.")
    if upload.size > largest:
        raise ValidationError(f"The file is larger than {_size(largest)}. {advice}")


def _size(number):
    return f"{number // (1024 * 1024)} MB" if number >= 1024 * 1024 else f"{number:,} bytes"


def _type(upload):
    head = upload.read(4096)
    if head.startswith(OLD_OFFICE):
        raise ValidationError(
            "This Office file has a password or is of an old kind (.doc, .xls, .ppt). Save it without a password as "
            ".docx, .xlsx or .pptx, or as PDF."
        )
    if head.startswith(ZIP):
        return _office_type(upload)
    for signature, content_type in SIGNATURES:
        if head.startswith(signature):
            _refuse_two_in_one(upload, head)
            return content_type
    upload.seek(0)
    return _text_type(upload)


def _refuse_two_in_one(upload, head):
    """A picture or PDF that is an archive or a page as well is made to be taken for something else."""
    upload.seek(0)
    if MARKUP.search(head[:SNIFFED]) or _is_archive(upload):
        raise ValidationError("This file is two kinds of file in one. Save it anew from the program that made it.")


def _is_archive(upload):
    """Whether there is an archive with something in it; its mark alone may stand in any picture."""
    try:
        with zipfile.ZipFile(upload) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False


def _office_type(upload):
    with opened_archive(upload) as archive:
        members = archive.infolist()
        if any(member.flag_bits & 0x1 for member in members):
            raise ValidationError("This file has a password. Save it without one.")
        if any(MACROS.search(member.filename) for member in members):
            raise ValidationError("This file has macros, which are not kept here. Save it as .docx, .xlsx or .pptx.")
        names = {member.filename for member in members}
    found = [content_type for part, content_type in PARTS if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise ValidationError(KINDS_KEPT)
    return found[0]


def opened_archive(file, unpacked_max=None):
    """
    The ZIP archive in `file`, open, none of whose contents have been unpacked.

    Raises ValidationError where it cannot be read, or says that it unpacks to more than `unpacked_max` bytes
    (UNPACKED_MAX).
    """
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise ValidationError("The file is damaged. Save it anew from the program that made it.") from error
    members = archive.infolist()
    if len(members) > MEMBERS_MAX or sum(member.file_size for member in members) > (unpacked_max or UNPACKED_MAX):
        archive.close()
        raise ValidationError("The file unpacks to far more than it should. Save it anew.")
    return archive


def _text_type(upload):
    """Plain text is UTF-8 to its end, without control characters; a page of markup is none."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    first, chunk = True, b""
    try:
        while chunk := upload.read(CHUNK):
            text = decoder.decode(chunk)
            if CONTROL.search(text) or (first and text.lstrip().startswith("<")):
                raise ValidationError(KINDS_KEPT)
            first = False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        if CONTROL.search(chunk.decode("latin-1")) and not chunk.startswith(UTF_16):
            raise ValidationError(KINDS_KEPT) from error
        raise ValidationError(f"{KINDS_KEPT} Text is kept in UTF-8: save it as “CSV UTF-8”, for instance.") from error
    return TEXT
