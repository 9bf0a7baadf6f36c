"""Addresses of surveys: `answer_patterns` for everybody who is asked, `urlpatterns` for those who keep them."""

from django.urls import path

from wbl.views import survey_answers, survey_questions, survey_results, surveys

answer_patterns = [
    path("<str:token>/", survey_answers.survey_answer, name="survey-answer"),
    path("<str:token>/thanks/", survey_answers.survey_thanks, name="survey-thanks"),
]

urlpatterns = [
    path("", surveys.survey_list, name="surveys"),
    path("new/", surveys.survey_new, name="survey-new"),
    path("<int:pk>/", surveys.survey_detail, name="survey"),
    path("<int:pk>/edit/", surveys.survey_edit, name="survey-edit"),
    path("<int:pk>/copy/", surveys.survey_copy, name="survey-copy"),
    path("<int:pk>/delete/", surveys.survey_delete, name="survey-delete"),
    path("<int:pk>/address/", surveys.survey_address, name="survey-address"),
    path("<int:pk>/poster/", surveys.survey_poster, name="survey-poster"),
    path("<int:pk>/questions/new/", survey_questions.question_new, name="survey-question-new"),
    path("questions/<int:pk>/edit/", survey_questions.question_edit, name="survey-question-edit"),
    path("questions/<int:pk>/delete/", survey_questions.question_delete, name="survey-question-delete"),
    path("<int:pk>/results/", survey_results.survey_results, name="survey-results"),
    path("<int:pk>/results.<slug:form>", survey_results.survey_results_file, name="survey-results-file"),
    path("<int:pk>/paper/new/", survey_results.paper_new, name="paper-new"),
    path("paper/<int:pk>/edit/", survey_results.paper_edit, name="paper-edit"),
    path("paper/<int:pk>/delete/", survey_results.paper_delete, name="paper-delete"),
]
