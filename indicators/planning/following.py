"""Which milestones read their stages from a document."""

from django.db import transaction

from goals.models import Document
from indicators.models import FollowedDocument

from .errors import FollowRefused
from .locks import hold

# Kinds of which there are many, and none of which is what a milestone of the region is about.
OTHER_KINDS = (Document.Kind.MINUTES, Document.Kind.BEST_PRACTICE, Document.Kind.ACTION_PLAN)


def documents_to_follow():
    """The documents that a milestone can follow, by title; withdrawn ones are not offered."""
    return Document.objects.filter(withdrawn_on__isnull=True).exclude(kind__in=OTHER_KINDS).order_by("title")


@transaction.atomic
def follow(year, wanted, seen):
    """
    Let milestones follow documents in `year`: `wanted` and `seen` are {measure: Document or None}, what is asked for
    and what the person had before them; None for stages that are typed. Ladders that do not renew follow their document
    in every year. Returns how many changed. Raises FollowRefused where somebody else changed one meanwhile.
    """
    hold(year)
    rows = FollowedDocument.objects.in_year(year).select_related("document").select_for_update(of=("self",))
    standing = {row.measure_id: row for row in rows}
    edited = {measure: document for measure, document in wanted.items() if document != seen[measure]}
    changes, overtaken = {}, {}
    for measure, document in edited.items():
        row = standing.get(measure.pk)
        now = row.document if row else None
        if now not in (document, seen[measure]):
            overtaken[measure.code] = f"Somebody chose {now or 'typing'} since you opened this page. Choose again."
        elif now != document:
            changes[measure] = document
    if overtaken:
        raise FollowRefused(overtaken)
    for measure, document in changes.items():
        row = standing.get(measure.pk)
        if document is None:
            row.delete()
        elif row is None:
            FollowedDocument.objects.create(
                measure=measure, year=year if measure.renews else None, document=document
            )
        else:
            row.document = document
            row.save(update_fields=["document"])
    return len(changes)
