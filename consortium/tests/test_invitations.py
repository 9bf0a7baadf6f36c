"""Inviting people: the account, the role, the mail with its link, and the end of a role."""

import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse

from consortium.models import Membership, User
from consortium.tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a-new-and-long-passphrase"


def invite(client, **changes):
    posted = {
        "email": "New.Person@example.org",
        "name": "New Person",
        "organization": "northside-union-high",
        "role": "reporter",
    }
    return client.post(reverse("person-invite"), posted | changes)


def link_in(message):
    return re.search(r"http://testserver(/\S+)", message.body).group(1)


def follow(client, address):
    """Open the link of a mail and set a password, as allauth's own pages do it."""
    form = client.get(address, follow=True)
    return client.post(form.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})


def sign_in(client, email):
    client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    return "_auth_user_id" in client.session


def test_an_invited_person_sets_a_password_by_the_mailed_link_and_signs_in(signed_in, office, district):
    assert invite(signed_in(office)).status_code == 302
    user = User.objects.get(email__iexact="new.person@example.org")
    assert (user.name, user.has_usable_password()) == ("New Person", False)
    assert list(user.memberships.values_list("organization", "role", "ended_on")) == [(district.pk, "reporter", None)]
    (message,) = mail.outbox
    assert message.to == [user.email]
    assert "Reporter, Northside Union High" in message.body
    visitor = signed_in(None)
    follow(visitor, link_in(message))
    assert sign_in(signed_in(None), "new.person@example.org")


def test_the_link_works_once(signed_in, office, district):
    invite(signed_in(office))
    address = link_in(mail.outbox[0])
    follow(signed_in(None), address)
    again = signed_in(None).get(address, follow=True)
    assert again.context["token_fail"] is True


def test_an_invitation_is_sent_again_with_a_link_that_works(signed_in, office, district):
    invite(signed_in(office))
    membership = Membership.objects.get(user__name="New Person")
    assert signed_in(office).post(reverse("invitation-send", args=[membership.pk])).status_code == 302
    assert len(mail.outbox) == 2
    follow(signed_in(None), link_in(mail.outbox[1]))
    assert User.objects.get(name="New Person").has_usable_password()


def test_who_has_an_account_gets_the_role_and_a_mail_only(signed_in, office, other_reporter, district):
    invite(signed_in(office), email="OTHER@example.org")
    assert User.objects.count() == 2
    assert other_reporter.memberships.filter(organization=district, role="reporter").exists()
    (message,) = mail.outbox
    assert link_in(message) == reverse("account_login")
    assert "Your account and password stay as they are." in message.body


def test_a_role_twice_is_refused_and_an_ended_one_is_taken_up_again(signed_in, office, reporter, district):
    client = signed_in(office)
    response = invite(client, email=reporter.email)
    assert response.context["form"].errors["email"] == [
        "reporter@example.org is reporter of Northside Union High already."
    ]
    membership = reporter.memberships.get()
    client.post(reverse("membership-end", args=[membership.pk]))
    assert reporter.memberships.current().count() == 0
    assert signed_in(reporter).get(reverse("partners")).status_code == 404
    invite(client, email=reporter.email)
    assert list(reporter.memberships.current()) == [membership]


def test_ending_a_role_asks_first(signed_in, office, reporter):
    membership = reporter.memberships.get()
    page = signed_in(office).get(reverse("membership-end", args=[membership.pk]))
    assert "End the role of reporter@example.org?" in page.content.decode()
    assert reporter.memberships.current().exists()


def test_nobody_ends_their_own_membership_of_the_office(signed_in, office):
    membership = office.memberships.get()
    response = signed_in(office).post(reverse("membership-end", args=[membership.pk]), follow=True)
    assert "You cannot end your own membership of the office. Ask a colleague." in response.content.decode()
    assert office.memberships.current().exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"role": "staff"}, "role", "Only the consortium office has staff. For a partner choose reporter."),
        ({"role": "member"}, "role", "Only working groups have members. For a partner choose reporter."),
        ({"may_publish": "on"}, "may_publish", "Only staff of the consortium office can have the right to publish."),
        ({"email": "nobody"}, "email", "Enter a valid email address."),
    ],
)
def test_roles_that_do_not_fit_are_refused(signed_in, office, district, changes, field, sentence):
    response = invite(signed_in(office), **changes)
    assert (response.status_code, response.context["form"].errors[field]) == (422, [sentence])
    assert (User.objects.count(), mail.outbox) == (1, [])


def test_an_inactive_account_is_not_invited(signed_in, office, district):
    factories.UserFactory(email="gone@example.org", is_active=False)
    response = invite(signed_in(office), email="gone@example.org")
    assert response.context["form"].errors["email"] == [
        "This account was made inactive. Make it active again in the admin first."
    ]
    assert not Membership.objects.filter(organization=district).exists()


def test_a_mail_server_that_is_down_is_said_and_the_role_stays(signed_in, office, district, monkeypatch):
    def down(*args):
        raise smtplib.SMTPConnectError(421, "down")

    monkeypatch.setattr(EmailBackend, "send_messages", down)
    response = invite(signed_in(office))
    page = signed_in(office).get(response.url)
    assert Membership.objects.filter(organization=district).count() == 1
    assert "New Person" in page.content.decode()


def test_the_list_is_filtered_and_takes_as_many_queries_for_many_as_for_few(
    signed_in, office, reporter, district, django_assert_num_queries
):
    invite(signed_in(office))
    client = signed_in(office)

    def shown(**asked):
        return [str(membership.user) for membership in client.get(reverse("people"), asked).context["page"]]

    assert shown(state="waiting") == ["New Person"]
    assert shown(q="northside", role="reporter") == ["New Person", "reporter@example.org"]
    assert shown(role="staff") == ["office@example.org"]
    with django_assert_num_queries(QUERIES):
        client.get(reverse("people"))
    factories.MembershipFactory.create_batch(30, organization=district)
    with django_assert_num_queries(QUERIES):
        client.get(reverse("people"))


QUERIES = 6


def test_only_the_office_invites_sends_and_ends(signed_in, office, reporter, stranger, district):
    membership = reporter.memberships.get()
    for person in (reporter, stranger):
        client = signed_in(person)
        assert invite(client).status_code == 404
        for name in ("invitation-send", "membership-end"):
            assert client.post(reverse(name, args=[membership.pk])).status_code == 404
    assert mail.outbox == []
    assert reporter.memberships.current().exists()


def test_signing_up_is_closed_and_says_so(signed_in):
    client = signed_in(None)
    assert "Accounts come by invitation" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), {"email": "me@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.exists()


def test_a_forgotten_password_is_set_anew_by_mail(signed_in, reporter):
    visitor = signed_in(None)
    visitor.post(reverse("account_reset_password"), {"email": "reporter@example.org"})
    (message,) = mail.outbox
    assert message.subject == "Set a new password"
    follow(visitor, link_in(message))
    assert sign_in(signed_in(None), "reporter@example.org")


def test_an_unknown_address_gets_a_mail_that_offers_no_sign_up(signed_in):
    signed_in(None).post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    (message,) = mail.outbox
    assert "by invitation of the consortium office" in message.body
    assert "http" not in message.body
