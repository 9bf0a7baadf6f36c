"""The address that somebody signs in with is one that they have received mail at."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from consortium.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-password-for-tests"


def sign_in(client, email):
    return client.post(reverse("account_login"), {"login": email, "password": PASSWORD})


def change(client, action, email):
    return client.post(reverse("account_email"), {f"action_{action}": "1", "email": email})


def test_nobody_takes_an_address_before_its_owner_is_invited(client):
    """An invitation finds the account by its address; the role would go to whoever had taken it."""
    user = UserFactory(email="reporter@example.org")
    sign_in(client, "reporter@example.org")
    change(client, "add", "superintendent@example.org")
    change(client, "primary", "superintendent@example.org")
    user.refresh_from_db()
    assert user.email == "reporter@example.org"
    assert EmailAddress.objects.get(user=user, primary=True).email == "reporter@example.org"


def test_an_address_that_has_been_confirmed_can_be_taken(client):
    user = UserFactory(email="reporter@example.org")
    sign_in(client, "reporter@example.org")
    change(client, "add", "new@example.org")
    EmailAddress.objects.filter(email="new@example.org").update(verified=True)
    change(client, "primary", "new@example.org")
    user.refresh_from_db()
    assert user.email == "new@example.org"


def test_who_signs_in_again_has_one_address(client):
    user = UserFactory(email="Reporter@example.org")
    for _ in range(2):
        assert sign_in(client, "reporter@example.org").status_code == 302
        client.post(reverse("account_logout"))
    assert [(one.email, one.verified, one.primary) for one in EmailAddress.objects.filter(user=user)] == [
        ("reporter@example.org", True, True)
    ]


def test_the_office_may_have_changed_the_address_meanwhile(client):
    user = UserFactory(email="before@example.org")
    EmailAddress.objects.create(user=user, email="before@example.org", verified=True, primary=True)
    user.email = "after@example.org"
    user.save()
    assert sign_in(client, "after@example.org").status_code == 302
    assert EmailAddress.objects.get(user=user, primary=True).email == "after@example.org"


@pytest.mark.parametrize("place", ["https://example.com/", "//example.com/", "/\\example.com/", "javascript:alert(1)"])
def test_signing_in_leads_nowhere_else(client, place):
    UserFactory(email="reporter@example.org")
    address = f"{reverse('account_login')}?next={place}"
    response = client.post(address, {"login": "reporter@example.org", "password": PASSWORD, "next": place})
    assert (response.status_code, response.url) == (302, "/")
