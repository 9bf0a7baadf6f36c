"""What happens to events and to those who took part together."""
