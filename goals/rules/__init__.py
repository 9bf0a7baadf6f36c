"""What may happen to documents, sendings and agreements, and what happens together."""
