"""A picture as SVG: inside a page, coloured by its stylesheet, or as a file of its own."""

from django.template.loader import render_to_string

from .picture import SIZES
from .sheets import GROWN, fitted
from .words import about

LARGER = {role: round(size * GROWN, 2) for role, size in SIZES.items()}


def inline(content):
    """The picture for a page that names the map in its heading: without the heading, which is cut off."""
    picture, _ = fitted(content)
    crop = round(picture.top - 4, 1)
    return _drawn(content, picture, crop=crop, cropped=round(picture.height - crop, 1))


def alone(content):
    """The picture as the text of a file, with its heading and its own style, in light colors."""
    return _drawn(content, fitted(content)[0], alone=True)


def for_paper(content):
    """The picture as `alone`, with the letters as large as the font of the PDFs allows."""
    return _drawn(content, fitted(content)[0], alone=True, sizes=LARGER)


def _drawn(content, picture, **how):
    context = {"picture": picture, "title": content.name, "about": about(content), **how}
    return render_to_string("pathways/maps/picture.svg", context)
