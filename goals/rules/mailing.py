"""Having the waiting mails of a round sent: the long work of mailing, and whether it is under way."""

from consortium.jobs import CannotGoOn, long_work, start
from consortium.models import Job
from goals.rules import sending


@long_work
def send_round(progress, *, distribution):
    """Send the mails of a round (its primary key) that wait. Ends with a sentence on what became of them."""
    try:
        return sending.send_waiting(distribution, progress).sentence
    except sending.MailServerDown as problem:
        raise CannotGoOn(str(problem)) from problem


def begin(distribution, by):
    """
    Have the waiting mails of `distribution` sent, as `by` (User) asked; the `Job`, or None where no mail waits. While
    one is under way that one is returned: it takes up what waits by the time it comes to its end.
    """
    total = sending.waiting_mails(distribution.pk)
    if not total:
        return None
    return start(
        send_round,
        title=f"Sending “{distribution.document}” to {total:,} address{'' if total == 1 else 'es'}",
        by=by,
        back=distribution.get_absolute_url(),
        total=total,
        key=_key(distribution),
        distribution=distribution.pk,
    )


def under_way(distribution, access):
    """The job that is sending the round at present, where `access` may see it; or None."""
    return Job.objects.unfinished().with_people().readable_by(access).filter(key=_key(distribution)).first()


def _key(distribution):
    return f"sending-{distribution.pk}"
