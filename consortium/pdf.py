"""
PDFs that people with and without sight can read: tagged, to the standard PDF/UA-1, set by Typst.

A template of Typst lies beside the others in `templates/`, begins with `#import "/pdf/house.typ": *` for the look that
all sheets share, and finds its data as `data`: what `typeset` was given, as JSON.
"""

import json
from importlib.util import find_spec
from pathlib import Path

import typst
from django.conf import settings

STANDARD = "ua-1"
FONTS = "font_source_sans_pro"  # a package that holds nothing but the font's files


class PdfError(Exception):
    """The PDF could not be made. Its text is a sentence for who asked for it; the cause says the rest."""


def typeset(name, data):
    """
    The PDF, as bytes, of the template `name` (such as "pathways/maps/map.typ") with `data`, whatever JSON holds. It
    uses no font of the machine and nothing from the network. Raises PdfError where the template cannot be set with it.
    """
    try:
        return typst.compile(
            settings.BASE_DIR / "templates" / name,
            root=settings.BASE_DIR / "templates",
            sys_inputs={"data": json.dumps(data)},
            font_paths=[_fonts()],
            ignore_system_fonts=True,
            pdf_standards=[STANDARD],
        )
    except typst.TypstError as error:
        raise PdfError(
            "The PDF could not be made. Try again, and tell the consortium office if it fails once more; "
            "the page itself can be printed."
        ) from error


def _fonts():
    """The folder with the font's files."""
    return Path(find_spec(FONTS).origin).parent / "files"
