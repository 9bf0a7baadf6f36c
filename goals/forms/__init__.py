"""Forms of the goals room."""
