"""Rows for the admin's tests: `add_rows` makes rows of any model, with rows beside them where pages show them."""

import datetime

from django.utils import timezone

from consortium import models as consortium
from consortium.tests import factories
from goals import models as goals
from goals.tests import factories as goal_factories
from indicators import models as indicators
from indicators.tests import factories as indicator_factories
from pathways import models as pathways
from pathways.tests import factories as pathway_factories
from wbl import models as wbl
from wbl.tests import factories as wbl_factories


def county(number):
    return consortium.County.objects.create(code=f"{number:02d}", name=f"County {number}")


def consortium_row(number):
    return consortium.Consortium.objects.first() or consortium.Consortium.objects.create(name="Example", short_name="E")


def start_year(number):
    """A calendar year of its own for each of 70 rows, and none that is not allowed."""
    return 2030 + number % 70


def school_year(number):
    return factories.SchoolYearFactory(start_year=start_year(number))


def period(number):
    year = school_year(number)
    return factories.PeriodFactory(year=year, locked_by=factories.UserFactory())


def organization(number):
    return factories.SchoolFactory(county=county(number), cds_code=f"{number:014d}", parent__county=None)


def organization_year(number):
    return factories.OrganizationYearFactory()


def calpass_agreement(number):
    return factories.CalpassAgreementFactory(organization__county=county(number))


def calpass_upload(number):
    return factories.CalpassUploadFactory(organization__county=county(number))


def user(number):
    return factories.UserFactory(name=f"Person {number}")


def office(number):
    return consortium.Office.objects.create(organization=factories.OrganizationFactory(), title="superintendent")


def officeholder(number):
    return consortium.Officeholder.objects.create(
        office=office(number), name=f"Holder {number}", user=factories.UserFactory(), starts=datetime.date(2026, 7, 1)
    )


def stored_file(number):
    return consortium.StoredFile.objects.create(
        file=f"ab/{number}", name=f"Minutes {number}", content_type="text/plain", size=3, sha256=f"{number:064d}",
        uploaded_by=factories.UserFactory(),
    )  # fmt: skip


def job(number):
    return factories.JobFactory(stop_asked_by=factories.UserFactory())


def framework(number):
    code = f"{chr(65 + number % 26)}{chr(65 + number // 26)}"
    return goal_factories.FrameworkFactory(code=code, working_group=factories.WorkingGroupFactory())


def edition(number):
    return goal_factories.EditionFactory(first_year=school_year(number))


def goal(number):
    return goal_factories.GoalFactory(edition=edition(number), number=number + 1)


def document(number):
    return goal_factories.DocumentFactory(folder=factories.WorkingGroupFactory(), recorded_by=factories.UserFactory())


def document_version(number):
    return goal_factories.DocumentVersionFactory(
        document=document(number), url="", file=stored_file(number), added_by=factories.UserFactory()
    )


def document_stage(number):
    version = document_version(number)
    return goal_factories.DocumentStageFactory(
        document=version.document, version=version, recorded_by=factories.UserFactory()
    )


def under_goal(factory):
    """A maker of rows under a goal, with an owner."""
    return lambda number: factory(goal=goal(number), owner=factories.OrganizationFactory())


def strategy(number):
    return goal_factories.StrategyFactory(objective__goal=goal(number), owner=factories.OrganizationFactory())


def grade_strategy(number):
    """One of the eight; from the ninth on there is no other row to make."""
    grade = 6 + number % 8
    return goals.GradeStrategy.objects.filter(grade=grade).first() or goal_factories.GradeStrategyFactory(
        grade=grade, owner=factories.OrganizationFactory()
    )


def indicator(number):
    return indicator_factories.IndicatorFactory(goal=goal(number), number=number + 1)


def placement(number):
    return indicator_factories.PlacementFactory(indicator=indicator(number))


def submission(number):
    return indicator_factories.SubmissionFactory(
        period=factories.PeriodFactory(), submitted_by=factories.UserFactory(), reviewed_by=factories.UserFactory()
    )


def value(number):
    return indicator_factories.ValueFactory(
        entered_by=factories.UserFactory(), submission__state="draft", submission__submitted_by=factories.UserFactory()
    )


def frozen(number):
    return indicators.FrozenFigure.objects.create(
        measure=indicator_factories.MeasureFactory(),
        organization=factories.OrganizationFactory(),
        period=factories.PeriodFactory(),
        span="period",
        numerator=12,
        set_by=factories.UserFactory(),
        reason="Counted twice.",
    )


