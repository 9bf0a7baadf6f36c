"""Surveys and what came back in the admin. Responses are looked at only: nobody writes another person's answers."""

from django.contrib import admin

from consortium.admin.base import OfficeAdmin, Rows, ShownRows, ViewOnly
from wbl.models import (
    PaperCount,
    PaperTotals,
    Survey,
    SurveyAnswer,
    SurveyChoice,
    SurveyDoor,
    SurveyQuestion,
    SurveyResponse,
)


class QuestionRows(Rows):
    model = SurveyQuestion
    fields = ["order", "kind", "text", "text_es", "required"]


class ChoiceRows(Rows):
    model = SurveyChoice


class AnswerRows(ShownRows):
    model = SurveyAnswer
    fields = ["question", "choice", "text"]
    related = ["question", "choice"]


class CountRows(ShownRows):
    model = PaperCount
    fields = ["choice", "number"]
    related = ["choice"]


@admin.register(Survey)
class SurveyAdmin(OfficeAdmin):
    list_display = ["title", "kind", "owner", "opens_on", "closes_on", "is_template"]
    list_filter = ["kind", "is_template"]
    search_fields = ["title", "title_es", "owner__name"]
    date_hierarchy = "opens_on"
    related = ["owner", "event", "recorded_by"]
    readonly_fields = ["token", "revoked_on", "recorded_at", "recorded_by"]
    inlines = [QuestionRows]
    page_help = "Once a survey has been answered its questions stand. Pages under Surveys show results."

    def get_autocomplete_fields(self, request):
        """Also the organizations: a page does not hold a list of all."""
        return [*super().get_autocomplete_fields(request), "organizations"]

    def save_model(self, request, obj, form, change):
        """A new survey carries who recorded it."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(SurveyQuestion)
class SurveyQuestionAdmin(OfficeAdmin):
    list_display = ["text", "survey", "kind", "order", "required"]
    list_filter = ["kind"]
    search_fields = ["text", "text_es", "survey__title"]
    ordering = ["-pk"]
    related = ["survey"]
    keys = ["survey"]
    inlines = [ChoiceRows]


@admin.register(SurveyChoice)
class SurveyChoiceAdmin(OfficeAdmin):
    list_display = ["text", "question", "counts_as", "order"]
    list_filter = ["counts_as"]
    search_fields = ["text", "text_es", "question__text"]
    ordering = ["-pk"]
    related = ["question"]
    keys = ["question"]


@admin.register(SurveyResponse)
class SurveyResponseAdmin(ViewOnly, OfficeAdmin):
    list_display = ["survey", "organization", "day", "language"]
    list_filter = ["language", "survey__kind"]
    search_fields = ["survey__title", "organization__name"]
    date_hierarchy = "day"
    related = ["survey", "organization"]
    inlines = [AnswerRows]


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ViewOnly, OfficeAdmin):
    list_display = ["question", "choice", "text"]
    search_fields = ["text", "question__text"]
    ordering = ["-pk"]
    related = ["question", "choice", "response__survey"]


@admin.register(PaperTotals)
class PaperTotalsAdmin(OfficeAdmin):
    list_display = ["survey", "organization", "day", "language", "responses", "positive", "valid"]
    list_filter = ["language", "survey__kind"]
    search_fields = ["survey__title", "organization__name"]
    date_hierarchy = "day"
    related = ["survey", "organization", "recorded_by"]
    keys = ["survey"]
    readonly_fields = ["recorded_at", "recorded_by"]
    inlines = [CountRows]
    page_help = "How often each answer was ticked is typed on the results page of the survey."

    def save_model(self, request, obj, form, change):
        """New totals carry who recorded them."""
        if not change:
            obj.recorded_by = request.user
        super().save_model(request, obj, form, change)


@admin.register(PaperCount)
class PaperCountAdmin(ViewOnly, OfficeAdmin):
    list_display = ["totals", "choice", "number"]
    search_fields = ["choice__text", "totals__survey__title"]
    ordering = ["-pk"]
    related = ["totals__survey", "choice"]


@admin.register(SurveyDoor)
class SurveyDoorAdmin(ViewOnly, OfficeAdmin):
    list_display = ["survey", "day", "in_day", "in_span"]
    search_fields = ["survey__title"]
    ordering = ["-pk"]
    related = ["survey"]
    page_help = "How many responses came from one internet address today. The addresses themselves are not kept."
