"""
A small world for the walk of every address: one record behind each, of the district that `reporter` reports for.

So the reporter is at home, and the other reporter and the member of a working group are outsiders.
"""

import datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sites.models import Site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from pghistory.models import Context

from consortium.jobs import run_job
from consortium.models import County, Office, Officeholder, StoredFile
from consortium.schools_file import TEXT_TYPE
from consortium.tests.admin_rows import MAKERS
from consortium.tests.factories import (
    JobFactory,
    OfficeOrganizationFactory,
    OrganizationYearFactory,
    UserFactory,
    WorkingGroupFactory,
)
from goals.tests.factories import (
    DocumentFactory,
    DocumentStageFactory,
    DocumentVersionFactory,
    EnclosureFactory,
    ObjectiveFactory,
    RecipientFactory,
    RecipientListFactory,
)
from indicators.models import Evidence, NextStep, ReportFile
from indicators.reporting.compose import compose
from indicators.reporting.content import as_json
from indicators.tests.factories import MilestoneFactory, ReportFactory, SubmissionFactory, TargetFactory, ValueFactory
from indicators.tests.sheets import owe, place, quarter
from pathways.queries.counting import SOURCES as PATHWAYS_SOURCES
from pathways.tests.factories import (
    AgreementFactory,
    CourseFactory,
    DocumentedGapFactory,
    DualEnrollmentTermFactory,
    GapInDocumentFactory,
    MapBoxFactory,
    MapVersionFactory,
    PlanStepFactory,
    SignatureFactory,
    published_version,
)
from wbl.rules.attendance import stamp
from wbl.rules.merging import fingerprint, merge
from wbl.rules.survey_answering import new_form_number
from wbl.tests.factories import (
    ActivityOfferingFactory,
    AttendanceFactory,
    CalendarFeedFactory,
    EmployerContactFactory,
    EmployerFactory,
    EventFactory,
    PaperTotalsFactory,
    QuestionFactory,
    SpeakerFactory,
    SpeakingFactory,
    inventory_school,
)

SCHOOLS = b"CDSCode,School,District,Charter\n37683380000001,Lincoln Middle,San Diego Unified,N\n"
CALPASS = b"CDS code,signed on\n37683380000000,2024-09-02\n"
YEAR = "2024-25"
DRAFT = f"{YEAR}-correction-1"