def target(number):
    return indicator_factories.TargetFactory(
        organization=factories.OrganizationFactory(), set_by=factories.UserFactory()
    )


def stage(number):
    measure = indicator_factories.MilestoneFactory(renews=True)
    return indicators.StageReached.objects.create(measure=measure, year=factories.SchoolYearFactory(), stage=1)


def followed(number):
    measure = indicator_factories.MilestoneFactory(renews=True)
    document = goal_factories.DocumentFactory()
    return indicators.FollowedDocument.objects.create(
        measure=measure, year=factories.SchoolYearFactory(), document=document
    )


def evidence(number):
    return indicators.Evidence.objects.create(
        measure=indicator_factories.MeasureFactory(),
        organization=factories.OrganizationFactory(),
        period=factories.PeriodFactory(),
        title=f"Minutes {number}",
        file=stored_file(number),
        added_by=factories.UserFactory(),
    )


def comment(number):
    return indicator_factories.CommentFactory(indicator=indicator(number))


def reminder(number):
    return indicators.Reminder.objects.create(
        user=factories.UserFactory(), day=datetime.date(2026, 10, 10), worksheets=1
    )


def report(number):
    """The correction of another report, so that everything it can refer to is there."""
    first = indicator_factories.ReportFactory(
        year=school_year(number), published_at=timezone.now(), published_by=factories.UserFactory(), content={}
    )
    return indicator_factories.ReportFactory(
        year=first.year, number=1, corrects=first, correction_note="A figure", opened_by=factories.UserFactory()
    )


def report_section(number):
    return indicators.ReportSection.objects.create(
        report=report(number), part="goal", goal=goal(number), edited_by=factories.UserFactory()
    )


def next_step(number):
    return indicators.NextStep.objects.create(
        report=report(number), goal=goal(number), text=f"Step {number}", owner="Office",
        due=datetime.date(2027, 1, 1), edited_by=factories.UserFactory(),
    )  # fmt: skip


def report_line(number):
    return indicators.ReportLine.objects.create(
        report=report(number), kind="ask", order=1, measure=indicator_factories.MeasureFactory(),
        edited_by=factories.UserFactory(),
    )  # fmt: skip


def report_file(number):
    return indicators.ReportFile.objects.create(
        report=report(number), organization=factories.OrganizationFactory(), form="pdf", file=stored_file(number)
    )


def recipient_list(number):
    made = goal_factories.RecipientListFactory()
    made.contacts.add(factories.ContactFactory())
    return made


def distribution(number):
    document = goal_factories.DocumentFactory()
    return goal_factories.DistributionFactory(
        document=document,
        version=goal_factories.DocumentVersionFactory(document=document),
        recipient_list=goal_factories.RecipientListFactory(),
        created_by=factories.UserFactory(),
    )


def enclosure(number):
    return goal_factories.EnclosureFactory(organization=factories.OrganizationFactory(), file=stored_file(number))


def recipient(number):
    if number % 2:
        return goal_factories.RecipientFactory(received_noted_by=factories.UserFactory())
    holder = factories.OfficeholderFactory()
    return goal_factories.RecipientFactory(contact=None, office=holder.office, officeholder=holder)


def program(number):
    made = pathway_factories.ProgramFactory(code_scheme="cip", code="01.0301", code_version="2020")
    made.schools.add(factories.SchoolFactory(parent=made.organization))
    made.occupations.add(pathway_factories.OccupationFactory(median_wage="31.50"))
    return made


def course(number):
    return pathway_factories.CourseFactory(
        number="AG 001", level="capstone", lowest_grade=9, highest_grade=12, units=10
    )


def program_gap(number):
    return pathway_factories.DocumentedGapFactory(
        evidence_file=stored_file(number),
        recorded_by=factories.UserFactory(),
        program=None,
        code_scheme="top",
        code="0956.50",
        annual_openings=0,
        average_awards="2.5",
    )


def alignment_plan(number):
    return pathway_factories.AlignmentPlanFactory(file=stored_file(number), recorded_by=factories.UserFactory())


