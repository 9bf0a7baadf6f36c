"""How fast the pages are: `python -m bench.pages` (docs/performance.md)."""
