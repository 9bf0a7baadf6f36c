"""Questions about programs and what stands on them, each a function from queryset to queryset or to a `Count`."""
