"""Records go out as CSV and XLSX and come back the same: codes with their zeros, references by name, all or none."""

import csv
import datetime
import io
import zipfile

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from consortium.admin.spreadsheets import SpreadsheetAdmin
from consortium.exchange import Csv, Unreadable, Xlsx
from consortium.models import County, Organization, OrganizationYear, User
from consortium.tests import factories
from consortium.tests.admin_rows import MAKERS, add_rows

pytestmark = pytest.mark.usefixtures("short_admin_pages")

FORMATS = {"csv": "0", "xlsx": "1"}


def address(model, page):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")


def exported(client, model, form):
    response = client.post(address(model, "export"), {"format": FORMATS[form], "resource": "0"})
    assert response.status_code == 200
    return response.content


def preview(client, model, content, form="csv"):
    upload = SimpleUploadedFile(f"records.{form}", content if isinstance(content, bytes) else content.encode())
    return client.post(address(model, "import"), {"format": FORMATS[form], "resource": "0", "import_file": upload})


def imported(client, model, content, form="csv"):
    """Both steps; the page that says what is wrong, or the list."""
    first = preview(client, model, content, form)
    confirm = first.context.get("confirm_form")
    if confirm is None:
        return first
    return client.post(address(model, "process_import"), confirm.initial, follow=True)


def problems(response):
    """The sentences that a page of the import says; none on the list."""
    if response.context.get("result"):
        return [sentence for _, _, sentence in response.context["result"].problems]
    form = response.context.get("form")
    return [sentence for sentences in form.errors.values() for sentence in sentences] if form else []


@pytest.fixture
def client(office, signed_in):
    return signed_in(office)


@pytest.fixture
def school(db):
    """A school whose codes begin with zeros, in a county that does too."""
    county = County.objects.create(code="03", name="Amador")
    return factories.SchoolFactory(
        name="Café – Åland High", slug="zero-high", cds_code="03100330100123", county=county, closed_on="2026-06-30"
    )


@pytest.mark.parametrize("form", FORMATS)
def test_codes_keep_their_leading_zeros_out_and_in(form, client, school):
    content = exported(client, Organization, form)
    Organization.objects.filter(pk=school.pk).update(cds_code=None, county=None, name="Another", closed_on=None)
    response = imported(client, Organization, content, form)
    assert "0 new, 1 updated" in str(next(iter(response.context["messages"])))
    school.refresh_from_db()
    assert (school.cds_code, school.county.code, school.name) == ("03100330100123", "03", "Café – Åland High")
    assert school.closed_on == datetime.date(2026, 6, 30)


def test_a_workbook_holds_codes_as_text(client, school):
    sheet = load_workbook(io.BytesIO(exported(client, Organization, "xlsx"))).active
    header = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == "zero-high")
    code = row[header.index("cds_code")]
    assert (code.value, code.data_type, code.number_format) == ("03100330100123", "s", "@")


