"""
The minutes of a meeting: composed from what is on record, published as a tagged PDF whose bytes stay.

They are a document of the group, in its folder, from then on read by every member of the consortium. A correction is
the document's next version.
"""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import formats, timezone

from consortium.context import consortium_name
from consortium.days import in_words
from consortium.models import StoredFile
from consortium.pdf import typeset
from goals.models import Document
from goals.rules.documents import add_version, post
from indicators.meetings.running import MeetingRefused
from indicators.meetings.standing import standing
from indicators.models import GroupMeeting, MeetingMinutes
from indicators.progress import Status
from wbl.models import Event
from wbl.rules.kinds import KINDS, MINUTES

PDF = "application/pdf"
NOT_SHOWN = "Not shown"


def title_of(meeting):
    """What the minutes are called."""
    return f"Minutes of {meeting.group}, {in_words(meeting.day)}"


def pdf(found, *, number, note, now, consortium=""):
    """
    The minutes of a meeting as a PDF, in bytes, from its `Standing` `found`: version `number`, which corrects what
    `note` says. Raises `consortium.pdf.PdfError`.
    """
    meeting = found.meeting
    published = in_words(timezone.localtime(now).date())
    data = {
        "title": title_of(meeting),
        "author": consortium,
        "name": meeting.event.title,
        "when": _when(meeting.event),
        "version": f"Version {number}, published {published}." + (f" Corrected: {note}" if note else ""),
        "agenda": meeting.items,
        "notes": [part.strip() for part in meeting.notes.replace("\r\n", "\n").split("\n\n") if part.strip()],
        "came": [[label, [str(one) for one in of_it]] for label, of_it in found.came_by_segment],
        "away": [str(one) for one in found.away],
        "figures": _figures_sentence(found),
        "changes": _changes(found),
        "missing": [[name, [row.measure.code for row in rows]] for name, rows in found.missing],
        "decisions": [_decision(one) for one in found.decisions],
        "earlier": [_decision(one) for one in found.earlier],
    }
    return typeset("meetings/minutes.typ", data)


def _when(event):
    begins = timezone.localtime(event.starts_at)
    said = f"{formats.date_format(begins, 'l, F j, Y')}, {formats.date_format(begins, 'P')}"
    if event.ends_at:
        said += f" to {formats.date_format(timezone.localtime(event.ends_at), 'P')}"
    return f"{said}, {event.place}" if event.place else said


def _figures_sentence(found):
    if found.through is None:
        return "No reporting period had ended yet, so there were no figures to look at."
    said = f"Figures through {found.through}, as the group saw them."
    if found.changes is None:
        return f"{said} It was the first meeting that kept them, so there is nothing to compare with."
    since = f"Since the meeting of {in_words(found.previous.day)}: {found.changes.words}"
    anew = " A school year has begun since, so what adds up over a year begins anew." if found.changes.new_year else ""
    return f"{said} {since}{anew}"


def _changes(found):
    if found.changes is None:
        return []
    return [[heading, [_change(change) for change in changes]] for heading, changes in found.changes.groups]


def _change(change):
    before, now = change.before, change.now
    revised = f" The target was {change.target_was} and is {now.target}." if change.target_was else ""
    return {
        "code": now.measure.code,
        "label": now.label,
        "was": f"{_status(before)}, {before.actual}" if before else "No figure",
        "now": f"{_status(now)}, {now.actual}",
        "sentence": f"{now.sentence}{revised}",
    }


def _status(row):
    return NOT_SHOWN if row.hidden else Status(row.status).label


def _decision(decision):
    state = decision.get_state_display()
    return {
        "text": decision.text,
        "indicator": decision.indicator.code if decision.indicator else "",
        "owner": decision.owner,
        "due": in_words(decision.due),
        "state": state if decision.is_open else f"{state}, {in_words(decision.closed_on)}",
        "note": decision.note,
    }


@transaction.atomic
def publish(meeting, user, now, *, note="", seen=0):
    """
    Publish the minutes of `meeting` as they are on record now, and post them in the group's folder; the stored
    `MeetingMinutes`. After the first version `note` says what is corrected; `seen` is how many versions the person
    knew of. Raises MeetingRefused, or `consortium.pdf.PdfError`.
    """
    GroupMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)  # of two people, the second waits here
    held = GroupMeeting.objects.with_event().select_related("document", "event__minutes").get(pk=meeting.pk)
    if held.opened_at is None:
        raise MeetingRefused("The meeting was not opened yet, so there is nothing to write minutes of.")
    number = held.minutes.count() + 1
    if number != seen + 1:
        raise MeetingRefused("Somebody else has published a version meanwhile. Read it before you correct it.")
    if number > 1 and not note:
        raise MeetingRefused("Say what is corrected.")
    today = timezone.localtime(now).date()
    content = pdf(standing(held, today), number=number, note=note, now=now, consortium=consortium_name())
    name = f"minutes-{held.group.slug}-{held.day}-{number}.pdf"
    stored = StoredFile.keep(ContentFile(content, name=name), PDF, user)
    published = MeetingMinutes.objects.create(
        meeting=held, number=number, file=stored, note=note, published_at=now, published_by=user
    )
    _put_in_folder(held, published, user, now, today)
    _attach(held, published)
    return published


def _put_in_folder(meeting, published, user, now, today):
    """The version is one of the document in the group's folder, which every member reads."""
    is_new = meeting.document is None
    if is_new:
        meeting.document = Document.objects.create(
            title=title_of(meeting)[:200],
            kind=Document.Kind.MINUTES,
            owner=meeting.group,
            folder=meeting.group,
            begun_on=today,
            recorded_at=now,
            recorded_by=user,
        )
        meeting.save(update_fields=["document"])
    add_version(meeting.document, user, now, file=published.file, note=published.note)
    if is_new:
        post(meeting.document, today, today)


def _attach(meeting, published):
    """Where events of the kind have minutes, they are the event's too, unless others are attached to it already."""
    event = meeting.event
    if not set(MINUTES) <= set(KINDS[event.kind].fields):
        return
    own = meeting.minutes.exclude(pk=published.pk).filter(file=event.minutes_id).exists()
    if event.minutes_id is None or own:
        Event.objects.filter(pk=event.pk).update(minutes=published.file)
