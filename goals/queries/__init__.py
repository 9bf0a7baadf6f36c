"""Questions about what was agreed and handed out, each a function from queryset to queryset or to a `Count`."""
