"""What was published, handed out as the bytes of that day."""

from django.http import Http404
from django.views.decorators.http import require_safe

from consortium.permissions import fetch
from consortium.uploads import as_published
from indicators.models import Report, ReportFile

Form = ReportFile.Form
# The ending of an address → the file that stands there. The report in one page has addresses of its own.
ENDINGS = {"": Form.HTML, "pdf": Form.PDF, "xlsx": Form.XLSX, "csv": Form.CSV}


@require_safe
def report(request, label, form=""):
    """The region's report, or with an ending its PDF, workbook or CSV."""
    return _kept(request, label, form, organization__isnull=True)


@require_safe
def partner_report(request, label, slug, form=""):
    """A partner's own report: for the partner's people and the office."""
    return _kept(request, label, form, organization__slug=slug)


def _kept(request, label, form, **whose):
    if form not in ENDINGS:
        raise Http404
    access = request.user.access
    found = fetch(Report.objects.by_label(label).published().defer("content"), access)
    kept = fetch(found.files.select_related("file"), access, form=ENDINGS[form], **whose)
    return as_published(kept.file)

