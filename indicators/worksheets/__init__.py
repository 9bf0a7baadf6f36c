"""Worksheets: what stands on one, filling it cell by cell or as a whole, and its way through review."""
