"""Forms of the indicators room."""
