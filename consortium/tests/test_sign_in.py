"""Signing in by e-mail, the way back from it, and the health check that needs no account."""

import pytest
from django.db import DatabaseError, connection

from consortium.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_is_sent_to_sign_in_and_comes_back_to_the_page(client, member):
    response = client.get("/goals/?year=2026-27")
    assert response.url == "/accounts/login/?next=/goals/%3Fyear%3D2026-27"
    answer = client.post(response.url, {"login": "MEMBER@example.org", "password": "a-long-password-for-tests"})
    assert answer.url == "/goals/?year=2026-27"


def test_a_wrong_password_gets_a_sentence_and_no_hint_whether_the_account_exists(client, member):
    def sentence(login):
        response = client.post("/accounts/login/", {"login": login, "password": "wrong"})
        return response.context["form"].non_field_errors()

    assert sentence("member@example.org")
    assert list(sentence("member@example.org")) == list(sentence("nobody@example.org"))


def test_an_inactive_account_does_not_sign_in(client):
    UserFactory(email="gone@example.org", is_active=False)
    client.post("/accounts/login/", {"login": "gone@example.org", "password": "a-long-password-for-tests"})
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(client):
    page = client.get("/accounts/signup/")
    assert page.status_code == 200
    assert "form" not in page.context or not page.context.get("form")
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": "x" * 12, "password2": "x" * 12})
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_told_whom_to_ask(signed_in, stranger):
    assert "Ask the consortium office" in signed_in(stranger).get("/").content.decode()


def test_the_health_check_answers_without_an_account(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")


def test_the_health_check_says_when_the_database_does_not_answer(client, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", broken)
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"The database does not answer.\n")
