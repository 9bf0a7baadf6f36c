"""Names that people write differently are found; names of different firms are not taken for one."""

import pytest

from wbl.models import Employer
from wbl.tests.factories import EmployerFactory

pytestmark = pytest.mark.django_db


def alike(name):
    return [employer.name for employer in Employer.objects.alike(name)]


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Harbor Welding", "harbor welding"),
        ("Harbor Welding", "The Harbor Welding Co."),
        ("Harbor Welding, Inc.", "Harbor Welding LLC"),
        ("Harbor Welding L.L.C.", "Harbor-Welding"),
        ("Smith & Sons", "Smith and Sons"),
        ("Joe’s Diner", "Joes Diner"),
        ("Café Peña", "Cafe Pena"),
        ("Harbor Welding", "Harbor Weldng"),
        ("Harbor Welding", "Habor Welding"),
        ("Harbor Welding", "Harbor Welding of Chula Vista"),
        ("Harbor Welding of Chula Vista", "Harbor Welding"),
        ("San Ysidro Health Partners", "San Ysidro Helth Partners"),
    ],
)
def test_another_way_to_write_a_name_finds_it(there, typed):
    EmployerFactory(name=there)
    assert alike(typed) == [there]


@pytest.mark.parametrize(
    ("there", "typed"),
    [
        ("Harbor Welding", "Mesa Welding"),
        ("Harbor Welding", "Harbor Dental Care"),
        ("Alvarado Medical Imaging", "Grossmont Medical Supply"),
        ("Sunrise Solar", "Sunset Landscaping"),
        ("Pacific Ridge Logistics", "Pacific Crest Hotel"),
        ("ABC Supply", "XYZ Repair"),
        ("Harbor Welding", "Ha"),
        ("Harbor Welding", ""),
        ("Harbor Welding", "LLC"),
    ],
)
def test_another_firm_is_not_taken_for_it(there, typed):
    EmployerFactory(name=there)
    assert alike(typed) == []


def test_the_most_alike_come_first_and_merged_ones_not_at_all():
    close = EmployerFactory(name="Harbor Weldings")
    same = EmployerFactory(name="Harbor Welding Inc.")
    EmployerFactory(name="Harbor Welding", merged_into=same, merged_at="2026-10-06T10:00Z", merge_undo={})
    found = list(Employer.objects.alike("The Harbor Welding"))
    assert found == [same, close]
    assert found[0].likeness == 1.0


@pytest.mark.parametrize("name", ["%", "'; --", "\\", "a" * 200, "|||", "🚜🚜🚜🚜", "日本語の会社"])
def test_odd_names_are_stored_and_found_as_they_are(name):
    employer = EmployerFactory(name=name)
    employer.refresh_from_db()
    assert employer.name == name
    assert alike(name) in ([name], [])


def test_the_name_is_read_anew_when_it_changes():
    EmployerFactory(name="Harbor Welding")
    Employer.objects.update(name="Mesa Dental")
    assert (alike("Harbor Welding"), alike("Mesa Dental, LLC")) == ([], ["Mesa Dental"])


def test_a_directory_of_many_is_searched_in_one_statement(django_assert_num_queries):
    Employer.objects.bulk_create(EmployerFactory.build_batch(300))
    wanted = EmployerFactory(name="Harbor Welding")
    with django_assert_num_queries(1):
        assert list(Employer.objects.alike("Harbour Welding")) == [wanted]
