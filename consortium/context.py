"""What every page needs: the consortium's name and the navigation of the person who looks."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from consortium.models import Consortium


@dataclass(frozen=True)
class NavItem:
    """One entry of the navigation: its words, its address and whether the reader is there."""

    label: str
    url: str
    current: bool


# (words, name of the address, who sees it, what else belongs there)
ENTRIES = [
    ("Goals", "goals", "member", ("/indicators/",)),
    ("Pathways", "pathways", "member", ()),
    ("Worksheets", "worksheets", "member", ()),
    ("Review", "review", "office", ()),
    ("Reports", "reports", "reader", ()),
    ("Documents", "documents", "member", ("/folders/", "/distributions/", "/recipients/", "/lists/")),
    ("WBL", "wbl", "member", ()),
    ("Meetings", "working-groups", "group", ("/wbl/meetings/",)),
    ("Meetings", "meetings", "no group", ()),
    ("Partners", "partners", "member", ()),
    ("Set-up", "setup", "office", ("/import/", "/people/", "/jobs/")),
]


def page(request):
    """`consortium_name` (one query, only where a template shows it) and `nav` for every template."""
    return {"consortium_name": SimpleLazyObject(consortium_name), "nav": navigation(request)}


def consortium_name():
    """The consortium's name, or a plain one until it has been set up."""
    return Consortium.objects.values_list("name", flat=True).first() or "Regional Consortium"


def navigation(request):
    """The entries that the signed-in person may open; none for visitors and strangers."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    access = user.access
    in_a_group = access.is_office or bool(access.groups)
    allowed = {
        "member": access.is_member,
        "office": access.is_office,
        "group": in_a_group,
        "no group": access.is_member and not in_a_group,
        "reader": access.is_member or bool(access.leads),  # presidents and superintendents read the reports
    }
    entries = [(label, (reverse(name), *more)) for label, name, who, more in ENTRIES if allowed[who]]
    around = [place for _, places in entries for place in places if request.path.startswith(place)]
    here = max(around, key=len, default="")  # /wbl/meetings/ is nearer than /wbl/
    return [NavItem(label, places[0], here in places) for label, places in entries]
