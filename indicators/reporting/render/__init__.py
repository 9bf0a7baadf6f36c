"""
From what a report says to the files that people get: `render(content, form)`.

Pure functions of a `Content`: no database, no clock, no request. The same content gives the same bytes, so that the
SHA-256 of a file that was published can be had again for as long as this code stands.
"""

from collections.abc import Callable
from dataclasses import dataclass

from . import html, one_page, pdf, rows, workbook

HTML, PDF, CSV = "text/html; charset=utf-8", "application/pdf", "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Form:
    """How a form is made: of the region's report, of a partner's own (None where there is none), and what it is."""

    of_region: Callable
    of_partner: Callable | None
    ending: str
    content_type: str


# The values of `ReportFile.Form` → how it is made. The report in one page is about the region alone.
FORMS = {
    "html": Form(html.report, html.partner_report, ".html", HTML),
    "pdf": Form(pdf.report, pdf.partner_report, ".pdf", PDF),
    "xlsx": Form(workbook.report, workbook.partner_report, ".xlsx", XLSX),
    "csv": Form(rows.report, rows.partner_report, ".csv", CSV),
    "page_html": Form(one_page.html, None, "-one-page.html", HTML),
    "page_pdf": Form(one_page.pdf, None, "-one-page.pdf", PDF),
}


@dataclass(frozen=True)
class Rendered:
    """A file: its name, what it is, and its bytes."""

    name: str
    content_type: str
    content: bytes


def render(content, form, partner=None):
    """
    The report `content` (Content) as `Rendered` in `form` (a value of `ReportFile.Form`): of the region, or with
    `partner` (a slug of `content.partners`) that partner's own. Raises KeyError for a form or partner that there is
    not, `consortium.pdf.PdfError` where a PDF cannot be made.
    """
    made = FORMS[str(form)]
    name = "-".join(part for part in ("annual-report", content.label, "draft" if content.is_draft else "") if part)
    if partner is None:
        return Rendered(name + made.ending, made.content_type, made.of_region(content))
    if made.of_partner is None:
        raise KeyError(form)
    own = made.of_partner(content, content.partner(partner))
    return Rendered(f"{name}-{partner}{made.ending}", made.content_type, own)
