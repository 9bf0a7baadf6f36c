"""Every table in the admin opens, finds, and asks the database equally often for few rows and for many."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pghistory.models import Event

from consortium.models import StoredFile
from consortium.tests.admin_rows import MAKERS, add_rows
from consortium.tests.factories import OrganizationFactory, OrganizationYearFactory, PeriodFactory, SchoolFactory
from wbl.models import RosterEntry

pytestmark = pytest.mark.usefixtures("short_admin_pages")

ROOMS = ["consortium", "goals", "pathways", "wbl", "indicators"]
NEVER_SHOWN = {RosterEntry}  # hashes of people are counted and nowhere to be seen


def address(model, page, *args):
    """An address of the admin: changelist, add, change, history, delete."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


BY_NAME = {model.__name__: model for model in MAKERS}


def histories():
    return [model for model in admin.site._registry if issubclass(model, Event)]


def queries_of(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200, url
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("room", ROOMS)
def test_every_model_is_in_the_admin(room):
    shown = set(apps.get_app_config(room).get_models()) - NEVER_SHOWN
    assert [model for model in shown if not admin.site.is_registered(model)] == []
    assert not any(map(admin.site.is_registered, NEVER_SHOWN))


def test_every_model_that_is_no_history_is_tried_here():
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    assert {model for model in ours if not issubclass(model, Event)} - NEVER_SHOWN == set(MAKERS)


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_list_pages_and_search_ask_equally_often_for_3_and_30_rows(model, office, signed_in):
    client = signed_in(office)
    add_rows(model, 0, 3)
    urls = [address(model, "changelist"), f"{address(model, 'changelist')}?q=example"]
    client.get(urls[0])
    few = [queries_of(client, url) for url in urls]
    add_rows(model, 3, 30)
    many = [queries_of(client, url) for url in urls]
    assert [len(queries) for queries in many] == [len(queries) for queries in few], many


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_page_of_a_record_opens_and_so_does_its_history(model, office, signed_in):
    client = signed_in(office)
    row = add_rows(model, 0, 1)
    assert client.get(address(model, "change", row.pk)).status_code == 200
    assert client.get(address(model, "history", row.pk)).status_code == 200
    expected = 200 if admin.site._registry[model].has_add_permission(_request(office)) else 403
    assert client.get(address(model, "add")).status_code == expected


def _request(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_no_page_holds_a_list_of_all_records_to_choose_from(model, office, signed_in):
    """Every reference is chosen with search, and what is searched for can be searched."""
    model_admin = admin.site._registry[model]
    request = _request(office)
    client = signed_in(office)
    for each in [model_admin, *model_admin.get_inline_instances(request)]:
        for field in each.opts.fields:
            if field.many_to_one and field.editable:
                assert field.name in each.get_autocomplete_fields(request)
                asked = {"app_label": each.opts.app_label, "model_name": each.opts.model_name, "field_name": field.name}
                assert client.get(reverse("admin:autocomplete"), {**asked, "term": "a"}).status_code == 200


@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_lists_are_cut_into_pages(model):
    model_admin = admin.site._registry[model]
    assert (model_admin.list_per_page, model_admin.list_max_show_all) == (50, 0)
    assert model_admin.show_full_result_count is False
    assert model_admin.search_fields


def test_histories_open_and_are_only_looked_at(office, signed_in):
    client = signed_in(office)
    add_rows(BY_NAME["Officeholder"], 0, 2)
    for model in histories():
        assert client.get(address(model, "changelist")).status_code == 200
        assert client.get(address(model, "changelist"), {"q": "no number", "kind": "insert"}).status_code == 200
        assert client.get(address(model, "add")).status_code == 403
    event = BY_NAME["Officeholder"].objects.first().history.first()
    url = address(type(event), "change", event.pk)
    assert client.get(url).status_code == 200
    assert client.post(url, {"name": "Another"}).status_code == 403
    assert client.post(address(type(event), "delete", event.pk), {"post": "yes"}).status_code == 403


def test_history_lists_ask_equally_often_for_3_and_30_rows(office, signed_in):
    client = signed_in(office)
    model = BY_NAME["OrganizationYear"]
    add_rows(model, 0, 3)
    url = address(model.history.rel.related_model, "changelist")
    client.get(url)
    few = queries_of(client, url)
    add_rows(model, 3, 30)
    assert len(queries_of(client, url)) == len(few)


def test_schools_and_districts_of_one_name_are_told_apart_where_they_are_chosen(office, signed_in):
    district = OrganizationFactory(name="Central Union High", slug="central-district")
    SchoolFactory(name="Central Union High", slug="central-school", parent=district)
    asked = {"app_label": "consortium", "model_name": "organization", "field_name": "parent", "term": "central"}
    answers = signed_in(office).get(reverse("admin:autocomplete"), asked).json()["results"]
    assert sorted(answer["text"] for answer in answers) == [
        "Central Union High (K-12 district)",
        "Central Union High (School, Central Union High)",
    ]


@pytest.mark.parametrize("term", ["2026-27", "2026"])
def test_years_and_periods_are_found_as_they_are_written(term, office, signed_in):
    PeriodFactory(number=1)
    PeriodFactory(number=2)
    PeriodFactory(year__start_year=2025)
    client = signed_in(office)
    listed = client.get(address(BY_NAME["SchoolYear"], "changelist"), {"q": term}).context["cl"].result_list
    assert [str(year) for year in listed] == ["2026-27"]
    periods = address(BY_NAME["ReportingPeriod"], "changelist")
    assert len(client.get(periods, {"q": term}).context["cl"].result_list) == 2
    assert [str(each) for each in client.get(periods, {"q": "2026-27-Q2"}).context["cl"].result_list] == ["2026-27 Q2"]


def test_what_deleting_takes_along_is_counted_and_not_listed(office, signed_in):
    organization = OrganizationFactory()
    year = OrganizationYearFactory(organization=organization)
    client, url = signed_in(office), address(BY_NAME["Organization"], "delete", organization.pk)
    assert "1 Organization years" in client.get(url).content.decode()
    SchoolFactory(parent=organization)
    assert "1 organization" in client.get(url).content.decode()
    client.post(url, {"post": "yes"})
    year.refresh_from_db()


def test_a_stored_file_is_fetched_by_the_office_alone(office, reporter, signed_in):
    stored = StoredFile.keep(SimpleUploadedFile("minutes.txt", b"minutes"), "text/plain", office)
    url = reverse("admin:consortium_storedfile_file", args=[stored.pk])
    response = signed_in(office).get(url)
    assert b"".join(response.streaming_content) == b"minutes"
    assert response["Content-Disposition"].startswith("attachment")
    assert signed_in(reporter).get(url).status_code == 404
