"""
Addresses of the annual report. What is published stands at `/reports/2026-27/`, a correction at
`/reports/2026-27-correction-1/`, a partner's own report below it by the partner's slug.
"""

from django.urls import path, register_converter

from indicators.views import report_files, report_sending


class ReportLabelConverter:
    """`2026-27` or `2026-27-correction-1`, as text."""

    regex = r"[0-9]{4}-[0-9]{2}(?:-correction-[0-9]{1,3})?"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ReportLabelConverter, "report")

urlpatterns = [
    path("send/<report:label>/", report_sending.send, name="report-send"),
    path("acknowledge/<int:pk>/", report_sending.acknowledge, name="report-acknowledge"),
    path("<report:label>/", report_files.report, name="report"),
    path("<report:label>.<str:form>", report_files.report, name="report-file"),
    path("<report:label>/<slug:slug>/", report_files.partner_report, name="partner-report"),
    path("<report:label>/<slug:slug>.<str:form>", report_files.partner_report, name="partner-report-file"),
]
