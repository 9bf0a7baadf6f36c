"""The pathways room in the admin."""

from consortium.admin.history import register_histories

from . import agreements, dual_enrollment, gaps, maps, reference

register_histories("pathways")

__all__ = ["agreements", "dual_enrollment", "gaps", "maps", "reference"]
