"""The pathways room in the admin."""

from consortium.admin.history import register_histories

from . import gaps, maps, reference

register_histories("pathways")

__all__ = ["gaps", "maps", "reference"]
