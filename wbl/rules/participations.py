"""What happens to records together: an event and the organizations on its list."""

from django.db import transaction

from wbl.models import Participation


@transaction.atomic
def record_participations(event, came, invited):
    """
    Make the list of `event` say that the organizations `came`, and that those `invited` besides stayed away.

    Both are collections of organizations. Whoever is in neither is taken off the list; whoever is in both
    came. What does not change is not written.
    """
    wanted = {organization.pk: False for organization in invited} | {organization.pk: True for organization in came}
    listed = dict(event.participations.order_by().values_list("organization_id", "came"))
    event.participations.filter(organization__in=listed.keys() - wanted.keys()).delete()
    for state in (True, False):
        changed = [pk for pk, was in listed.items() if wanted.get(pk) is state and was is not state]
        event.participations.filter(organization__in=changed).update(came=state)
    Participation.objects.bulk_create(
        Participation(event=event, organization_id=pk, came=state)
        for pk, state in wanted.items()
        if pk not in listed
    )