def build(district, reporter):
    """
    Make the records. Returns (examples, posted): for the name of an address the values of its parameters, and what a
    well-formed request posts there.
    """
    period = quarter(2)
    measure = owe(district, "EN-2.4a")
    place(MilestoneFactory(code="EN-2.4b", placed=False), "Milestone")
    TargetFactory(measure=measure, year=period.year)
    draft = SubmissionFactory(
        organization=district, period=period, state="draft", submitted_at=None, source_note="A call with the district"
    )
    evidence = Evidence.objects.create(
        measure=measure, organization=district, period=period, title="Sign-in sheet", file=_stored(b"Who came\n")
    )
    counted = ValueFactory(
        measure=owe(district, "EN-2.4c", source="events.regional_meetings"),
        organization=district,
        period=quarter(1),
        counted=True,
        numerator=14,
    )
    office = Office.objects.create(organization=district, title="superintendent")
    term = Officeholder.objects.create(office=office, name="Example Holder", starts=datetime.date(2024, 7, 1))
    OrganizationYearFactory(organization=district, year=period.year)
    meeting = EventFactory(owner=OfficeOrganizationFactory())
    fair = AttendanceFactory(organization=district, event__owner=district, event__minutes=_stored(b"Minutes\n"))
    feed = CalendarFeedFactory(user=reporter)
    objective = ObjectiveFactory(goal=measure.placements.get().indicator.goal)
    document = DocumentFactory(owner=district, begun_on=datetime.date(2024, 7, 1))
    version = DocumentVersionFactory(document=document, url="", file=_stored(b"The plan\n"))
    stage = DocumentStageFactory(document=document, name="drafted", reached_on=datetime.date(2024, 9, 1))
    sent = RecipientFactory(
        distribution__document__owner=district, distribution__asks_feedback=True, contact__organization=district
    )
    enclosed = EnclosureFactory(distribution=sent.distribution, organization=district, file=_stored(b"Its own\n"))
    kept = RecipientListFactory(owner=meeting.owner)
    County.objects.get_or_create(code="37", defaults={"name": "San Diego"})
    job = JobFactory(started_by=reporter)
    course = CourseFactory(program__organization=district)
    mapped = published_version({}, on=datetime.date(2024, 9, 2), pathway__organization=district)
    MapBoxFactory(version=MapVersionFactory(pathway=mapped.pathway, number=2))
    gap = DocumentedGapFactory(owner=district, evidence_file=_stored(b"Employers said so.\n"))
    in_analysis = GapInDocumentFactory(gap=gap, document=document)
    step = PlanStepFactory(plan__owner=district, plan__file=_stored(b"The plan\n"))
    agreed = CourseFactory(program=course.program)
    agreement = AgreementFactory(courses=[agreed], scan=_stored(b"Signed\n"))
    signature = SignatureFactory(agreement=agreement, party=district)
    dual = DualEnrollmentTermFactory(partner=district).course
    called = EmployerContactFactory(organization=district, next_step="Call again")
    speaking = SpeakingFactory(event=meeting)
    offering = ActivityOfferingFactory(school=inventory_school(district, start_year=2024), year=period.year)
    question = QuestionFactory(survey__owner=district, survey__kind="parents", survey__closes_on=None)
    totals = PaperTotalsFactory(survey__owner=district, survey__kind="parents", survey__closes_on=None)
    step_of_report = _reports(period.year, district)
    worksheet = {"slug": draft.organization.slug, "code": period.code}
    examples = {
        **{f"worksheet{step}": worksheet for step in STEPS},
        "worksheet-cell": worksheet | {"measure": measure.code},
        "review-changed": {"pk": counted.pk},
        "framework": {"slug": "en"},
        "goal": {"slug": "en", "number": 2},
        **{name: {"grade": 6} for name in ("grade-strategy-edit", "grade-strategy-row")},
        "agreed-carry-over": {"slug": "en", "number": 2},
        "agreed-new": {"slug": "en", "number": 2, "kind": "objectives"},
        "strategy-new": {"pk": objective.pk},
        **{f"agreed-{step}": {"kind": "objectives", "pk": objective.pk} for step in ("row", "edit", "move", "delete")},
        **{name: {"code": "EN-2.4"} for name in ("indicator", "comment-add", "evidence-add")},
        "figure-set": {"code": "EN-2.4", "measure": "EN-2.4c"},
        "evidence-file": {"pk": evidence.pk},
        **{f"setup_{page}": {"label": YEAR} for page in ("year", "targets", "milestones", "assignments")},
        "setup_period": {"code": period.code},
        "setup_target_history": {"label": YEAR, "code": measure.code},
        "grades": {"year": YEAR},
        **{name: {"slug": district.slug} for name in ("partner", "partner-edit", "calpass-district")},
        "partner-year": {"slug": district.slug, "year": YEAR},
        "officeholder-new": {"slug": district.slug, "title": "superintendent"},
        "officeholder-edit": {"slug": district.slug, "pk": term.pk},
        **{name: {"pk": reporter.memberships.get().pk} for name in ("invitation-send", "membership-end")},
        "import-schools-preview": {"pk": _stored(SCHOOLS, TEXT_TYPE).pk, "year": YEAR},
        "import-calpass-preview": {"pk": _stored(CALPASS, TEXT_TYPE).pk},
        **{name: {"pk": meeting.pk} for name in ("meeting", "meeting_edit", "meeting_copy")},
        **dict.fromkeys(EVENT_PAGES, {"pk": fair.event_id}),
        "attendance": {"pk": fair.event_id, "slug": district.slug},
        **dict.fromkeys(ATTENDANCE_PAGES, {"pk": fair.event_id, "slug": district.slug, "audience": "high_school"}),
        "feed-revoke": {"pk": feed.pk},
        "feed": {"key": feed.private_key},
        **dict.fromkeys(["program", "program-edit", "course-new"], {"pk": course.program_id}),
        **dict.fromkeys(["course-edit", "course-delete"], {"pk": course.pk}),
        **dict.fromkeys(GAP_PAGES, {"pk": gap.pk}),
        "gap-take-out": {"pk": gap.pk, "document": in_analysis.document_id},
        **dict.fromkeys(PLAN_PAGES, {"pk": step.plan_id}),
        **{f"plan-step-{page}": {"pk": step.pk} for page in ("edit", "move", "delete")},
        **dict.fromkeys(AGREEMENT_PAGES, {"pk": agreement.pk}),
        "agreements-of-college": {"slug": agreement.college.slug},
        **{f"agreement-signature-{step}": {"pk": signature.pk} for step in ("edit", "take-back")},
        **{f"dual-enrollment-{page}": {"pk": dual.pk} for page in ("course", "edit", "terms")},
        **dict.fromkeys(DISTRIBUTION_PAGES, {"pk": sent.distribution_id}),
        "distribution-new": {"pk": sent.distribution.document_id},
        **dict.fromkeys(RECIPIENT_PAGES, {"pk": sent.pk}),
        **dict.fromkeys(LIST_PAGES, {"pk": kept.pk}),
        **dict.fromkeys(["received", "received-file", "received-feedback"], {"key": sent.private_key}),
        "received-enclosure": {"key": sent.private_key, "pk": enclosed.pk},
        "report-acknowledge": {"pk": sent.distribution_id},
        "reports-counted": {"source": "coverage"},
        "contact-new": {"slug": district.slug},
        "contact-edit": {"slug": district.slug, "pk": sent.contact_id},
        **dict.fromkeys(MAP_PAGES, {"slug": mapped.pathway.slug}),
        "map-action": {"slug": mapped.pathway.slug, "action": "add"},
        **dict.fromkeys(SURVEY_PAGES, {"pk": question.survey_id}),
        "survey-results-file": {"pk": question.survey_id, "form": "csv"},
        **dict.fromkeys(["survey-question-edit", "survey-question-delete"], {"pk": question.pk}),
        **dict.fromkeys(["paper-edit", "paper-delete"], {"pk": totals.pk}),
        **dict.fromkeys(["survey-answer", "survey-thanks"], {"token": question.survey.token}),
        "documents-counted": {"source": "goals_recipients"},
        "wbl-counted": {"source": "employers_contacted"},
        "employer-roster": {"label": YEAR},
        "employer-roster-file": {"label": YEAR, "ending": "csv"},
        **dict.fromkeys(EMPLOYER_PAGES, {"pk": called.employer_id}),
        "employer-merge": {"pk": called.employer_id, "other": EmployerFactory().pk},
        "employer-unmerge": {"pk": _merged(EmployerFactory(), EmployerFactory(), reporter, meeting.starts_at).pk},
        **{f"employer-{page}": {"pk": called.pk} for page in ("contact-edit", "contact-delete", "step-done")},
        **dict.fromkeys(SPEAKER_PAGES, {"pk": speaking.speaker_id}),
        "speaker-merge": {"pk": speaking.speaker_id, "other": SpeakerFactory().pk},
        "speaker-unmerge": {"pk": _merged(SpeakerFactory(), SpeakerFactory(), reporter, meeting.starts_at).pk},
        "event-speakers": {"pk": meeting.pk},
        "event-speaker-remove": {"pk": meeting.pk, "speaking": speaking.pk},
        "pathways-counted": {"source": next(iter(PATHWAYS_SOURCES), "maps")},
        **{name: {"pk": job.pk} for name in ("job", "job-progress", "job-stop")},
        **{f"document{page}": {"pk": document.pk} for page in DOCUMENT_PAGES},
        **{f"document-version-{page}": {"pk": version.pk} for page in ("file", "delete")},
        **{f"document-stage-{page}": {"pk": stage.pk} for page in ("edit", "take-back")},
        "folder": {"slug": WorkingGroupFactory().slug},
        "activity-type-edit": {"slug": offering.activity_type.slug},
        **dict.fromkeys(["inventory-district", "inventory-copy"], {"slug": district.slug}),
        **dict.fromkeys(["offering", "offering-edit"], {"pk": offering.pk}),
        "enrollment-organization": {"slug": district.slug, "year": YEAR},
        "enrollment-edit": {"slug": district.slug, "year": YEAR, "audience": "high_school"},
        **dict.fromkeys(REPORT_PAGES, {"label": YEAR, "form": "pdf", "slug": district.slug}),
        **dict.fromkeys(REPORT_DRAFT_PAGES, {"label": DRAFT, "form": "pdf", "slug": "en-2", "pk": step_of_report.pk}),
        "account_confirm_email": {"key": "none"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "none"},
    }
    evidence_posted = {
        "measure": measure.placements.get().pk,
        "organization": district.pk,
        "period": period.pk,
        "title": "Program of the fair",
        "url": "https://example.org/fair",
    }
    a_minute_ago = timezone.now() - datetime.timedelta(minutes=1)
    answered = {"form": new_form_number(question.survey, a_minute_ago), f"q{question.pk}": "The welding shop."}
    on_paper = {"organization": district.pk, "day": "2024-10-01", "responses": "12"}
    return examples, POSTED | {
        "survey-answer": answered,
        "survey-copy": {"organization": district.slug},
        **dict.fromkeys(["paper-new", "paper-edit"], on_paper),
        "evidence-add": evidence_posted,
        "attendance-breakdown": {"headcount": "12", "seen": stamp(fair)},
    }


