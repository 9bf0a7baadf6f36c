"""What was published, handed out as the bytes of that day."""

from django.http import Http404
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from consortium.permissions import fetch
from consortium.uploads import as_published
from indicators.models import Report, ReportFile

Form = ReportFile.Form
# The ending of an address → the file that stands there.
ENDINGS = {"": Form.HTML, "pdf": Form.PDF, "xlsx": Form.XLSX, "csv": Form.CSV}
ONE_PAGE = {"": Form.PAGE_HTML, "pdf": Form.PAGE_PDF}


@require_safe
def report(request, label, form=""):
    """The region's report, or with an ending its PDF, workbook or CSV."""
    return _kept(request, label, ENDINGS.get(form), organization__isnull=True)


@require_safe
def one_page(request, label, form=""):
    """The region's report in one page, or its PDF."""
    return _kept(request, label, ONE_PAGE.get(form), organization__isnull=True)


@require_safe
def partner_report(request, label, slug, form=""):
    """A partner's own report: for the partner's people and the office."""
    return _kept(request, label, ENDINGS.get(form), organization__slug=slug)


def _kept(request, label, form, **whose):
    """The kept bytes; 304 for a browser that has them. A header leads to the correction, where there is one."""
    if form is None:
        raise Http404
    access = request.user.access
    found = fetch(Report.objects.by_label(label).published().defer("content"), access)
    kept = fetch(found.files.select_related("file"), access, form=form, **whose)
    response = get_conditional_response(request, etag=f'"{kept.file.sha256}"') or as_published(kept.file)
    response["ETag"] = f'"{kept.file.sha256}"'
    response["Cache-Control"] = "private, no-cache"
    correction = found.last_correction()
    if correction is not None:
        response["Link"] = f'<{correction.get_absolute_url()}>; rel="successor-version"'
    return response
