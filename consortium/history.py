"""Whatever changes is on record: who, when, what it was. Kept by database triggers, imports and bulk changes too."""

import pghistory


def with_history(model, trackers=(pghistory.InsertEvent, pghistory.UpdateEvent, pghistory.DeleteEvent), **options):
    """
    Class decorator: inserts, updates and deletes of `model` write rows of `<Model>History`, at `row.history`.

    `trackers` and `options` are those of `pghistory.track` (such as `exclude`, for secrets).
    """
    return pghistory.track(
        *(tracker() for tracker in trackers),
        model_name=f"{model.__name__}History",
        obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
        **options,
    )(model)
