"""What may happen to articulation agreements, and what a page says of how far one has come."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from pathways.models import AgreementCourse, AgreementSignature, ArticulationAgreement, Step

COPIED = (
    "college_course", "sector", "units", "code_scheme", "code", "code_version", "method", "minimum_grade", "note",
)  # fmt: skip


@transaction.atomic
def store(agreement, courses, schools):
    """Store `agreement` with exactly these high school courses and schools. Links that stay are not written anew."""
    agreement.save()
    wanted = {course.pk for course in courses}
    agreement.course_links.exclude(course__in=wanted).delete()
    there = set(agreement.course_links.values_list("course", flat=True))
    new = [course for course in courses if course.pk not in there]
    AgreementCourse.objects.bulk_create(AgreementCourse(agreement=agreement, course=course) for course in new)
    agreement.schools.set(schools)
    return agreement


def why_not_renewed(agreement):
    """Why `agreement` (with `completed_on`) cannot be renewed, as a sentence, or "" where it can."""
    if hasattr(agreement, "renewal"):
        return f"It is renewed already, by {agreement.renewal.number}."
    if agreement.completed_on is None:
        return "Not all parties have signed it: there is nothing to renew yet. Change it instead."
    return ""


def renewal_of(agreement, number, today):
    """A new agreement, not stored, with everything of `agreement` but its days, its signatures and its review."""
    copied = {name: getattr(agreement, name) for name in COPIED}
    return ArticulationAgreement(renews=agreement, number=number, drafted_on=today, **copied)


@dataclass(frozen=True)
class Milestone:
    """
    One point of an agreement's way. `status` names a shape of the look, `word` says what it means; `day` may be to
    come. `key` is review, sign, expires or another, `party` the primary key of who signs.
    """

    key: str
    label: str
    day: date | None
    status: str
    word: str
    note: str = ""
    party: int | None = None
    signature: AgreementSignature | None = None


def timeline(agreement, today, renewal=None):
    """
    The way of `agreement` (`with_step`, `with_completed_on`), from its draft to its end, as `Milestone`s in order;
    `renewal` is the agreement that follows on it, where the reader may know of it.
    """
    reviewed = ("met", "Done") if agreement.reviewed_on else _missing(agreement)
    way = [
        Milestone("draft", "Drafted", agreement.drafted_on, "met", "Done"),
        Milestone("review", "Reviewed by faculty", agreement.reviewed_on, *reviewed, agreement.reviewed_by),
        *_signing(agreement),
    ]
    way.append(_in_force(agreement))
    if agreement.terminated_on:
        way.append(_of_day("end", "Ended early", agreement.terminated_on, today, agreement.terminated_because))
    elif agreement.expires_on:
        way.append(_of_day("expires", "Last day", agreement.expires_on, today))
    else:
        way.append(Milestone("expires", "Last day", None, "no_target", "No end"))
    if renewal is not None:
        way.append(Milestone("renewal", "Renewal drafted", renewal.drafted_on, "met", "Done", renewal.number))
    return way


def _signing(agreement):
    signed = {signature.party_id: signature for signature in agreement.signatures.all()}
    for party in agreement.parties:
        signature = signed.get(party.pk)
        label = f"Signed by {party.name}"
        if signature is None:
            yield Milestone("sign", label, None, *_missing(agreement), party=party.pk)
            continue
        who = ", ".join(filter(None, [signature.signer_name, signature.signer_role]))
        yield Milestone("sign", label, signature.signed_on, "met", "Done", who, party.pk, signature)


def _in_force(agreement):
    note = f"for students from {agreement.term_said} on" if agreement.term_said else ""
    if agreement.completed_on:
        return Milestone("force", "In force", agreement.completed_on, "met", "Since the last signature", note)
    return Milestone("force", "In force", None, *_missing(agreement), note)


def _missing(agreement):
    """Shape and word of what has not happened: still to come, or never, where all have signed or it was given up."""
    never = agreement.completed_on is not None or agreement.step == Step.ENDED
    return ("no_target", "No day noted") if never else ("not_started", "Still to come")


def _of_day(key, label, day, today, note=""):
    return Milestone(key, label, day, *(("met", "Past") if day < today else ("not_started", "To come")), note)


def others_who_signed(agreement):
    """Signatures of organizations that are no party any more: they stay on record and count nowhere."""
    parties = {party.pk for party in agreement.parties}
    return [signature for signature in agreement.signatures.all() if signature.party_id not in parties]
