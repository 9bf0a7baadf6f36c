"""Enrollment by group as a spreadsheet, with a column for each of the state's codes."""

from consortium.categories import WORDS
from consortium.exchange import WholeNumberColumn, YearReference, reference
from goals.resources.agreed import VersionedResource
from wbl.models import EnrollmentByGroup
from wbl.models.enrollment import COUNT_FIELDS

from .references import CodeReference


def _column(code):
    return reference(code, WholeNumberColumn(), attribute=code.lower())


class EnrollmentByGroupResource(VersionedResource):
    """A line for each organization (by CDS or MIS code), school year and audience; empty is not known."""

    related = ["organization", "year"]

    organization = reference("organization", CodeReference())
    year = reference("year", YearReference())
    rb, ri, ra, rf, rh, rp, rt, rw, rd, gf, gm, gx, gz, se, sd, ss, sm, sf, sh = (_column(code) for code in WORDS)

    class Meta(VersionedResource.Meta):
        model = EnrollmentByGroup
        fields = ["organization", "year", "audience", *COUNT_FIELDS, "source"]
        import_id_fields = ["organization", "year", "audience"]
