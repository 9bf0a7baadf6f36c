"""Addresses of worksheets and their review; `indicators.urls` includes them."""

from django.urls import path

from indicators.views import review, worksheet_parts, worksheets

urlpatterns = [
    path("worksheets/", worksheets.worksheets, name="worksheets"),
    path("worksheets/<slug:slug>/<str:code>/", worksheets.worksheet, name="worksheet"),
    path("worksheets/<slug:slug>/<str:code>/source/", worksheets.source, name="worksheet-source"),
    path("worksheets/<slug:slug>/<str:code>/submit/", worksheets.submit, name="worksheet-submit"),
    path("worksheets/<slug:slug>/<str:code>/take-back/", worksheets.take_back, name="worksheet-take-back"),
    path("worksheets/<slug:slug>/<str:code>/approve/", review.approve, name="worksheet-approve"),
    path("worksheets/<slug:slug>/<str:code>/return/", review.send_back, name="worksheet-return"),
    path("worksheets/<slug:slug>/<str:code>/<str:measure>/", worksheets.cell, name="worksheet-cell"),
    path("worksheets/<slug:slug>/<str:code>/<str:measure>/parts/", worksheet_parts.parts, name="worksheet-parts"),
    path("review/", review.review, name="review"),
    path("review/approve/", review.approve_many, name="review-approve"),
    path("review/changed/<int:pk>/", review.approve_new_figure, name="review-changed"),
]
