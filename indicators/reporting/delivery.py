"""
A published report goes out: to whom, with which files, until when; who has read it, and who is reminded.

The mailing is that of every document (`goals.rules`): a report is sent as its document, and its files go along as
enclosures, a partner's own for the recipients of that partner alone.
"""

import datetime

from django.db.models import Q

from consortium.models import Office
from consortium.years import year_at
from goals.models import Distribution, Document, Enclosure
from goals.queries.distributions import to_holder, with_receipts
from goals.rules import distributing, mailing, sending
from goals.rules.audiences import audience_of
from indicators.models import Report, ReportFile

Form = ReportFile.Form
AUDIENCE = Distribution.Audience.OFFICEHOLDERS
# What goes out, in the order in which recipients find it, and how it is called. Tables for spreadsheets of CSV kind are
# for whoever asks for them.
ENCLOSED = {
    Form.HTML: "{}",
    Form.PAGE_HTML: "{} in one page",
    Form.PDF: "{} (PDF)",
    Form.PAGE_PDF: "{} in one page (PDF)",
    Form.XLSX: "{} (Excel workbook)",
}
SHOWN = (Form.HTML, Form.PAGE_HTML)
REMINDED_AFTER = datetime.timedelta(days=7)  # since the last mail
MOST_MAILS = 3  # that go out by themselves or by hand, until only somebody's hand sends more


def audience(day):
    """Who would get a report that is sent on `day`, as an `Audience` of the officeholders of members."""
    return audience_of(AUDIENCE, day)


def enclosures(report):
    """The files of `report` (published) as `Enclosure`s, unsaved, in the order in which recipients find them."""
    order = list(ENCLOSED)
    files = report.files.filter(form__in=order).select_related("file", "organization")
    ordered = sorted(files, key=lambda kept: (kept.organization_id or 0, order.index(kept.form)))
    return [
        Enclosure(
            organization=kept.organization, title=_title(report, kept), file=kept.file, shown=kept.form in SHOWN
        )
        for kept in ordered
    ]


def _title(report, kept):
    whose = f"Report of {kept.organization}" if kept.organization else report.title
    return ENCLOSED[kept.form].format(whose)[:200]


def proposed(report, consortium, day):
    """What the mail says and until when its addresses work, if nobody says otherwise: initial values of a form."""
    year = year_at(day)
    message = (
        f"The annual progress report {report.year.label} of {consortium} is published. It says how the region is doing "
        "toward its career education goals, and what is asked of colleges and districts.\n\n"
        "With it comes a report of your own college or district: its part beside the region's.\n\n"
        "Please read it, and press the button at the end to tell us that you have received it."
    )
    if report.corrects_id:
        message = (
            f"{report.title} is published. It corrects the report that you had before, which stays as it was.\n\n"
            f"What it corrects: {report.correction_note}\n\n"
            "Please press the button at the end to tell us that you have received it."
        )
    return {"subject": report.title, "message": message, "closes_on": max(year.ends, day) if year else None}


def send(distribution, report, whom, by):
    """
    Send `report` (published) as `distribution` (a Distribution, unsaved, with what was typed) says, to `whom` (an
    `Audience`), as `by` asked; the mails go out as a job. Returns (the Distribution, the Job; None where nobody has an
    address). Raises ValidationError where nobody would get it.
    """
    distribution.document, distribution.audience, distribution.created_by = report.document, AUDIENCE, by
    made = distributing.create(distribution, whom, by_mail=True, enclosures=enclosures(report))
    return made, mailing.begin(made, by=by)


def rounds(report):
    """The sendings of `report` to officeholders, the latest first."""
    return Distribution.objects.filter(document=report.document_id, audience=AUDIENCE)


def readers(report, whom):
    """
    The offices that got `report`, and those of `whom` (an `Audience`) that did not, by organization: each Office with
    `sent_at`, `received_on` and `recipient` (a key), each None where there is none. One statement.
    """
    offices = [one.office.pk for one in whom.addressees if one.office]
    there = with_receipts(Office.objects.select_related("organization"), report.document_id)
    return there.filter(Q(pk__in=offices) | Q(recipient__isnull=False)).order_by("organization__name", "title")


def remind(now, day):
    """
    Have the report sent again to those who have not acknowledged it: of each published report whose addresses still
    work, that was neither corrected nor withdrawn since, to whoever had the last mail a week ago and no more than two
    so far. Each address once, whatever the number of reports. Returns how many recipients are written to.
    """
    reminded, seen = 0, set()
    for distribution in _open_rounds(day):  # a school year has one or two
        late = sending.again(distribution.recipients.all(), day).filter(
            sent_at__lte=now - REMINDED_AFTER, mails_sent__gt=0, mails_sent__lt=MOST_MAILS
        )
        late = {pk: email.lower() for pk, email in late.values_list("pk", "email") if email}
        mine = [pk for pk, email in late.items() if email not in seen]
        seen.update(late.values())
        reminded += sending.queue(distribution.recipients.filter(pk__in=mine), now)
        if mine:
            mailing.begin(distribution, by=None)
    return reminded


def _open_rounds(day):
    documents = Document.objects.in_use(day).filter(report__in=Report.objects.standing())
    found = Distribution.objects.filter(document__in=documents, audience=AUDIENCE).order_by("-first_day", "-pk")
    return [distribution for distribution in found if distribution.is_open(day)]


def reports_for(access, user, day):
    """
    What a president or superintendent reads signed in: for the latest published report of each of the last two years
    (a correction in place of what it corrects), a dictionary with `report`, `own` (the partner reports of the
    organizations that they lead), and `recipients`, their records in its sendings, the latest first
    (`goals.queries.distributions.to_holder`). Empty for others. Three statements.
    """
    if not access.leads:
        return []
    standing = Report.objects.standing().defer("content").select_related("year")
    shown = list(standing.order_by("-year__start_year")[:2])
    own = list(
        ReportFile.objects.filter(report__in=shown, form=Form.HTML, organization__in=access.leads).select_related(
            "organization"
        )
    )
    mine = list(to_holder([report.document_id for report in shown], user, day))
    return [
        {
            "report": report,
            "own": [kept.organization for kept in own if kept.report_id == report.pk],
            "recipients": [one for one in mine if one.distribution.document_id == report.document_id],
        }
        for report in shown
    ]
