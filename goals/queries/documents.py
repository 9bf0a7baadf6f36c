"""Questions about documents, each a function from queryset to queryset where it can be."""

from django.core.exceptions import PermissionDenied
from django.db.models import Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When

from consortium.models import Organization
from consortium.permissions import fetch
from goals.models import Document, DocumentStage, DocumentVersion

# With any of these stages a document is no draft any more: somebody stands by it.
SETTLED = [
    DocumentStage.Name.DOCUMENTED,
    DocumentStage.Name.APPROVED,
    DocumentStage.Name.ADOPTED,
    DocumentStage.Name.COMPLETED,
    DocumentStage.Name.PUBLISHED,
    DocumentStage.Name.RELEASED,
    DocumentStage.Name.SUBMITTED,
    DocumentStage.Name.ACKNOWLEDGED,
    DocumentStage.Name.DISSEMINATED,
    DocumentStage.Name.IN_USE,
]


# Organizations that write for everybody.
SHARING = [Organization.Kind.OFFICE, Organization.Kind.WORKING_GROUP]


def fetch_document(access, pk, *, write=False):
    """
    The document with its owner and folder.

    Raises Http404 for those who may not read it, PermissionDenied for readers who want to write.
    """
    documents = Document.objects.select_related("owner", "folder", "recorded_by")
    document = fetch(documents, access, pk=pk)
    if write and not may_write(document, access):
        raise PermissionDenied(f"Only the reporters of {document.owner} and the consortium office change this.")
    return document


def may_write(document, access):
    """Whether `access` may change `document`."""
    return Document.objects.writable_by(access).filter(pk=document.pk).exists()


def searched(documents, words):
    """Documents with every one of `words` in title, summary or the owner's name."""
    for word in (words or "").split():
        found = Q(title__icontains=word) | Q(summary__icontains=word) | Q(owner__name__icontains=word)
        documents = documents.filter(found)
    return documents


def with_parts(documents):
    """Documents with owner and folder, `latest` (a list with the latest version, or empty) and `noted` (stages)."""
    latest = DocumentVersion.objects.latest().select_related("file")
    return documents.select_related("owner", "folder").prefetch_related(
        Prefetch("versions", queryset=latest, to_attr="latest"),
        Prefetch("stages", queryset=DocumentStage.objects.order_by("reached_on", "pk"), to_attr="noted"),
    )


def no_longer_in_use(documents, day):
    """Documents that were withdrawn by `day`, or whose last day had passed; the latest withdrawn first."""
    gone = documents.filter(Q(withdrawn_on__lte=day) | Q(expires_on__lt=day))
    return gone.order_by(F("withdrawn_on").desc(nulls_last=True), "-expires_on", "title", "pk")


def unposted(documents, day):
    """Documents in use that are not posted."""
    return documents.in_use(day).filter(posted_on__isnull=True)


def drafts(documents, day):
    """Documents in use that are not posted and by which nobody stands yet."""
    return unposted(documents, day).filter(~_settled())


def ready(documents, day):
    """Documents in use by which somebody stands (such as approved ones), but which are not posted."""
    return unposted(documents, day).filter(_settled())


def having_reached(documents, stage, day):
    """Documents that had reached `stage` (a value of DocumentStage.Name) by `day`."""
    return documents.filter(
        Exists(DocumentStage.objects.filter(document=OuterRef("pk"), name=stage, reached_on__lte=day))
    )


def _settled():
    return Exists(DocumentStage.objects.filter(document=OuterRef("pk"), name__in=SETTLED))


def waiting_for(documents, access, day):
    """
    What `access` has to do: of the documents they write, drafts to finish and, where every member is meant to read
    them, what is ready to be posted. Meant for everybody is what is in a folder, or of the office or a group; what
    partners write for themselves (such as an action plan) is no work of the office.
    """
    shared = Q(folder__isnull=False) | Q(owner__kind__in=SHARING)
    mine = unposted(documents, day).filter(pk__in=Document.objects.writable_by(access).values("pk"))
    return mine.filter(shared) if access.is_office else mine.filter(shared | ~_settled())


# What the list can be narrowed to: value in the address → (words, function from documents and day to documents)
STATES = {
    "": ("In use", lambda documents, day: documents.in_use(day)),
    "draft": ("Drafts", drafts),
    "ready": ("Ready, not posted", ready),
    "unposted": ("Not posted", unposted),
    "posted": ("Posted", lambda documents, day: documents.posted(day)),
    "expired": ("Expired", lambda documents, day: documents.filter(expires_on__lt=day, withdrawn_on__isnull=True)),
    "withdrawn": ("Withdrawn", lambda documents, day: documents.filter(withdrawn_on__lte=day)),
    "all": ("All on record", lambda documents, day: documents),
}


def first_what_waits(documents, access, day):
    """What waits for `access` first, then the youngest."""
    waits = When(pk__in=waiting_for(Document.objects.all(), access, day).values("pk"), then=Value(0))
    return documents.alias(waits=Case(waits, default=Value(1))).order_by("waits", "-begun_on", "title", "pk")


def to_do(access, day):
    """How many documents wait for `access` on `day`: {"draft": to be finished, "ready": to be posted}."""
    waiting = waiting_for(Document.objects.all(), access, day).annotate(settled=_settled())
    return waiting.aggregate(draft=Count("pk", filter=Q(settled=False)), ready=Count("pk", filter=Q(settled=True)))


def possible_owners(access):
    """Organizations whose documents `access` may record: all partners for the office, a reporter's own, or none."""
    owners = Organization.objects.open()
    return owners.partners() if access.is_office else owners.filter(pk__in=access.reporter_for)


def owners_of(documents):
    """The organizations whose `documents` are."""
    return Organization.objects.filter(pk__in=documents.order_by().values("owner"))


def folders():
    """The working groups: each keeps a folder."""
    return Organization.objects.open().filter(kind=Organization.Kind.WORKING_GROUP)


def files_to_use_again(access, words, most=20):
    """The youngest versions that `access` may read and that are files, with `words` in title or name of the file."""
    versions = DocumentVersion.objects.readable_by(access).filter(file__isnull=False)
    for word in words.split():
        versions = versions.filter(Q(document__title__icontains=word) | Q(file__name__icontains=word))
    return versions.select_related("document__owner", "file").order_by("-added_at", "-pk")[:most]


def uses_of(document, access):
    """
    What rests on `document`: (milestones that follow it, pieces of evidence that `access` may see).

    Both are recorded by a later room, which this one does not know: it asks by the names under which that room's
    references lead back here.
    """
    milestones = document.followed_by.select_related("measure", "year").order_by("measure__code", "year")
    milestones = milestones.prefetch_related("measure__placements")  # they have the measure's words
    evidence = document.evidence.readable_by(access).select_related("measure", "organization", "period__year")
    return milestones, evidence
