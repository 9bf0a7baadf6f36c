"""Stored files: kept once, handed out to be saved and never shown, removed when nothing refers to them."""

import datetime
import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone

from consortium import tidying
from consortium.file_types import EXCEL, PDF, PNG, TEXT
from consortium.models import StoredFile
from consortium.stores import stored_names
from consortium.tests.factories import OrganizationFactory, PeriodFactory
from consortium.tidying import Tidied, tidy
from consortium.uploads import as_download, download_name
from indicators.models import Evidence
from indicators.tests.factories import MeasureFactory

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 23, 18, tzinfo=datetime.UTC)
MINUTES = b"%PDF-1.7 minutes"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path, monkeypatch):
    """A store and a folder for temporary files of the test's own."""
    store = {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path / "store"}}
    settings.STORAGES = settings.STORAGES | {"default": store}
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tidying.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    return tmp_path


def keep(content=MINUTES, name="minutes.pdf", content_type=PDF, age=0):
    stored = StoredFile.keep(ContentFile(content, name=name), content_type, None)
    StoredFile.objects.filter(pk=stored.pk).update(uploaded_at=NOW - datetime.timedelta(hours=age))
    return stored


def grow_old(folder, hours):
    then = (NOW - datetime.timedelta(hours=hours)).timestamp()
    for path in folder.rglob("*"):
        os.utime(path, (then, then), follow_symlinks=False)


def evidence(stored):
    return Evidence.objects.create(
        measure=MeasureFactory(), organization=OrganizationFactory(), period=PeriodFactory(), title="M", file=stored
    )


def test_the_same_content_lies_in_the_store_once_under_the_names_of_each_upload(folder):
    first, second, other = keep(), keep(name="Protokoll.pdf"), keep(b"%PDF-1.7 other")
    assert first.file.name == second.file.name == f"{first.sha256[:2]}/{first.sha256}"
    assert sorted(stored_names()) == sorted([first.file.name, other.file.name])
    assert [one.name for one in (first, second)] == ["minutes.pdf", "Protokoll.pdf"]
    with second.file.open("rb") as file:
        assert file.read() == MINUTES


def test_content_that_broke_off_is_written_again(folder):
    first = keep()
    (folder / "store" / first.file.name).write_bytes(b"%PDF")
    keep()
    with first.file.open("rb") as file:
        assert file.read() == MINUTES


def test_a_file_appears_whole_and_for_its_owner_alone(folder):
    stored = keep()
    assert (folder / "store" / stored.file.name).stat().st_mode & 0o777 == 0o600

    class Broken(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("The connection broke.")

    with pytest.raises(OSError, match="The connection broke"):
        default_storage.save("cd/half", Broken(b"half a file"))
    assert list((folder / "store" / "cd").iterdir()) == []


@pytest.mark.parametrize(
    ("name", "content_type", "saved"),
    [
        ("minutes.pdf", PDF, "minutes.pdf"),
        ("List.CSV", TEXT, "List.CSV"),
        ("page.html", TEXT, "page.html.txt"),
        ("page.html", PDF, "page.html.pdf"),
        ("report.docx.exe", EXCEL, "report.docx.exe.xlsx"),
        ("no ending", PNG, "no ending.png"),
        (".htaccess", TEXT, "htaccess.txt"),
        ("../../etc/passwd", TEXT, "etc passwd.txt"),
        ("a\r\nSet-Cookie: x=1.txt", TEXT, "a Set-Cookie x=1.txt"),
        ('say "hi".txt', TEXT, "say hi.txt"),
        ("invoice\u202efdp.exe", PDF, "invoice fdp.exe.pdf"),
        ("", TEXT, "file.txt"),
        ("...", TEXT, "file.txt"),
        ("x" * 190 + ".pdf", PDF, "x" * 150 + ".pdf"),
        ("unknown", "text/html", "unknown.bin"),
    ],
)
def test_the_name_under_which_a_file_is_saved(name, content_type, saved):
    assert download_name(name, content_type) == saved


def test_a_download_is_saved_and_never_shown():
    response = as_download(keep(b"<p>Hello", "Café – 2026.html", TEXT))
    assert b"".join(response) == b"<p>Hello"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''Caf%C3%A9%20%E2%80%93%202026.html.txt"
    )
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["Content-Length"] == "8"
    response.close()


def test_a_type_that_is_not_known_is_sent_as_bytes():
    response = as_download(keep(b"<p>", "x.html", "text/html"))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="x.html.bin"'
    response.close()


