"""
Records as spreadsheets, in and out: formats, columns, and resources with natural keys.

Codes are text both ways, rows are found by what people call them (a slug, `2026-27-Q1`, `EN-2.1a`) and never by
primary keys, and a file is taken as a whole or not at all.
"""

from .columns import (
    ChoiceColumn,
    DateColumn,
    ListColumn,
    MomentColumn,
    NumberColumn,
    TextColumn,
    WholeNumberColumn,
    YesNoColumn,
)
from .formats import MOST_ROWS, Csv, Unreadable, Xlsx, as_dataset
from .references import PeriodReference, Reference, References, UserReference, YearReference
from .resource import RoomResource, reference

__all__ = [
    "MOST_ROWS",
    "ChoiceColumn",
    "Csv",
    "DateColumn",
    "ListColumn",
    "MomentColumn",
    "NumberColumn",
    "PeriodReference",
    "Reference",
    "References",
    "RoomResource",
    "TextColumn",
    "Unreadable",
    "UserReference",
    "WholeNumberColumn",
    "Xlsx",
    "YearReference",
    "YesNoColumn",
    "as_dataset",
    "reference",
]
