"""Forms of what all rooms share."""
