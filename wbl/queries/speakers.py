"""The questions that pages ask about speakers and where they spoke."""

from collections import defaultdict

from django.db.models import Count, Max, Q, Value
from django.db.models.functions import Coalesce, Concat, Lower

from wbl.models import Event, Speaker, Speaking

HELD = Q(speakings__event__status=Event.Status.HELD)


def searched(speakers, text):
    """Speakers in whose name, employer, job or topics every word of `text` occurs."""
    for word in text.split():
        speakers = speakers.filter(
            Q(name__icontains=word)
            | Q(employer__name__icontains=word)
            | Q(job__icontains=word)
            | Q(topics__icontains=word)
        )
    return speakers


def with_talks(speakers):
    """Speakers with employer and sectors, `talk_count` and `last_talk` (a moment), of events that were held."""
    return speakers.select_related("employer__sector", "sector").annotate(
        talk_count=Count("speakings", filter=HELD), last_talk=Max("speakings__event__starts_at", filter=HELD)
    )


def of_employer(employer):
    """The current speakers from an employer."""
    return with_talks(Speaker.objects.current().filter(employer=employer)).order_by("name", "pk")


def in_sector(speakers, sector):
    """Speakers of that sector, their own or else their employer's."""
    return speakers.annotate(in_sector=Coalesce("sector", "employer__sector")).filter(in_sector=sector.pk)


def for_grade(speakers, grade):
    """Speakers who speak to `grade`, or have not said to which."""
    return speakers.filter(Q(lowest_grade=None) | Q(lowest_grade__lte=grade, highest_grade__gte=grade))


def talks_of(speaker):
    """Where a speaker spoke or is to speak, the latest first."""
    return speaker.speakings.select_related("event__owner").order_by("-event__starts_at", "-pk")


def speakings_of(event):
    """The list of speakers of an event, with what it shows of them."""
    return event.speakings.select_related("speaker__employer").order_by("speaker__name", "pk")


def named(names):
    """
    {name in small letters: [Speaker, …]} of the current speakers that `names` say, written with or without the employer
    (“Ana Example (Harbor Welding)”); the name of a merged record finds the one that it was merged into. One query.
    """
    wanted = {name.strip().lower() for name in names} - {""}
    if not wanted:
        return {}
    label = Lower(Concat("name", Value(" ("), "employer__name", Value(")")))
    rows = Speaker.objects.annotate(small=Lower("name"), label_small=label).order_by("pk")
    rows = rows.filter(Q(small__in=wanted) | Q(label_small__in=wanted))
    found = defaultdict(dict)
    for row in rows.select_related("employer", "merged_into__employer"):
        for name in {row.small, row.label_small} & wanted:
            kept = row.merged_into or row
            found[name][kept.pk] = kept
    return {name: list(speakers.values()) for name, speakers in found.items()}


def suggestions(most=400):
    """The labels for a box with suggestions, by name: those first who spoke last."""
    speakers = with_talks(Speaker.objects.current()).order_by("-last_talk", "name")
    return sorted(speaker.label for speaker in speakers[:most])


def by_event(events):
    """{primary key of an event: [Speaking, …]} of `events`, in one query."""
    found = defaultdict(list)
    for speaking in Speaking.objects.filter(event__in=events).select_related("speaker__employer"):
        found[speaking.event_id].append(speaking)
    return dict(found)
