"""What deleting records would take along, and what forbids it: counted, never listed."""

from django.db.models import CASCADE, PROTECT, RESTRICT
from django.utils.text import capfirst


def what_stands(objs):
    """Sentences on the records that forbid to delete `objs` (rows of one table), such as “12 values”."""
    return [_counted(number, model) for model, number in _dependents(objs, forbidding=True).items()]


def what_goes(objs):
    """{name of a table: how many of its rows would go}, `objs` first."""
    records = _queryset(objs)
    counts = {str(capfirst(records.model._meta.verbose_name_plural)): records.count()}
    for model, number in _dependents(objs, forbidding=False).items():
        name = str(capfirst(model._meta.verbose_name_plural))
        counts[name] = counts.get(name, 0) + number
    return counts


def _queryset(objs):
    """`objs` as a queryset: the admin gives one, or a list with one record."""
    if hasattr(objs, "query"):
        return objs.order_by()
    model = type(objs[0])
    return model._base_manager.filter(pk__in=[record.pk for record in objs])


def _dependents(objs, *, forbidding):
    """{model: number} of rows that forbid the deletion, or that would go with it; one query a relation."""
    found, records = {}, _queryset(objs)
    levels = [(records.model, records)]
    while levels:
        model, rows = levels.pop()
        for relation in model._meta.related_objects:
            on_delete = getattr(relation, "on_delete", None)
            if on_delete not in (CASCADE, PROTECT, RESTRICT):
                continue
            table = relation.related_model
            dependent = table._base_manager.filter(**{f"{relation.field.name}__in": rows.values("pk")})
            number = dependent.count()
            if number and forbidding == (on_delete is not CASCADE):
                found[table] = found.get(table, 0) + number
            if number and on_delete is CASCADE:
                levels.append((table, dependent))
    return found


def _counted(number, model):
    name = model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural
    return f"{number:,} {name}"
