"""A map as a PDF: the picture on one sheet, and after it the list that says the same."""

from consortium.pdf import typeset

from . import svg
from .sheets import EDGE, fitted
from .words import about, listed, marks_said


def pdf(content, *, address="", consortium=""):
    """
    The map of `content` (MapContent) as a PDF, in bytes. `address` is where its current version is found and
    `consortium` who publishes it; both stand at the foot of each page. Raises `consortium.pdf.PdfError`.
    """
    picture, sheet = fitted(content)
    data = {
        "title": f"{content.name}: career pathway map",
        "author": consortium,
        "sector": content.sector,
        "name": content.name,
        "note": content.note,
        "about": about(content),
        "alt": f"{about(content)} The list after it says the same.",
        "picture": svg.for_paper(content),
        "sheet": {
            "width": sheet.width,
            "height": sheet.height,
            "edge": EDGE,
            "picture_width": sheet.scale(picture.width, picture.height) * picture.width,
        },
        "foot": " · ".join(part for part in (consortium, address) if part),
        "marks": marks_said(content),
        "columns": [_column(column) for column in listed(content)],
    }
    return typeset("pathways/maps/map.typ", data)


def _column(column):
    boxes = [
        {
            "title": one.box.title,
            "kind": one.kind,
            "marks": one.marks,
            "details": one.box.details,
            "leads_to": one.leads_to,
        }
        for one in column.boxes
    ]
    return {"title": column.title, "boxes": boxes}
