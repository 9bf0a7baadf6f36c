"""The goals room in the admin."""

from consortium.admin.history import register_histories

from . import agreed, documents, frameworks, sendings

register_histories("goals")

__all__ = ["agreed", "documents", "frameworks", "sendings"]
