"""Pages of what all rooms share."""