def _reports(year, district):
    """A published report with a file at each of its addresses, and its correction, a draft with a step, returned."""
    report = ReportFactory(year=year)
    for form in ReportFile.Form:
        ReportFile.objects.create(report=report, form=form, file=_stored(b"The region\n"))
        if not form.startswith("page"):
            ReportFile.objects.create(report=report, form=form, organization=district, file=_stored(b"Its own\n"))
    composed = as_json(compose(report, timezone.now()))
    report.published_at, report.published_by, report.content = timezone.now(), UserFactory(), composed
    report.save()
    correction = ReportFactory(year=year, number=1, corrects=report, correction_note="A figure")
    return NextStep.objects.create(report=correction, text="Call", owner="Office", due=year.ends)


REPORT_PAGES = [
    "report", "report-file", "partner-report", "partner-report-file", "report-one-page", "report-one-page-file",
    "report-record", "report-notice", "report-correct", "report-open", "report-send",
]  # fmt: skip
REPORT_DRAFT_PAGES = [
    f"report-{page}"
    for page in (
        "write", "preview", "preview-form", "lines", "lines-propose", "publish", "section",
        "step-new", "step-edit", "step-delete",
    )
]  # fmt: skip
AGREEMENT_STEPS = ("edit", "renew", "review", "sign", "scan", "file", "end", "resume")
AGREEMENT_PAGES = ["agreement", *(f"agreement-{step}" for step in AGREEMENT_STEPS)]
EVENT_PAGES = (
    "event", "event-edit", "event-copy", "event-hold", "event-cancel", "event-minutes", "attendance-choose",
)  # fmt: skip
ATTENDANCE_PAGES = ("attendance-breakdown", "attendance-roster", "attendance-delete")
DOCUMENT_PAGES = (
    "", "-edit", "-post", "-take-down", "-withdraw", "-take-up", "-version-new", "-stage-new",
)  # fmt: skip
MAP_PAGES = [
    "map", "map-pdf", "map-svg",
    *(f"map-{page}" for page in ("draft", "details", "edit", "find", "publish", "withdraw", "throw-away")),
]  # fmt: skip
GAP_PAGES = ["gap", *(f"gap-{page}" for page in ("edit", "evidence", "dismiss", "close", "reopen"))]
PLAN_PAGES = ["plan", *(f"plan-{page}" for page in ("edit", "file", "withdraw", "take-up", "step-new"))]
SENDING_STEPS = ("send", "again", "chosen", "close")
RECIPIENT_STEPS = ("address", "holder", "halfway", "revoke", "take-back", "feedback")
DISTRIBUTION_PAGES = ["distribution", "feedback-note", *(f"distribution-{step}" for step in SENDING_STEPS)]
RECIPIENT_PAGES = ["recipient", *(f"recipient-{step}" for step in RECIPIENT_STEPS)]
LIST_PAGES = ["recipient-list", *(f"recipient-list-{step}" for step in ("edit", "contacts", "delete"))]
EMPLOYER_PAGES = ["employer", *(f"employer-{page}" for page in ("edit", "contact-new", "merge-choose"))]
SPEAKER_PAGES = ["speaker", *(f"speaker-{page}" for page in ("edit", "merge-choose"))]
SURVEY_PAGES = [
    "survey-question-new", "survey-results", "paper-new",
    *(f"survey{page}" for page in ("", "-edit", "-copy", "-delete", "-address", "-poster")),
]  # fmt: skip
STEPS = ("", "-source", "-submit", "-take-back", "-approve", "-return")


