"""Published reports with small files, and a region of officeholders to send them to."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consortium.models import StoredFile
from consortium.tests.factories import (
    OfficeFactory,
    OfficeholderFactory,
    OrganizationFactory,
    OrganizationYearFactory,
    SchoolYearFactory,
    UserFactory,
)
from consortium.years import SchoolYear
from goals.tests.factories import DocumentFactory
from indicators.models import Report, ReportFile

Form = ReportFile.Form
TYPES = {
    Form.HTML: "text/html; charset=utf-8",
    Form.PAGE_HTML: "text/html; charset=utf-8",
    Form.PDF: "application/pdf",
    Form.PAGE_PDF: "application/pdf",
    Form.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Form.CSV: "text/csv",
}
PAGE = "<!DOCTYPE html><html lang=en><meta name=viewport content='width=device-width'><title>{0}</title><h1>{0}</h1>"


def led_by(organization, title="superintendent", years=(), **holder):
    """A member organization of the school year of today (and of `years`), with somebody who leads it."""
    years = {SchoolYear.start_year_of(timezone.localdate()), *years}
    kind = {"kind": "college", "segment": "college"} if title == "president" else {}
    organization = OrganizationFactory(
        name=organization, slug=organization.lower().replace(" ", "-"), **kind
    )
    for start_year in years:
        OrganizationYearFactory(organization=organization, year=SchoolYearFactory(start_year=start_year))
    OfficeholderFactory(office=OfficeFactory(organization=organization, title=title), **holder)
    return organization


def draft(start_year=2025, number=0, **fields):
    """A report that is being written."""
    year = SchoolYearFactory(start_year=start_year)
    report = Report(year=year, number=number, **fields)
    report.document = DocumentFactory(kind="annual_report", title=report.title)
    report.save()
    return report


def publish(report, *partners, content=None, pages=None):
    """
    Publish `report` as it is now, with files of the region and of `partners`; posts its document. `pages` are bytes of
    web pages, by partner, in place of small ones.
    """
    for organization in (None, *partners):
        for form in Form if organization is None else (Form.HTML, Form.PDF, Form.XLSX, Form.CSV):
            page = (pages or {}).get(organization) if form == Form.HTML else None
            file = _kept(form, organization, page)
            ReportFile.objects.create(report=report, organization=organization, form=form, file=file)
    now = timezone.now()
    report.published_at, report.published_by, report.content = now, UserFactory(), content or {}
    report.save()
    report.document.posted_on = timezone.localdate(now)
    report.document.save()
    return report


def _kept(form, organization, page=None):
    text = PAGE.format(f"Report of {organization or 'the region'}")
    ending = form.value.rpartition("_")[2]
    return StoredFile.keep(SimpleUploadedFile(f"report.{ending}", page or f"{text} {form}".encode()), TYPES[form], None)


def a_week_ago():
    """A moment more than a week ago."""
    return timezone.now() - datetime.timedelta(days=8)
