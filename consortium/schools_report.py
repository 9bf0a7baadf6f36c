"""An import of schools in words: one sentence for each thing that would change."""

from consortium.models import Organization


def sentence(difference):
    """What one Difference says: `renamed from “Museum” to “Museum School”`."""
    before, after = difference.before, difference.after
    if difference.field == "closed_on":
        return f"closed on {after:%Y-%m-%d}" if after else f"opened again (was closed on {before:%Y-%m-%d})"
    if difference.field == "charter":
        return "now a charter school" if after else "no longer a charter school"
    if difference.field == "parent":
        return f"moved from {before} to {after}" if before else f"belongs to {after}"
    if difference.field == "cds_code":
        return f"new CDS code {after} (was {before})"
    return f"renamed from “{before}” to “{after}”"


def sentences(changed):
    """All that changes about one organization, in one line."""
    return "; ".join(sentence(difference) for difference in changed.differences)


def report_lines(plan):
    """The Plan row by row, for a terminal."""
    yield from (f"Row {number}: {text}" for number, text in plan.errors)
    for item in sorted(plan.new, key=lambda item: (item.number, not item.is_district)):
        kind = Organization.Kind(item.kind).label.lower()
        proposal = f", grades {item.grades_written} proposed" if item.grades else ""
        of = "" if item.is_district else f" of {item.district_name}"
        yield f"Row {item.number}: new {kind} {item.name}{of} ({item.code}){proposal}"
    for item in plan.changed:
        yield f"Row {item.number}: {item.organization.name}: {sentences(item)}"
    for item in plan.facts:
        yield f"{item.organization.name}: grades {item.grades_written or 'not known'} noted for {plan.year}"
    for organization in plan.vanished:
        yield f"Not in the file: {organization.name} of {organization.parent} ({organization.cds_code})"
    yield summary(plan)


def summary(plan):
    """The counts in one line."""
    parts = [
        f"{len(plan.new_districts):,} new districts",
        f"{len(plan.new_schools):,} new schools",
        f"{len(plan.changed):,} changed",
        f"{len(plan.facts):,} noted for {plan.year}",
        f"{len(plan.vanished):,} not in the file",
        f"{plan.unchanged:,} unchanged",
    ]
    parts += [f"{count:,} {reason}" for reason, count in plan.skipped.items()]
    return ", ".join(parts) + "."
