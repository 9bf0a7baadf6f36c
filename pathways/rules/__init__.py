"""What may happen to programs and what stands on them, and what happens together."""
