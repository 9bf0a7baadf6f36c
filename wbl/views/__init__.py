"""Pages of the work-based learning room."""
