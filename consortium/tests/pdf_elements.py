"""The structure of a tagged PDF, as a screen reader meets it."""

from pypdf.generic import ArrayObject, DictionaryObject


def elements(reader):
    """The structure elements of a PDF (a pypdf reader), as (kind, element), in reading order."""
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop(0).get_object()
        if isinstance(node, ArrayObject):
            waiting = [*node, *waiting]
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                yield node["/S"], node
            if "/K" in node:
                waiting = [node["/K"], *waiting]
