"""From a submitted form to saved cells: one cell or a whole worksheet, all or nothing."""

from indicators.worksheets import cells, saving, states
from indicators.worksheets.cells import CellErrors, Typed

SOURCE_MISSING = "Say where the figures are from, such as “e-mail of the career center, May 6”."


def fill(sheet, data, *, user, now, today):
    """
    Save what the form `data` holds for the rows of `sheet` (`worksheets.Worksheet`).

    Returns True where everything was saved. Otherwise nothing was: rows hold what was typed, with `errors` or a
    `conflict`, and `sheet.source_error` may say that the source is missing. Raises `states.Refused` where the worksheet
    cannot be written; the rows then hold what was typed, too.
    """
    entries = [entry for row in sheet.rows if (entry := _read(row, data, sheet.period, today)) is not None]
    note = _read_note(sheet, data, changes=bool(entries) or bool(sheet.in_trouble))
    if not sheet.standing.editable:
        raise states.Refused(sheet.standing.sentence)
    if sheet.in_trouble or sheet.source_error:
        return False
    conflicts = saving.save(
        sheet.organization, sheet.period, entries, user=user, now=now, today=today, source_note=note
    )
    answers = {entry.measure.pk: entry.answer for entry in entries}
    for row in sheet.rows:
        if row.measure.pk in conflicts:
            row.conflict, row.mine = conflicts[row.measure.pk], answers[row.measure.pk]
    return not conflicts


def _read(row, data, period, today):
    """What was typed in one row: an `Entry`, or None where nobody touched it or it cannot be taken (`row.errors`)."""
    if f"{row.code}.version" not in data or row.is_counted or row.elsewhere is not None:
        return None
    typed = Typed.from_post(data, row.code)
    if typed.resolve == "theirs":
        return None  # the row shows what is stored
    version = typed.seen if typed.resolve == "mine" else typed.version
    if not typed.is_touched and typed.resolve != "mine":
        return None
    row.typed, row.is_unsaved = Typed(**{**typed.__dict__, "version": version}), True
    try:
        answer = cells.parse(row.measure, row.typed, row.value, period=period, today=today)
    except CellErrors as errors:
        row.errors = errors.fields
        return None
    return saving.Entry(row.measure, answer, version)


def _read_note(sheet, data, *, changes):
    """The source to keep, None where it is not asked for; what is wrong with it goes to `sheet.source_error`."""
    if not sheet.standing.must_say_source:
        return None
    note = " ".join(data.get("source_note", sheet.source_note).replace("\x00", "").split())
    sheet.source_note = note
    if changes and not note:
        sheet.source_error = SOURCE_MISSING
    elif len(note) > 300:
        sheet.source_error = "The source is longer than 300 characters. Say it in fewer words."
    return note
