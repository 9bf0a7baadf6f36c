"""The page of exactly the records behind a counted figure. Each room fills it with its own sources and lists."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from consortium.models import Organization
from consortium.numbers import small_integer

A_PAGE = 50


@dataclass(frozen=True)
class Words:
    """
    How a source is spoken of: `title` of what is counted, `day` the word for the day beside each record (“received”),
    `over_a_span` whether it counts what happened from one day to another and not what stands on the last one.
    """

    title: str
    day: str
    over_a_span: bool = False


@dataclass(frozen=True)
class Line:
    """One record as the list shows it: `url` is empty where the reader has no page of it."""

    title: str
    note: str
    day: date | None
    url: str = ""


def _as_they_are(rows, access):
    return rows


@dataclass(frozen=True)
class Listing:
    """
    How the records of one model are listed: the heads of the first two columns, the order, `line(row, source)` to a
    `Line`, and `prepared(rows, access)` to rows with what their lines need to know of the reader.
    """

    heads: tuple[str, str]
    order: tuple[str, ...]
    line: Callable
    prepared: Callable = _as_they_are


@dataclass(frozen=True)
class Room:
    """
    What a room shows there: `sources` (name → function from two days to a `Count`), `words` (name → `Words`),
    `listings` (model → `Listing`), `of_organization(rows, organization)`, the breadcrumb's words and address name, and
    the sources that are asked for an organization's part by `organizations` instead, since their rows do not say it.
    """

    sources: dict
    words: dict
    listings: dict
    of_organization: Callable
    crumb: tuple[str, str]
    asked_for_parts: frozenset[str] = frozenset()

    def counted(self, source, first, last, organization, keepers):
        """
        (records, those missing of a share's whole or None): all, or those of the part of `organization` where it is not
        None; of a source that is asked for parts, those of the `keepers` (primary keys) where they are not None.
        """
        only = {}
        if source in self.asked_for_parts:
            keepers, organization = keepers if organization is None else [organization.pk], None
            only = {} if keepers is None else {"organizations": keepers}
        count = self.sources[source](first, last, **only)
        missing = None if count.whole is None else count.whole.exclude(pk__in=count.records.values("pk"))
        found = (count.records, missing)
        if organization is None:
            return found
        return tuple(rows if rows is None else self.of_organization(rows, organization) for rows in found)


def counted_page(request, room, source):
    """
    Exactly the records that `source` of `room` counts from the day `from` to `through` (today where they are left
    out), of a share also those it does not; with `organization`, those of its part; with `of` (primary keys, commas
    between), those of the organizations that keep records. 404 for a source, day or key that is none.
    """
    if source not in room.sources:
        raise Http404
    last = _day(request, "through") or timezone.localdate()
    first = _day(request, "from") or last
    slug = request.GET.get("organization")
    organization = get_object_or_404(Organization, slug=slug) if slug else None
    records, missing = room.counted(source, first, last, organization, _keys(request))
    shown = "missing" if missing is not None and request.GET.get("show") == "missing" else "counted"
    asked = missing if shown == "missing" else records
    listing = room.listings[asked.model]
    asked = listing.prepared(asked, request.user.access).order_by(*listing.order)
    page = Paginator(asked, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "words": room.words[source],
        "crumb_label": room.crumb[0],
        "crumb_url": reverse(room.crumb[1]),
        "first": first,
        "last": last,
        "organization": organization,
        "number": records.count(),
        "missing": None if missing is None else missing.count(),
        "shown": shown,
        "heads": listing.heads,
        "page": page,
        "lines": [listing.line(row, source) for row in page],
    }
    return render(request, "partials/counted.html", context)


def _keys(request):
    """The primary keys in the address, None where it names none, 404 for what is no key."""
    text = request.GET.get("of", "")
    keys = [small_integer(part) for part in text.split(",")] if text else None
    if keys is not None and not all(keys):
        raise Http404
    return keys


def _day(request, name):
    """A day of the address; None where it is left out, 404 where it is none."""
    text = request.GET.get(name, "")
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Http404
    return day
