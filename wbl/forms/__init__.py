"""Forms of the work-based learning room."""
