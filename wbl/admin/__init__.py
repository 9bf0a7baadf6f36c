"""The work-based learning room in the admin."""

from consortium.admin.history import register_histories

from . import employers, events, inventory, surveys

register_histories("wbl")

__all__ = ["employers", "events", "inventory", "surveys"]
