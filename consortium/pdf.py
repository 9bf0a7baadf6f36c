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
NO_SUCH_CHARACTER = "could not be displayed"  # what Typst says where no font has a character: the standard forbids it
FONTS = "font_source_sans_pro"  # a package that holds nothing but the font's files


class PdfError(Exception):
    """The PDF could not be made. Its text is a sentence for who asked for it; the cause says the rest."""


def typeset(name, data):
    """
    The PDF, as bytes, of the template `name` (such as "pathways/maps/map.typ") with `data`, whatever JSON holds. It
    uses nothing from the network, and the machine's fonts only for characters that its own have not; where these have
    them not either, the PDF is tagged all the same, but says nothing of the standard. Raises PdfError where the
    template cannot be set with the data.
    """
    problem = None
    for how in ({"pdf_standards": [STANDARD], "ignore_system_fonts": True}, {"pdf_standards": [STANDARD]}, {}):
        try:
            return _compiled(name, data, **how)
        except typst.TypstError as error:
            problem = error
            if NO_SUCH_CHARACTER not in str(error):
                break
    raise PdfError(
        "The PDF could not be made. Try again, and tell the consortium office if it fails once more; "
        "the page itself can be printed."
    ) from problem


def _compiled(name, data, **how):
    templates = settings.BASE_DIR / "templates"
    inputs = {"data": json.dumps(data)}
    return typst.compile(templates / name, root=templates, sys_inputs=inputs, font_paths=[_fonts()], **how)


def _fonts():
    """The folder with the font's files."""
    return Path(find_spec(FONTS).origin).parent / "files"