def tables_that_go_both_ways():
    return [model for model in MAKERS if isinstance(admin.site._registry[model], SpreadsheetAdmin)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("model", tables_that_go_both_ways(), ids=lambda model: model.__name__)
def test_what_goes_out_comes_back_as_it_is(model, form, client):
    add_rows(model, 0, 2)
    before = list(model.objects.order_by("pk").values())
    response = imported(client, model, exported(client, model, form), form)
    assert problems(response) == []
    message = str(next(iter(response.context["messages"])))
    assert f"0 new, 0 updated, 0 deleted and {len(before)} skipped" in message
    assert list(model.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("form", FORMATS)
def test_no_cell_is_taken_for_a_formula(form, client):
    name = '=HYPERLINK("https://example.org")'
    organization = factories.OrganizationFactory(name=name, slug="formula")
    content = exported(client, Organization, form)
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert next(row["name"] for row in rows if row["slug"] == "formula") == f"'{name}"
    Organization.objects.filter(pk=organization.pk).update(name="Another")
    imported(client, Organization, content, form)
    organization.refresh_from_db()
    assert organization.name == name


def test_parents_in_the_same_file_are_found(client, school):
    rows = ["slug,name,kind,segment,parent", "new-district,New,k12_district,k12,", "new-high,New,school,,new-district"]
    imported(client, Organization, "\n".join(rows))
    assert Organization.objects.get(slug="new-high").parent.slug == "new-district"


def test_all_rows_go_in_or_none(client, district):
    content = f"organization,year,enrollment\n{district.slug},2026-27,120\nnowhere,2026-27,50\n"
    factories.SchoolYearFactory()
    response = imported(client, OrganizationYear, content)
    assert problems(response) == ["There is no organization “nowhere”."]
    assert not OrganizationYear.objects.exists()


def test_nothing_is_changed_by_looking(client, district):
    factories.SchoolYearFactory()
    preview(client, OrganizationYear, f"organization,year,enrollment\n{district.slug},2026-27,120\n")
    assert not OrganizationYear.objects.exists()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("slug,name,kind,cds_code\nx,X,charter,12345\n", "A CDS code has 14 digits, leading zeros included."),
        ("slug,name,kind,parent\nx,X,school,\n", "A school belongs to a district or county office."),
        ("slug,name,kind,charter\nx,X,charter,perhaps\n", "“perhaps” is neither yes nor no."),
        ("slug,name,kind,closed_on\nx,X,charter,31.12.26\n", "“31.12.26” is no day. Write it as 2026-09-30."),
        ("name,kind\nX,charter\n", "The file has no column “slug”. Without it no row can be told from another."),
        ("slug,name,kind\nx,X,charter\nx,X,charter\n", "This line repeats line 2."),
        ("slug,nmae\nx,X\n", "There is no column “nmae” here. The columns are: slug, name, kind, segment, parent, "
         "county, cds_code, mis_code, charter, closed_on."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_in_a_sentence(content, sentence, client):
    before = Organization.objects.count()
    response = imported(client, Organization, content)
    assert response.status_code == 200
    assert sentence in problems(response)
    assert Organization.objects.count() == before


def test_lines_are_numbered_as_in_the_file(client):
    page = preview(client, Organization, "slug,name,kind\nok,Fine,charter\n\nx,X,palace\n").content.decode()
    assert "Line 4" in page
    assert "none of the choices" in page


@pytest.mark.parametrize(
    ("form", "content", "sentence"),
    [
        ("xlsx", b"slug,name\n", "This is no XLSX workbook. Save it as XLSX, or as CSV."),
        ("csv", "slug\nÅ".encode("latin-1"), "This is no CSV file in UTF-8. Save it as “CSV UTF-8”, or as XLSX."),
        ("csv", b"\n\n", "The first line of the file has no names of columns."),
        ("csv", b"slug\nx,y\n", "Line 2 has more cells than there are names of columns."),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_a_sentence(form, content, sentence, client):
    response = preview(client, Organization, content, form)
    assert problems(response) == [sentence]


def test_a_damaged_workbook_is_no_workbook():
    book, damaged = io.BytesIO(), io.BytesIO()
    Workbook().save(book)
    with zipfile.ZipFile(book) as whole, zipfile.ZipFile(damaged, "w") as part:
        for name in whole.namelist():
            part.writestr(name, whole.read(name)[:-20])
    with pytest.raises(Unreadable, match="This is no XLSX workbook"):
        Xlsx().create_dataset(damaged.getvalue())


def test_a_workbook_that_unpacks_to_far_more_is_refused(client):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * (101 * 1024 * 1024))
    response = preview(client, Organization, bomb.getvalue(), "xlsx")
    sentence = "The file unpacks to far more than it should. Save it anew."
    assert response.context["form"].errors["import_file"] == [sentence]


def test_only_the_file_of_the_first_step_is_taken_in_the_second(client):
    fields = {"import_file_name": "passwd", "original_file_name": "x.csv", "format": "0", "resource": "0"}
    response = client.post(address(Organization, "process_import"), fields)
    assert "Choose it again" in response.content.decode()
    fields["import_file_name"] = f"career-import-{'0' * 32}"
    response = client.post(address(Organization, "process_import"), fields, follow=True)
    assert "The file is no longer here" in response.content.decode()


def test_an_import_that_fails_at_the_second_step_changes_nothing_and_says_so(client, district):
    factories.SchoolYearFactory()
    first = preview(client, OrganizationYear, f"organization,year,enrollment\n{district.slug},2026-27,120\n")
    Organization.objects.filter(pk=district.pk).update(slug="renamed")
    second = client.post(address(OrganizationYear, "process_import"), first.context["confirm_form"].initial)
    assert problems(second) == [f"There is no organization “{district.slug}”."]
    assert not OrganizationYear.objects.exists()


def test_an_imported_account_has_no_password_and_no_superuser_is_changed(client):
    User.objects.create_superuser("root@example.org", "a-long-password-for-tests")
    imported(client, User, "email,name\nnew@example.org,New\n")
    assert not User.objects.get(email="new@example.org").has_usable_password()
    response = imported(client, User, "email,is_active\nroot@example.org,no\n")
    assert problems(response) == ["This is a superuser's account. Only superusers change it."]


def test_an_import_asks_for_references_once_and_not_row_by_row(client, django_assert_max_num_queries):
    factories.SchoolYearFactory()
    organizations = [factories.OrganizationFactory() for _ in range(30)]
    rows = "\n".join(f"{organization.slug},2026-27" for organization in organizations)
    imported(client, OrganizationYear, f"organization,year\n{rows}\n")
    with django_assert_max_num_queries(100):  # 2 savepoints a row, none of them asks for a record
        preview(client, OrganizationYear, f"organization,year\n{rows}\n")


def test_formats_are_read_without_losing_text():
    assert Csv().create_dataset("a\tb\n01\t'=1+1x\n").dict == [{"a": "01", "b": "=1+1x"}]
    with pytest.raises(Unreadable):
        Xlsx().create_dataset(b"")
