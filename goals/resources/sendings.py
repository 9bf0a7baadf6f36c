"""Sendings, their recipients and what came back as spreadsheets."""


from consortium.exchange import (
    Reference,
    RoomResource,
    UserReference,
    reference,
)
from consortium.models import Organization
from goals.models import (
    Distribution,
    Feedback,
    Recipient,
)


class DistributionResource(RoomResource):
    """Sendings. They are made on a document's page, so this goes out only."""

    related = ["document", "version__document", "recipient_list", "created_by"]

    document = reference("document", Reference(Distribution, "title"))
    version = reference("version", Reference(Distribution, "number"))
    recipient_list = reference("recipient_list", Reference(Distribution, "name"))
    created_by = reference("created_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Distribution
        fields = [
            "id", "document", "version", "audience", "recipient_list", "subject", "message", "asks_feedback",
            "first_day", "closes_on", "closed_at", "created_at", "created_by",
        ]  # fmt: skip
        import_id_fields = ["id"]


class RecipientResource(RoomResource):
    """Recipients of sendings, by the number of the sending; this goes out only."""

    related = ["distribution__document", "organization", "received_noted_by"]

    distribution = reference("distribution", Reference(Distribution, "pk"))
    document = reference("document", Reference(Distribution, "title"), attribute="distribution__document")
    organization = reference("organization", Reference(Organization, "slug"))
    received_noted_by = reference("received_noted_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Recipient
        fields = [
            "distribution", "document", "organization", "role", "name", "email", "mail", "mail_problem", "sent_at",
            "mails_sent", "received_on", "received_how", "received_noted_by",
        ]  # fmt: skip
        import_id_fields = ["distribution", "organization", "role", "name"]


class FeedbackResource(RoomResource):
    """Feedback on documents, by the number of the sending; this goes out only."""

    related = ["distribution__document", "recipient__organization", "noted_by"]

    distribution = reference("distribution", Reference(Distribution, "pk"))
    document = reference("document", Reference(Distribution, "title"), attribute="distribution__document")
    recipient = reference("recipient", Reference(Organization, "slug"), attribute="recipient__organization")
    noted_by = reference("noted_by", UserReference())

    class Meta(RoomResource.Meta):
        model = Feedback
        fields = ["distribution", "document", "recipient", "from_whom", "given_on", "text", "noted_by"]
        import_id_fields = ["distribution", "recipient", "from_whom"]
