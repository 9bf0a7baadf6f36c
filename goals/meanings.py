"""What columns mean that do not say so themselves (docs/data-dictionary.md is made from this)."""

MEANINGS = {
    "Framework.code": "The first part of every code: CP or EN.",
    "Framework.slug": "The framework in addresses: cp or en.",
    "Framework.short_title": "As pages show it.",
    "Framework.working_group": "The working group that looks after it.",
    "Framework.order": "Its place among the frameworks.",
    "Edition.framework": "Of which framework.",
    "Edition.first_year": "The first school year in which this wording holds.",
    "Goal.edition": "Of which edition.",
    "Goal.number": "Its number in the document.",
    "Goal.short_title": "As lists show it.",
    "Goal.text": "Word for word as in the document.",
}
