"""The consortium room in the admin. `base`, `filters`, `history` and `spreadsheets` serve every room."""

from . import calendar, calpass, files, jobs, organizations, people
from .history import register_histories

register_histories("consortium")

__all__ = ["calendar", "calpass", "files", "jobs", "organizations", "people"]