def agreement(number):
    made = pathway_factories.AgreementFactory(
        courses=[pathway_factories.CourseFactory(number="AG 001")], code_scheme="cip", code="01.0301", units=3,
        season="fall", effective_on=datetime.date(2026, 8, 24), expires_on=datetime.date(2029, 6, 30),
        reviewed_on=datetime.date(2026, 3, 2), reviewed_by="Faculty", recorded_by=factories.UserFactory(),
        renews=pathway_factories.AgreementFactory(), scan=stored_file(number),
    )  # fmt: skip
    made.schools.add(factories.SchoolFactory())
    return made


def dual_enrollment_course(number):
    return pathway_factories.DualEnrollmentCourseFactory(
        partnership="Partnership of 2026", partnership_on=datetime.date(2026, 5, 4), recorded_by=factories.UserFactory()
    )


def event(number):
    return wbl_factories.EventFactory(
        owner=factories.OrganizationFactory(),
        site=factories.OrganizationFactory(),
        sector=pathway_factories.SectorFactory(),
        occupation=pathway_factories.OccupationFactory(),
        languages=["en", "es"],
        recorded_by=factories.UserFactory(),
    )


def attendance(number):
    return wbl_factories.AttendanceFactory(gf=10, gm=15, gx=0, gz=5, se=4, recorded_by=factories.UserFactory())
def employer(number):
    return wbl_factories.EmployerFactory(
        sector=pathway_factories.SectorFactory(), county=county(number), recorded_by=factories.UserFactory()
    )


def employer_contact(number):
    return wbl_factories.EmployerContactFactory(made_by=factories.UserFactory())


def speaker(number):
    made = wbl_factories.SpeakerFactory(
        employer=wbl_factories.EmployerFactory(),
        sector=pathway_factories.SectorFactory(),
        recorded_by=factories.UserFactory(),
    )
    wbl_factories.SpeakingFactory(speaker=made)
    return made
def activity_offering(number):
    made = wbl_factories.ActivityOfferingFactory(
        school=wbl_factories.inventory_school(start_year=start_year(number)), year=school_year(number),
        recorded_by=factories.UserFactory(),
    )  # fmt: skip
    made.sectors.add(pathway_factories.SectorFactory())
    return made


def enrollment_by_group(number):
    races = dict.fromkeys(["rb", "ri", "ra", "rf", "rp", "rt", "rw", "rd"], 0)
    return wbl_factories.EnrollmentByGroupFactory(year=school_year(number), rh=100, sd=12, **races)


def survey(number):
    made = wbl_factories.SurveyFactory(
        event=wbl_factories.EventFactory(), recorded_by=factories.UserFactory(), revoked_on=datetime.date(2026, 10, 9)
    )
    made.organizations.add(factories.CollegeFactory())
    wbl_factories.QuestionFactory(survey=made)
    return made


def survey_answer(number):
    choice = wbl_factories.ChoiceFactory()
    response = wbl_factories.ResponseFactory(survey=choice.question.survey)
    return wbl.SurveyAnswer.objects.create(response=response, question=choice.question, choice=choice)


def paper_count(number):
    choice = wbl_factories.ChoiceFactory()
    totals = wbl_factories.PaperTotalsFactory(survey=choice.question.survey)
    return wbl.PaperCount.objects.create(totals=totals, choice=choice, number=7)


def survey_door(number):
    survey = wbl_factories.SurveyFactory()
    return wbl.SurveyDoor.objects.create(survey=survey, day=datetime.date(2026, 10, 6), source=f"{number:064d}")


