"""What columns mean that do not say so themselves (docs/data-dictionary.md is made from this)."""

MEANINGS = {
    "Event.title": "What it was called.",
    "Event.kind": "What it was.",
    "Event.status": "Whether it took place; only held events count.",
    "Event.owner": "The organization whose record it is.",
    "Event.starts_at": "When it began; the day in California decides in which period it counts.",
    "Event.ends_at": "When it ended.",
    "Event.place": "Where.",
    "Event.notes": "For those who keep the record.",
    "Event.recorded_at": "When it was entered; after its period was locked it counts in the year to date alone.",
    "Event.recorded_by": "Who entered it.",
    "Participation.event": "At which event.",
    "Participation.organization": "Which organization.",
    "Participation.came": "Whether it came; the invited who stayed away never count.",
}
