"""Documents, their versions and stages as spreadsheets."""

from django.core.exceptions import ValidationError

from consortium.exchange import (
    DateColumn,
    Reference,
    RoomResource,
    TextColumn,
    reference,
)
from consortium.models import Organization
from goals.models import (
    Document,
    DocumentStage,
    DocumentVersion,
)


class DocumentResource(RoomResource):
    """Documents, told from each other by owner, title and the day they were begun. Files do not fit a spreadsheet."""

    related = ["owner", "folder"]

    owner = reference("owner", Reference(Organization, "slug"))
    folder = reference("folder", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        model = Document
        fields = [
            "owner", "title", "begun_on", "kind", "folder", "summary", "posted_on", "expires_on", "withdrawn_on",
            "withdrawn_because",
        ]  # fmt: skip
        import_id_fields = ["owner", "title", "begun_on"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New documents carry who recorded them."""
        if new:
            instance.recorded_by = self.user


class OfDocumentMixin:
    """For rows of a document, which is named by owner, title and the day it was begun; it must be there already."""

    def before_import(self, dataset, **kwargs):
        """Find all documents that may be meant, in one query; two of one name and day cannot be told apart."""
        super().before_import(dataset, **kwargs)
        titles = {str(title).strip() for title in dataset["document_title"] if title}
        owners = self.fields["owner"].widget.found.values()
        self.documents = {}
        for document in Document.objects.filter(title__in=titles, owner__in=owners).order_by("pk"):
            self.documents.setdefault((document.owner_id, document.title, document.begun_on), []).append(document)

    def import_instance(self, instance, row, **kwargs):
        """Put a new row under its document."""
        super().import_instance(instance, row, **kwargs)
        if instance.document_id is None:
            instance.document = self._document_of(row)

    def _document_of(self, row):
        try:
            owner, title, begun_on = (self.fields[name].clean(row) for name in ("owner", "title", "begun_on"))
        except ValueError as error:
            raise ValidationError(str(error)) from error
        documents = self.documents.get((owner and owner.pk, title, begun_on), [])
        if not documents:
            raise ValidationError("There is no document of this owner with this title that was begun on this day.")
        if len(documents) > 1:
            raise ValidationError("There are two documents of this owner with this title that were begun on this day.")
        return documents[0]


class DocumentVersionResource(OfDocumentMixin, RoomResource):
    """Versions that are addresses; of those that are files only the note can be changed by a spreadsheet."""

    related = ["document__owner"]

    owner = reference("document_owner", Reference(Organization, "slug"), attribute="document__owner", readonly=True)
    title = reference("document_title", TextColumn(), attribute="document__title", readonly=True)
    begun_on = reference("document_begun_on", DateColumn(), attribute="document__begun_on", readonly=True)

    class Meta(RoomResource.Meta):
        model = DocumentVersion
        fields = ["owner", "title", "begun_on", "number", "url", "note"]
        import_id_fields = ["owner", "title", "begun_on", "number"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New versions carry who added them."""
        if new:
            instance.added_by = self.user


class DocumentStageResource(OfDocumentMixin, RoomResource):
    """The stages that documents have reached, with their days."""

    related = ["document__owner"]

    owner = reference("document_owner", Reference(Organization, "slug"), attribute="document__owner", readonly=True)
    title = reference("document_title", TextColumn(), attribute="document__title", readonly=True)
    begun_on = reference("document_begun_on", DateColumn(), attribute="document__begun_on", readonly=True)

    class Meta(RoomResource.Meta):
        model = DocumentStage
        fields = ["owner", "title", "begun_on", "name", "reached_on", "note"]
        import_id_fields = ["owner", "title", "begun_on", "name"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """New stages carry who noted them."""
        if new:
            instance.recorded_by = self.user
