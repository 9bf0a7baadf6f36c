"""What may be uploaded is told by the bytes of a file, whatever it is called."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from consortium import file_types
from consortium.file_types import EXCEL, JPEG, KINDS_KEPT, PDF, PNG, POWERPOINT, TEXT, WORD, checked_type

PNG_HEAD = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
JPEG_HEAD = b"\xff\xd8\xff\xe1\x00\x20Exif\x00\x00"


def office(*names, content=b"<xml/>", types=True):
    """An Office file with these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in [*(["[Content_Types].xml"] if types else []), *names]:
            archive.writestr(name, content)
    return file.getvalue()


def type_of(content, name="file"):
    upload = SimpleUploadedFile(name, content)
    try:
        return checked_type(upload)
    finally:
        assert upload.tell() == 0


def refusal(content, name="file"):
    with pytest.raises(ValidationError) as refused:
        type_of(content, name)
    return refused.value.message


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (b"%PDF-1.7\n...", "minutes.pdf", PDF),
        (b"%PDF-1.7\n...", "page.html", PDF),
        (PNG_HEAD + b"...", "photo.jpg", PNG),
        (JPEG_HEAD + b'<?xpacket begin=""?><x:xmpmeta/>', "photo.jpg", JPEG),
        (office("word/document.xml"), "minutes.docx", WORD),
        (office("xl/workbook.xml"), "list.docx", EXCEL),
        (office("ppt/presentation.xml"), "slides.pptx", POWERPOINT),
        (b"\xef\xbb\xbfName,Came\nCaf\xc3\xa9,12\n", "list.csv", TEXT),
        (b"Name,Said\nA,<script>alert(1)</script>\n", "list.csv", TEXT),
        (b"x" * 4095 + "é and more".encode(), "long.txt", TEXT),
        (b"1 < 2\n", "sum.txt", TEXT),
    ],
)
def test_what_is_kept(content, name, content_type):
    assert type_of(content, name) == content_type


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE html><p>Hello",
        b"\n\n  <html><script>alert(1)</script>",
        b"\xef\xbb\xbf<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<?xml version='1.0'?><a/>",
        b"\x7fELF\x02\x01\x01",
        b"MZ\x90\x00\x03",
        b"GIF89a\x01\x00\x01\x00",
        b"Rar!\x1a\x07\x01\x00",
        b"plain \x00 text",
        b"bell \x07",
        b"a" * 300_000 + b"\x00",
        office("readme.txt"),
        office("word/document.xml", types=False),
        office("word/document.xml", "xl/workbook.xml"),
    ],
)
def test_what_is_not_kept_whatever_it_is_called(content):
    assert refusal(content, "minutes.pdf") == KINDS_KEPT


@pytest.mark.parametrize("content", [b"Caf\xe9", b"\xff\xfeN\x00a\x00", b"x" * 300_000 + b"\xff", b"x\xc3"])
def test_text_is_utf_8_to_its_end(content):
    assert refusal(content) == f"{KINDS_KEPT} Text is kept in UTF-8: save it as “CSV UTF-8”, for instance."


@pytest.mark.parametrize(
    "name",
    ["word/vbaProject.bin", "xl/vbaProject.bin", "word/vbaData.xml", "xl/macrosheets/sheet1.xml", "ppt/VBAPROJECT.BIN"],
)
def test_macros_are_refused(name):
    content = office("word/document.xml", name)
    assert refusal(content) == "This file has macros, which are not kept here. Save it as .docx, .xlsx or .pptx."


def test_files_under_a_password_are_refused():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1...").startswith("This Office file has a password or is of an old")
    locked = bytearray(office("word/document.xml"))
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.index(mark) + place] |= 1
    assert refusal(bytes(locked)) == "This file has a password. Save it without one."


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", PNG_HEAD, JPEG_HEAD])
def test_two_kinds_in_one_are_refused(head):
    sentence = "This file is two kinds of file in one. Save it anew from the program that made it."
    assert refusal(head + office("word/document.xml")) == sentence
    assert refusal(head + b"<script>alert(1)</script>") == sentence
    assert refusal(head + b"<!DOCTYPE html>") == sentence
    assert refusal(head + b"<?php system('id')") == sentence


def test_an_archive_that_unpacks_to_far_more_is_refused_without_unpacking_it(monkeypatch):
    monkeypatch.setattr(file_types, "UNPACKED_MAX", 1_000_000)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    bomb = office("word/document.xml", content=b"0" * 600_000)
    assert len(bomb) < 10_000
    assert refusal(bomb) == "The file unpacks to far more than it should. Save it anew."
    monkeypatch.setattr(file_types, "MEMBERS_MAX", 3)
    assert refusal(office("word/document.xml", "a", "b")).startswith("The file unpacks to far more")


def test_a_damaged_archive_is_refused():
    content = office("word/document.xml")
    damaged = "The file is damaged. Save it anew from the program that made it."
    assert refusal(content[:-10]) == damaged
    assert refusal(b"PK\x03\x04") == damaged


def test_size(settings):
    assert refusal(b"") == "The file is empty."
    settings.FILE_MAX_BYTES = 2 * 1024 * 1024
    sentence = "The file is larger than 2 MB. Make it smaller, or give its address instead."
    assert refusal(b"x" * (2 * 1024 * 1024 + 1)) == sentence
    assert type_of(b"x" * (2 * 1024 * 1024)) == TEXT
