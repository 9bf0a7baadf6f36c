"""Career pathways as a spreadsheet. What stands on their maps is made in the editor."""

from consortium.exchange import Reference, RoomResource, reference
from consortium.models import Organization
from pathways.models import CareerPathway
from pathways.resources.reference import SectorReference


class CareerPathwayResource(RoomResource):
    """Career pathways, by their name in addresses."""

    related = ["organization", "sector"]

    organization = reference("organization", Reference(Organization, "slug"))
    sector = reference("sector", SectorReference())

    class Meta(RoomResource.Meta):
        model = CareerPathway
        fields = ["slug", "name", "sector", "organization", "summary"]
        import_id_fields = ["slug"]
