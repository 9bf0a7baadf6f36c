"""Forms of the pathways room."""