def test_a_file_that_is_gone_is_not_there():
    stored = keep()
    stored.file.delete(save=False)
    stored.refresh_from_db()
    with pytest.raises(Http404):
        as_download(stored)


def test_the_headers_reach_the_browser(signed_in, office):
    stored = evidence(keep()).file
    response = signed_in(office).get(f"/admin/consortium/storedfile/{stored.pk}/file/")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert response["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    response.close()


def test_what_nothing_refers_to_is_removed_after_a_day_and_what_is_referred_to_stays(folder):
    used, again, new = keep(age=90), keep(b"%PDF-1.7 looked at", age=25), keep(b"%PDF-1.7 just now", age=23)
    evidence(used)
    grow_old(folder, 25)
    assert tidy(NOW) == Tidied(uploads=1, files=1, imports=0)
    assert set(StoredFile.objects.all()) == {used, new}
    assert not default_storage.exists(again.file.name)
    assert tidy(NOW) == Tidied(0, 0, 0)


def test_content_stays_while_any_row_names_it(folder):
    used, forgotten = keep(age=90), keep(age=90)
    evidence(used)
    grow_old(folder, 90)
    assert tidy(NOW) == Tidied(uploads=1, files=0, imports=0)
    assert not StoredFile.objects.filter(pk=forgotten.pk).exists()
    with used.file.open("rb") as file:
        assert file.read() == MINUTES


def test_a_file_used_in_two_places_stays_until_neither_refers_to_it(folder):
    stored = keep(age=90)
    first, second = evidence(stored), evidence(stored)
    grow_old(folder, 90)
    first.delete()
    assert tidy(NOW).uploads == 0
    second.delete()
    assert tidy(NOW) == Tidied(uploads=1, files=1, imports=0)


def test_content_without_a_row_is_removed_after_a_day(folder):
    default_storage.save("ab/left-behind", ContentFile(b"x"))
    grow_old(folder, 23)
    assert tidy(NOW).files == 0
    grow_old(folder, 25)
    assert tidy(NOW).files == 1


def test_half_an_upload_is_removed_after_a_day(folder):
    stored = keep()
    half = folder / "store" / stored.file.name[:2] / ".x8f3"
    half.write_text("half")
    assert list(stored_names()) == [stored.file.name]
    grow_old(folder, 25)
    assert (tidy(NOW).files, half.exists(), default_storage.exists(stored.file.name)) == (1, False, True)


def test_what_is_uploaded_again_while_it_is_removed_stays(folder, monkeypatch):
    default_storage.save("ab/x", ContentFile(b"x"))
    grow_old(folder, 25)
    names = list(stored_names())

    def names_then_an_upload(halves):
        yield from names
        StoredFile.objects.create(file="ab/x", name="x", content_type=TEXT, size=1, sha256="ab")

    monkeypatch.setattr(tidying, "stored_names", names_then_an_upload)
    assert tidy(NOW).files == 0
    assert default_storage.exists("ab/x")


def test_files_of_imports_that_were_not_finished_are_removed(folder):
    temporary = folder / "temporary"
    old, others = temporary / f"career-import-{'0' * 32}", temporary / "somebody-elses"
    link = temporary / f"career-import-{'1' * 32}"
    for path in (old, others):
        path.write_text("x")
    link.symlink_to(others)
    grow_old(folder, 25)
    new = temporary / f"career-import-{'2' * 32}"
    new.write_text("x")
    os.utime(new, (NOW.timestamp(), NOW.timestamp()))
    assert tidy(NOW).imports == 1
    assert {path.name for path in temporary.iterdir()} == {others.name, link.name, new.name}


@pytest.mark.parametrize("command", ["tidy_files", "send_reminders"])
def test_the_daily_command_tidies(command, folder, capsys):
    stored = keep()
    StoredFile.objects.update(uploaded_at=timezone.now() - datetime.timedelta(days=2))
    then = time.time() - 2 * 24 * 60 * 60
    os.utime(folder / "store" / stored.file.name, (then, then))
    call_command(command)
    assert "Removed: 1 uploads that nothing refers to, 1 files of the store, 0 files" in capsys.readouterr().out
    assert list(stored_names()) == []


def test_who_refers_to_a_file_is_known_of_every_room(django_assert_num_queries):
    keep()
    with django_assert_num_queries(1):
        assert "indicators_evidence" in str(StoredFile.objects.unused().query)
        assert StoredFile.objects.unused().count() == 1
