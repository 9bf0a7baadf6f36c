"""What is counted from events, and the questions that pages ask about them."""
