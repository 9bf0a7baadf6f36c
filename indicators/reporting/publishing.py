"""
Publishing a report: it is composed once, all its files are made of that, and from then on it stays.

One transaction, in which the report's row is held: what people saved before the moment of composing is in it, what
they save later is refused, and whoever presses the button a second time finds it published.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from consortium import jobs
from consortium.models import Organization, StoredFile, User
from goals.models import Document, DocumentStage
from goals.rules import documents
from indicators.models import Report, ReportFile
from indicators.reporting.compose import compose
from indicators.reporting.content import as_json
from indicators.reporting.render import render
from indicators.reporting.writing import let_milestone_follow, publishing_key

Form = ReportFile.Form
REGIONAL = tuple(Form)
PARTNERS = (Form.HTML, Form.PDF, Form.XLSX, Form.CSV)
Stage = DocumentStage.Name


def begin(report, user, back):
    """Have `report` (with `year`) published by a worker for `user`; the Job, also where it is under way already."""
    title = f"Publishing the {report.title[0].lower()}{report.title[1:]}"
    key = publishing_key(report)
    return jobs.start(publish, title=title, by=user, back=back, key=key, report=report.pk, by_user=user.pk)


@jobs.long_work(all_or_nothing=True)
def publish(progress, *, report, by_user):
    """Publish the report with this key in the name of the user with that key. All or nothing."""
    report = Report.objects.select_for_update(no_key=True, of=("self",)).select_related("year", "corrects__year").get(
        pk=report
    )
    if report.is_published:
        raise jobs.CannotGoOn(f"It was published already, by {report.published_by or 'somebody'}.")
    report.published_by, report.published_at = User.objects.get(pk=by_user), timezone.now()
    content = compose(report, report.published_at)
    regional = _keep_files(report, content, progress)
    report.content = as_json(content)
    report.save(update_fields=["content", "published_at", "published_by"])
    _note_document(report, regional)
    let_milestone_follow(report)
    number = len(content.partners)
    return f"The report is published, with {number} partner report{'' if number == 1 else 's'}."


def _keep_files(report, content, progress):
    """Make and keep all files, one partner after the other. Returns the region's PDF (StoredFile)."""
    organizations = Organization.objects.in_bulk([partner.slug for partner in content.partners], field_name="slug")
    steps = len(content.partners) + 1
    progress.step(0, steps, "The region’s report")
    kept = {form: _keep(report, content, form) for form in REGIONAL}
    files = [ReportFile(report=report, form=form, file=file) for form, file in kept.items()]
    for number, partner in enumerate(content.partners, start=1):
        progress.step(number, steps, partner.name)
        files += [
            ReportFile(
                report=report,
                organization=organizations[partner.slug],
                form=form,
                file=_keep(report, content, form, partner.slug),
            )
            for form in PARTNERS
        ]
    ReportFile.objects.bulk_create(files)
    progress.step(steps, steps, "Everything is made")
    return kept[Form.PDF]


def _keep(report, content, form, partner=None):
    made = render(content, form, partner=partner)
    upload = SimpleUploadedFile(made.name, made.content, made.content_type)
    return StoredFile.keep(upload, made.content_type, report.published_by)


def _note_document(report, pdf):
    """The report's document gets its version, its stages and the day since when every member reads it."""
    document = Document.objects.get(pk=report.document_id)
    user, now, today = report.published_by, report.published_at, timezone.localdate(report.published_at)
    try:
        version = documents.add_version(document, user, now, file=pdf, note="As it was published")
        noted = set(document.stages.values_list("name", flat=True))
        for stage in (Stage.PREPARED, Stage.PUBLISHED):
            if stage not in noted:
                documents.note_stage(document, stage, today, user, now, today, version=version)
        if document.posted_on is None:
            documents.post(document, today, today)
    except documents.DocumentRefused as refused:
        raise jobs.CannotGoOn(f"Its document does not allow it: {refused.sentence}") from refused
