"""What of the work-based learning room goes in and out as a spreadsheet."""

from django.core.exceptions import ValidationError
from django.db.models import F

from consortium.exchange import MomentColumn, Reference, RoomResource, TextColumn, reference
from consortium.exchange.resource import comparable
from consortium.models import Organization
from pathways.resources import GapReferences, SectorReference
from wbl.models import Attendance, Event, Participation
from wbl.models.attendance import CATEGORY_FIELDS


class EventResource(RoomResource):
    """
    Events, told from each other by owner, title and when they begin; the gaps they are about by their titles, with
    semicolons between.
    """

    related = ["owner", "site", "sector"]

    owner = reference("owner", Reference(Organization, "slug"))
    site = reference("site", Reference(Organization, "slug"))
    sector = reference("sector", SectorReference())
    gaps = reference("gaps", GapReferences())

    class Meta(RoomResource.Meta):
        model = Event
        fields = [
            "owner", "title", "starts_at", "ends_at", "kind", "status", "cancelled_because", "place", "site", "sector",
            "lowest_grade", "highest_grade", "capacity", "languages", "gaps", "labor_market_note", "notes",
        ]  # fmt: skip
        import_id_fields = ["owner", "title", "starts_at"]

    def get_queryset(self):
        """With what their columns show."""
        return super().get_queryset().prefetch_related("gaps")

    def filter_export(self, queryset, **kwargs):
        """With what their columns show."""
        return super().filter_export(queryset, **kwargs).prefetch_related("gaps")

    def import_instance(self, instance, row, **kwargs):
        """Refuse gaps that are not there."""
        super().import_instance(instance, row, **kwargs)
        if "gaps" in row:
            try:
                self.fields["gaps"].clean(row)
            except ValueError as error:
                raise ValidationError(str(error)) from error

    def after_init_instance(self, instance, new, row, **kwargs):
        """New events carry who recorded them."""
        if new:
            instance.recorded_by = self.user


class OfEvent(RoomResource):
    """Rows that belong to an event, which is named by its owner, its title and when it begins."""

    related = ["event__owner", "organization"]

    owner = reference("event_owner", Reference(Organization, "slug"), attribute="event__owner", readonly=True)
    title = reference("event_title", TextColumn(), attribute="event__title", readonly=True)
    starts_at = reference("event_starts_at", MomentColumn(), attribute="event__starts_at", readonly=True)
    organization = reference("organization", Reference(Organization, "slug"))

    class Meta(RoomResource.Meta):
        abstract = True

    def before_import(self, dataset, **kwargs):
        """Find all events that may be meant, in one query; two of one name at one time cannot be told apart."""
        super().before_import(dataset, **kwargs)
        titles = {str(title).strip() for title in dataset["event_title"] if title}
        owners = self.fields["owner"].widget.found.values()
        self.events = {}
        for event in Event.objects.filter(title__in=titles, owner__in=owners).order_by(F("pk")):
            self.events.setdefault((event.owner_id, event.title, comparable(event.starts_at)), []).append(event)

    def import_instance(self, instance, row, **kwargs):
        """A new row belongs to the event that it names."""
        super().import_instance(instance, row, **kwargs)
        if instance.event_id is None:
            instance.event = self._event_of(row)

    def _event_of(self, row):
        try:
            parts = [comparable(self.fields[name].clean(row)) for name in ("owner", "title", "starts_at")]
        except ValueError as error:
            raise ValidationError(str(error)) from error
        events = self.events.get(tuple(parts), [])
        if not events:
            raise ValidationError("There is no event of this owner with this title at this time.")
        if len(events) > 1:
            raise ValidationError("There are two events of this owner with this title at this time.")
        return events[0]


class ParticipationResource(OfEvent):
    """Who was invited and who came."""

    class Meta(RoomResource.Meta):
        model = Participation
        fields = ["owner", "title", "starts_at", "organization", "came"]
        import_id_fields = ["owner", "title", "starts_at", "organization"]


class AttendanceResource(OfEvent):
    """Headcounts with their breakdowns. Rosters are not among them: their hashes never leave the database."""

    class Meta(RoomResource.Meta):
        model = Attendance
        fields = [
            "owner", "title", "starts_at", "organization", "audience", "headcount", "lowest_grade", "highest_grade",
            *CATEGORY_FIELDS,
        ]  # fmt: skip
        import_id_fields = ["owner", "title", "starts_at", "organization", "audience"]

    def get_queryset(self):
        """The headcounts."""
        return super().get_queryset().headcounts()

    def filter_export(self, queryset, **kwargs):
        """The headcounts among what was chosen."""
        return super().filter_export(queryset, **kwargs).headcounts()

    def after_init_instance(self, instance, new, row, **kwargs):
        """New rows carry who recorded them."""
        if new:
            instance.recorded_by = self.user
