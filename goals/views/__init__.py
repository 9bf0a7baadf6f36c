"""Pages of the goals room."""