def _stored(content, content_type="text/plain"):
    return StoredFile.keep(SimpleUploadedFile("list.csv", content), content_type, None)


def _merged(kept, gone, user, now):
    merge(kept, gone, {}, fingerprint(kept, gone), user, now)
    return gone


def build_for_admin():
    """A row of every table of the admin. Returns examples as `build` does, by the folder of the table."""
    for number, make in enumerate(MAKERS.values()):
        make(number)
    Group.objects.create(name="Example")
    somebody = UserFactory()
    EmailAddress.objects.create(user=somebody, email=somebody.email)
    Authenticator.objects.create(user=somebody, type="recovery_codes", data={})
    Context.objects.create(metadata={})
    run_job.enqueue(0)
    examples = {
        "admin:view_on_site": {"content_type_id": _type_of(Site), "object_id": Site.objects.first().pk},
        "admin:app_list": {"app_label": "consortium"},
        "/admin/(?P": {"url": "nothing/"},  # the admin's own “not found”
    }
    for model in apps.get_models():
        row = model._default_manager.order_by("pk").first()
        if row is not None:
            examples[f"/admin/{model._meta.app_label}/{model._meta.model_name}/"] = {"object_id": row.pk}
    return examples


def _type_of(model):
    return apps.get_model("contenttypes", "ContentType").objects.get_for_model(model).pk


