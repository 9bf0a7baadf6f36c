"""What the database itself holds still in a locked period."""

import pgtrigger

OLD_AND_NEW = {
    pgtrigger.Insert: {"new": "new_rows"},
    pgtrigger.Update: {"old": "old_rows", "new": "new_rows"},
    pgtrigger.Delete: {"old": "old_rows"},
}


def locked_period_triggers(constraint, sentence, *, name="locked_period", columns=("*",), rows="{table}"):
    """
    Triggers, one an operation (`name` begins their names), that refuse rows of a locked period with `sentence` as a
    violation of `constraint`.

    An update is refused where a row leaves a locked period, enters one or changes in one; with `columns` given, only
    where one of these changes. A statement is checked once, however many rows it writes.
    """
    return [
        pgtrigger.Trigger(
            name=f"{name}_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),
            func=f"""
                IF EXISTS (
                    SELECT 1 FROM ({_touched(list(tables.values()), columns, rows)}) touched
                    JOIN consortium_reportingperiod p ON p.id = touched.period_id
                    WHERE p.locked_at IS NOT NULL
                ) THEN
                    RAISE EXCEPTION '{sentence}'
                    USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
                END IF;
                RETURN NULL;
            """,
        )
        for operation, tables in OLD_AND_NEW.items()
    ]


def _touched(tables, columns, rows):
    """SQL of the rows that a statement touches, as they were and as they are."""
    if len(tables) == 1 or columns == ("*",):
        return " UNION ALL ".join(f"SELECT period_id FROM {rows.format(table=table)}" for table in tables)
    old, new = (f"SELECT {', '.join(columns)} FROM {table}" for table in tables)
    return f"({old} EXCEPT {new}) UNION ALL ({new} EXCEPT {old})"
