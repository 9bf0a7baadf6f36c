"""
Addresses of the annual report. What is published stands at `/reports/2026-27/`, a correction at
`/reports/2026-27-correction-1/`, a partner's own report below it by the partner's slug.
"""

from django.urls import path, register_converter

from indicators.views import counted, report_files
from indicators.views.reports import lists, one_page, publishing, record, sending, steps, writing


class ReportLabelConverter:
    """`2026-27` or `2026-27-correction-1`, as text."""

    regex = r"[0-9]{4}-[0-9]{2}(?:-correction-[0-9]{1,3})?"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ReportLabelConverter, "report")

urlpatterns = [
    path("", lists.report_list, name="reports"),
    path("open/<str:label>/", lists.report_open, name="report-open"),
    path("write/<report:label>/", writing.overview, name="report-write"),
    path("write/<report:label>/preview/", writing.preview, name="report-preview"),
    path("write/<report:label>/preview/<slug:form>/", writing.preview, name="report-preview-form"),
    path("write/<report:label>/one-page/", one_page.one_page, name="report-lines"),
    path("write/<report:label>/one-page/propose/", one_page.propose, name="report-lines-propose"),
    path("write/<report:label>/publish/", publishing.publish, name="report-publish"),
    path("write/<report:label>/steps/<int:pk>/edit/", steps.step_edit, name="report-step-edit"),
    path("write/<report:label>/steps/<int:pk>/delete/", steps.step_delete, name="report-step-delete"),
    path("write/<report:label>/<slug:slug>/", writing.section, name="report-section"),
    path("write/<report:label>/<slug:slug>/steps/new/", steps.step_new, name="report-step-new"),
    path("correct/<report:label>/", publishing.correct, name="report-correct"),
    path("record/<report:label>/", record.record, name="report-record"),
    path("notice/<report:label>/", record.notice, name="report-notice"),
    path("send/<report:label>/", sending.send, name="report-send"),
    path("acknowledge/<int:pk>/", sending.acknowledge, name="report-acknowledge"),
    path("counted/<slug:source>/", counted.counted, name="reports-counted"),
    path("one-page/<report:label>/", report_files.one_page, name="report-one-page"),
    path("one-page/<report:label>.<str:form>", report_files.one_page, name="report-one-page-file"),
    path("<report:label>/", report_files.report, name="report"),
    path("<report:label>.<str:form>", report_files.report, name="report-file"),
    path("<report:label>/<slug:slug>/", report_files.partner_report, name="partner-report"),
    path("<report:label>/<slug:slug>.<str:form>", report_files.partner_report, name="partner-report-file"),
]
