"""What the database itself holds still once a survey is answered: its questions, and what counts as positive."""

import pgtrigger

OLD_AND_NEW = {
    pgtrigger.Insert: {"new": "new_rows"},
    pgtrigger.Update: {"old": "old_rows", "new": "new_rows"},
    pgtrigger.Delete: {"old": "old_rows"},
}


def answered_triggers(surveys):
    """
    Triggers, one an operation, that refuse to write rows whose survey has answers, on paper or online.

    `surveys` is SQL for the keys of the surveys that rows of the table `{rows}` belong to.
    """
    return [
        pgtrigger.Trigger(
            name=f"answered_{str(operation).lower()}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),
            func=f"""
                IF EXISTS (
                    SELECT 1 FROM ({" UNION ".join(surveys.format(rows=rows) for rows in tables.values())}) touched
                    WHERE EXISTS (SELECT 1 FROM wbl_surveyresponse a WHERE a.survey_id = touched.survey_id)
                    OR EXISTS (SELECT 1 FROM wbl_papertotals p WHERE p.survey_id = touched.survey_id)
                ) THEN
                    RAISE EXCEPTION 'The survey has been answered: its questions stand.'
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'survey_questions_stand';
                END IF;
                RETURN NULL;
            """,
        )
        for operation, tables in OLD_AND_NEW.items()
    ]
