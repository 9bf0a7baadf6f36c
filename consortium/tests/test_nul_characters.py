"""The character NUL, which the database cannot keep, is refused with a sentence wherever it comes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.django_db

SENTENCE = "The address or the form holds a character that cannot be kept (NUL). Remove it and try again."


@pytest.mark.parametrize(
    "address",
    ["/worksheets/?organization=%00", "/worksheets/?%00=1", "/setup/targets/2026-27/%00/", "/partners/?q=a%00b"],
)
def test_an_address_with_it_is_refused(signed_in, office, address):
    response = signed_in(office).get(address)
    assert (response.status_code, response.content.decode()) == (400, SENTENCE)


def test_visitors_who_are_not_signed_in_get_the_same_answer(client):
    assert client.post("/accounts/login/", {"login": "a\x00b", "password": "x"}).status_code == 400


@pytest.mark.parametrize("more", [{}, {"file": SimpleUploadedFile("list.txt", b"text")}])
def test_a_form_with_it_is_refused(signed_in, office, more):
    response = signed_in(office).post("/setup/years/new/", {"start_year": "20\x0026", **more})
    assert (response.status_code, response.content.decode()) == (400, SENTENCE)


def test_a_form_that_is_sent_as_address_text_is_refused(signed_in, office):
    form = "application/x-www-form-urlencoded"
    assert signed_in(office).post("/setup/years/new/", "start_year=%00", content_type=form).status_code == 400


def test_files_may_hold_it(signed_in, office):
    upload = SimpleUploadedFile("list.txt", b"a\x00b")
    response = signed_in(office).post("/setup/years/new/", {"start_year": "many", "file": upload})
    assert response.status_code == 422