MAKERS = {
    consortium.County: county,
    consortium.Consortium: consortium_row,
    consortium.SchoolYear: school_year,
    consortium.ReportingPeriod: period,
    consortium.Organization: organization,
    consortium.OrganizationYear: organization_year,
    consortium.CalpassAgreement: calpass_agreement,
    consortium.CalpassUpload: calpass_upload,
    consortium.User: user,
    consortium.Membership: lambda number: factories.MembershipFactory(),
    consortium.Office: office,
    consortium.Officeholder: officeholder,
    consortium.StoredFile: stored_file,
    consortium.Job: job,
    consortium.Contact: lambda number: factories.ContactFactory(),
    goals.Framework: framework,
    goals.Edition: edition,
    goals.Goal: goal,
    goals.Document: document,
    goals.DocumentVersion: document_version,
    goals.DocumentStage: document_stage,
    goals.StudentOutcome: under_goal(goal_factories.StudentOutcomeFactory),
    goals.Objective: under_goal(goal_factories.ObjectiveFactory),
    goals.Strategy: strategy,
    goals.GradeStrategy: grade_strategy,
    goals.RecipientList: recipient_list,
    goals.Distribution: distribution,
    goals.Enclosure: enclosure,
    goals.Recipient: recipient,
    goals.Feedback: lambda number: goal_factories.FeedbackFactory(noted_by=factories.UserFactory()),
    indicators.LeadingIndicator: indicator,
    indicators.Measure: lambda number: indicator_factories.MeasureFactory(),
    indicators.MeasurePlacement: placement,
    indicators.Assignment: lambda number: indicator_factories.AssignmentFactory(),
    indicators.Target: target,
    indicators.StageReached: stage,
    indicators.Submission: submission,
    indicators.Value: value,
    indicators.FrozenFigure: frozen,
    indicators.FollowedDocument: followed,
    indicators.Evidence: evidence,
    indicators.Comment: comment,
    indicators.Reminder: reminder,
    indicators.Report: report,
    indicators.ReportSection: report_section,
    indicators.NextStep: next_step,
    indicators.ReportLine: report_line,
    indicators.ReportFile: report_file,
    pathways.Sector: lambda number: pathway_factories.SectorFactory(),
    pathways.SectorLink: lambda number: pathway_factories.SectorLinkFactory(),
    pathways.Program: program,
    pathways.Course: course,
    pathways.Occupation: lambda number: pathway_factories.OccupationFactory(annual_openings=0),
    pathways.Awards: lambda number: pathway_factories.AwardsFactory(year=school_year(number)),
    pathways.CareerPathway: lambda number: pathway_factories.CareerPathwayFactory(),
    pathways.MapVersion: lambda number: pathway_factories.MapVersionFactory(),
    pathways.MapBox: lambda number: pathway_factories.MapBoxFactory(kind="course", course=course(number)),
    pathways.MapLink: lambda number: pathway_factories.MapLinkFactory(),
    pathways.MapConnection: lambda number: pathway_factories.MapConnectionFactory(),
    pathways.MapStep: lambda number: pathway_factories.MapStepFactory(),
    pathways.ProgramGap: program_gap,
    pathways.GapInDocument: lambda number: pathway_factories.GapInDocumentFactory(),
    pathways.AlignmentPlan: alignment_plan,
    pathways.PlanGap: lambda number: pathway_factories.PlanGapFactory(),
    pathways.PlanStep: lambda number: pathway_factories.PlanStepFactory(
        course=pathway_factories.CourseFactory(), organization=factories.OrganizationFactory()
    ),
    pathways.ArticulationAgreement: agreement,
    pathways.AgreementCourse: lambda number: agreement(number).course_links.get(),
    pathways.AgreementSignature: lambda number: pathway_factories.SignatureFactory(),
    pathways.DualEnrollmentCourse: dual_enrollment_course,
    pathways.DualEnrollmentTerm: lambda number: pathway_factories.DualEnrollmentTermFactory(enrollment=0),
    wbl.Event: event,
    wbl.Participation: lambda number: wbl_factories.ParticipationFactory(),
    wbl.Attendance: attendance,
    wbl.CalendarFeed: lambda number: wbl_factories.CalendarFeedFactory(),
    wbl.Employer: employer,
    wbl.EmployerContact: employer_contact,
    wbl.Speaker: speaker,
    wbl.Speaking: lambda number: wbl_factories.SpeakingFactory(),
    wbl.ActivityType: lambda number: wbl_factories.ActivityTypeFactory(),
    wbl.ActivityOffering: activity_offering,
    wbl.EnrollmentByGroup: enrollment_by_group,
    wbl.Survey: survey,
    wbl.SurveyQuestion: lambda number: wbl_factories.QuestionFactory(),
    wbl.SurveyChoice: lambda number: wbl_factories.ChoiceFactory(),
    wbl.SurveyResponse: lambda number: survey_answer(number).response,
    wbl.SurveyAnswer: survey_answer,
    wbl.PaperTotals: lambda number: paper_count(number).totals,
    wbl.PaperCount: paper_count,
    wbl.SurveyDoor: survey_door,
}


def add_rows(model, first, last):
    """Rows number `first` to `last` - 1 of `model`; the latest is returned."""
    for number in range(first, last):
        row = MAKERS[model](number)
    return row
