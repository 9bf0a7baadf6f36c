"""Cells of this room's spreadsheets that name a school, an activity type or a sector."""

from django.db.models import Q

from consortium.exchange import Reference, References
from consortium.models import Organization
from pathways.models import Sector
from wbl.models import ActivityType


class CodeReference(Reference):
    """An organization by its CDS or MIS code, or by its name in addresses; written as a code where it has one."""

    def __init__(self, **kwargs):
        super().__init__(Organization, "slug", related=["parent"])

    def prepare(self, rows, column):
        """Find what the `rows` name in `column`, by either."""
        super().prepare(rows, column)
        self.found |= {record.slug: record for record in self.found.values()}

    def find(self, names):
        """The organizations with these codes or names in addresses."""
        return Organization.objects.filter(Q(cds_code__in=names) | Q(mis_code__in=names) | Q(slug__in=names))

    def name(self, record):
        """Its code, else its name in addresses."""
        return record.cds_code or record.mis_code or record.slug


class TypeReference(Reference):
    """An activity type by its short name or its name; capitals make no difference."""

    def __init__(self, **kwargs):
        super().__init__(ActivityType, "slug")

    def prepare(self, rows, column):
        """All types: they are few."""
        types = list(ActivityType.objects.all())
        self.found = {self.key(one.name): one for one in types} | {one.slug: one for one in types}

    def key(self, name):
        """Capitals make no difference."""
        return name.lower()


class SectorReferences(References):
    """Sectors with semicolons between, each by scheme and short name (`cde/transportation`) or by its name."""

    def __init__(self, **kwargs):
        super().__init__(Sector, "key")

    def prepare(self, rows, column):
        """All sectors: they are few. A name that two schemes have says neither."""
        sectors = list(Sector.objects.all())
        names = [self.key(sector.name) for sector in sectors]
        self.found = {self.key(sector.name): sector for sector in sectors if names.count(self.key(sector.name)) == 1}
        self.found |= {sector.key: sector for sector in sectors}

    def key(self, name):
        """Capitals make no difference."""
        return name.lower()
