"""Addresses of what stands under a goal; `kind` is outcomes, objectives or strategies."""

from django.urls import path

from goals.views import agreed, grades

urlpatterns = [
    path("goals/grades/", grades.grade_strategies, name="grade-strategies"),
    path("goals/grades/<int:grade>/edit/", grades.grade_strategy_edit, name="grade-strategy-edit"),
    path("goals/grades/<int:grade>/row/", grades.grade_strategy_row, name="grade-strategy-row"),
    path("goals/objectives/<int:pk>/strategies/new/", agreed.strategy_new, name="strategy-new"),
    path("goals/<slug:slug>/<int:number>/carry-over/", agreed.carry_over, name="agreed-carry-over"),
    path("goals/<slug:slug>/<int:number>/<slug:kind>/new/", agreed.agreed_new, name="agreed-new"),
    path("goals/<slug:kind>/<int:pk>/row/", agreed.agreed_row, name="agreed-row"),
    path("goals/<slug:kind>/<int:pk>/edit/", agreed.agreed_edit, name="agreed-edit"),
    path("goals/<slug:kind>/<int:pk>/move/", agreed.agreed_move, name="agreed-move"),
    path("goals/<slug:kind>/<int:pk>/delete/", agreed.agreed_delete, name="agreed-delete"),
]
