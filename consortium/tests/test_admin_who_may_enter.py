"""The admin is the consortium office's: visitors sign in on our own page, everybody else finds nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from consortium.models import Consortium, User
from consortium.tests import factories

PAGES = ["/admin/", "/admin/consortium/organization/", "/admin/login/", "/admin/nothing/", "/admin/jsi18n/"]


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root@example.org", "a-long-password-for-tests")


def test_visitors_are_sent_to_our_own_page_to_sign_in(client, db):
    response = client.get("/admin/consortium/organization/", follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert "next=/admin/consortium/organization/" in response.redirect_chain[-1][0]


def test_nobody_signs_in_past_the_limits_of_that_page(client, superuser):
    credentials = {"username": superuser.email, "password": "a-long-password-for-tests"}
    response = client.post("/admin/login/", credentials)
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["stranger", "member", "reporter"])
def test_people_who_are_not_of_the_office_find_no_page(who, page, request, signed_in):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(page).status_code == 404
    assert client.post(page).status_code == 404


def test_the_office_enters_and_finds_the_way_back(office, signed_in):
    Consortium.objects.create(name="Example Regional Consortium", short_name="Example")
    page = signed_in(office).get("/admin/").content.decode()
    assert "Example Regional Consortium: all records" in page
    assert '<a href="/">View site</a>' in page


def test_leaving_leads_to_the_page_where_one_signs_in(office, signed_in):
    client = signed_in(office)
    assert client.post("/admin/logout/").url == reverse("account_login")
    assert "_auth_user_id" not in client.session


def test_a_password_is_changed_on_the_accounts_pages(office, signed_in):
    assert signed_in(office).get("/admin/password_change/").url == reverse("account_change_password")


@pytest.mark.parametrize("table", ["account/emailaddress", "mfa/authenticator", "auth/group", "sites/site"])
def test_tables_with_which_one_could_become_somebody_else_are_for_superusers(table, office, superuser, signed_in):
    assert signed_in(office).get(f"/admin/{table}/").status_code == 403
    assert signed_in(superuser).get(f"/admin/{table}/").status_code == 200


def test_the_office_changes_no_superuser_and_makes_none(office, superuser, signed_in):
    client = signed_in(office)
    url = reverse("admin:consortium_user_change", args=[superuser.pk])
    assert client.post(url, {"email": "taken@example.org"}).status_code == 403
    other = factories.UserFactory()
    fields = {"email": other.email, "name": "Renamed", "is_active": "on", "is_superuser": "on"}
    management = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    assert client.post(reverse("admin:consortium_user_change", args=[other.pk]), fields | management).status_code == 302
    other.refresh_from_db()
    assert (other.name, other.is_superuser) == ("Renamed", False)
    client.post(
        reverse("admin:consortium_user_changelist"), {"action": "make_inactive", "_selected_action": [superuser.pk]}
    )
    superuser.refresh_from_db()
    assert superuser.is_active


def test_accounts_are_made_inactive_and_never_deleted(office, signed_in):
    client, other = signed_in(office), factories.UserFactory()
    url = reverse("admin:consortium_user_changelist")
    assert client.post(reverse("admin:consortium_user_delete", args=[other.pk]), {"post": "yes"}).status_code == 403
    client.post(url, {"action": "make_inactive", "_selected_action": [other.pk, office.pk]})
    other.refresh_from_db()
    office.refresh_from_db()
    assert (other.is_active, office.is_active) == (False, True)


def test_a_new_account_waits_for_its_owner_to_set_a_password(office, signed_in):
    management = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    fields = {"email": "new@example.org", "name": "", "is_active": "on"}
    signed_in(office).post(reverse("admin:consortium_user_add"), fields | management)
    assert not User.objects.get(email="new@example.org").has_usable_password()


def test_with_another_address_nobody_signs_in_by_the_one_before(office, signed_in):
    other = factories.UserFactory(email="before@example.org")
    EmailAddress.objects.create(user=other, email="before@example.org", verified=True, primary=True)
    management = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    fields = {"email": "after@example.org", "name": "", "is_active": "on"}
    signed_in(office).post(reverse("admin:consortium_user_change", args=[other.pk]), fields | management)
    other.refresh_from_db()
    assert (other.email, EmailAddress.objects.filter(user=other).exists()) == ("after@example.org", False)