AGREED = {"text": "A step", "stage": "drafted", "stage_on": "2025-01-10", "version": "1"}
STEP = {"text": "Call", "owner": "Office", "due": "2025-10-01", "version": "1"}
# What is posted where more is to be said than that something is to be saved.
POSTED = {
    "worksheet-cell": {"EN-2.4a.numerator": "14", "EN-2.4a.version": "0"},
    "worksheet": {"EN-2.4a.numerator": "14", "EN-2.4a.version": "0"},
    "worksheet-source": {"source_note": "A call with the district"},
    "worksheet-return": {"comment": "Please look at the fairs again."},
    "comment-add": {"text": "Well done."},
    "setup_year_new": {"start_year": "2031", "periods": "quarters"},
    "setup_year": {"propose": "1"},
    "setup_period": {"lock": "1", "note": "The figures are final.", "confirmed": "1"},
    "agreed-new": AGREED,
    "agreed-edit": AGREED,
    "agreed-delete": {"version": "1"},
    "strategy-new": AGREED,
    "grade-strategy-edit": {"goal": "Know careers", "strategy": "Speakers", "version": "0"},
    "partner-new": {"name": "Example Workforce Board", "kind": "workforce_board", "slug": "example-workforce-board"},
    "person-invite": {"email": "new@example.org", "role": "reporter"},
    "membership-end": {"confirmed": "1"},
    "attendance": {"high_school": "12", "high_school-seen": "30"},
    "attendance-roster": {"scheme": "ssid", "pasted": "1234567890"},
    "meeting_new": {"title": "Fall meeting", "save": "1"},
    "survey-new": {"title": "After the tour"},
    "survey-address": {"revoke": "1"},
    "survey-question-edit": {"text": "What did you like?", "order": "1"},
    "course-new": {"title": "Welding 2", "order": "2"},
    "course-edit": {"title": "Welding 2", "order": "2"},
    "map-action": {"q": "Welding", "to_column": "grade_9", "seen": "0"},
    "map-publish": {"day": "2024-10-02", "seen": "0"},
    "map-withdraw": {"day": "2024-10-02", "because": "The program has ended."},
    "agreement-review": {"reviewed_on": "2024-09-01", "reviewed_by": "Faculty"},
    "agreement-signature-edit": {"signer_role": "Dean", "signed_on": "2024-09-01"},
    "agreement-end": {"terminated_on": "2024-09-01", "terminated_because": "The program closes."},
    "document-post": {"day": "2024-07-02"},
    "document-withdraw": {"day": "2024-10-02", "reason": "A newer plan took its place."},
    "document-version-new": {"url": "https://example.org/plan"},
    "document-stage-new": {"name": "published", "reached_on": "2024-10-01"},
    "document-stage-edit": {"reached_on": "2024-09-02"},
    "activity-type-new": {
        "name": "Reverse fair", "stage": "training", "lowest_grade": "9", "highest_grade": "12", "order": "9",
    },  # fmt: skip
    "enrollment-edit": {"total": "100", "version": "0"},
    "report-section": {"text": "We met.", "version": "0", "save": "1"},
    "report-step-new": STEP,
    "report-step-edit": STEP,
    "report-step-delete": {"version": "1"},
    "report-correct": {"note": "A figure was wrong."},
    "account_reset_password": {"email": "reporter@example.org"},
}
