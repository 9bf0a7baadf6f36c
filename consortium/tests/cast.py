"""
The fixed cast of people that tests sign in as; each room's conftest takes it in.

`office` may do everything, `reporter` reports for `district`, `other_reporter` for another district,
`member` belongs to a working group whose `lead` is its reporter, `stranger` has an account and no membership: they must
always be refused.
"""

import pytest
from django.contrib import admin
from django.test import Client

from consortium.tests import factories


@pytest.fixture
def district(db):
    """The district that `reporter` reports for."""
    return factories.OrganizationFactory(name="Northside Union High", slug="northside-union-high")


@pytest.fixture
def working_group(db):
    """The working group that `member` belongs to."""
    return factories.WorkingGroupFactory(name="Working group 2", slug="working-group-2")


def _person(email, organization, role):
    return factories.MembershipFactory(user__email=email, organization=organization, role=role).user


@pytest.fixture
def office(db):
    """Staff of the consortium office."""
    return _person("office@example.org", factories.OfficeOrganizationFactory(), "staff")


@pytest.fixture
def reporter(district):
    """The reporter of `district`."""
    return _person("reporter@example.org", district, "reporter")


@pytest.fixture
def other_reporter(db):
    """The reporter of another district."""
    other = factories.OrganizationFactory(name="Southside Unified", slug="southside-unified")
    return _person("other@example.org", other, "reporter")


@pytest.fixture
def member(working_group):
    """A member of a working group who is not its reporter."""
    return _person("member@example.org", working_group, "member")


@pytest.fixture
def lead(working_group):
    """The lead of the working group that `member` belongs to."""
    return _person("lead@example.org", working_group, "reporter")


@pytest.fixture
def stranger(db):
    """Somebody with an account and no membership."""
    return factories.UserFactory(email="stranger@example.org")


@pytest.fixture
def signed_in():
    """`signed_in(user)` → a test client that is signed in as that person; `signed_in(None)` is a visitor."""

    def client_for(user):
        client = Client()
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return client_for


@pytest.fixture
def short_admin_pages(monkeypatch):
    """
    The admin's pages without the list of all tables beside them, which takes longer than all the rest of most pages.
    The tests of who may enter have it.
    """
    made, make = {}, admin.site.get_app_list

    def app_list(request, app_label=None):
        if app_label not in made:
            made[app_label] = make(request, app_label)
        return made[app_label]

    monkeypatch.setattr(admin.site, "get_app_list", app_list)
    monkeypatch.setattr(admin.site, "enable_nav_sidebar", False)
