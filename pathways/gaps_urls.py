"""Addresses of gaps and plans."""

from django.urls import path

from pathways.views import gap_forms, gaps, plans

urlpatterns = [
    path("gaps/", gaps.found_gaps, name="gaps"),
    path("gaps/documented/", gaps.gap_list, name="gap-list"),
    path("gaps/new/", gap_forms.gap_new, name="gap-new"),
    path("gaps/set-aside/", gap_forms.gap_set_aside, name="gap-set-aside"),
    path("gaps/in-document/", gap_forms.gaps_in_document, name="gaps-in-document"),
    path("gaps/<int:pk>/", gaps.gap_detail, name="gap"),
    path("gaps/<int:pk>/edit/", gap_forms.gap_edit, name="gap-edit"),
    path("gaps/<int:pk>/evidence/", gaps.gap_evidence, name="gap-evidence"),
    path("gaps/<int:pk>/dismiss/", gap_forms.gap_dismiss, name="gap-dismiss"),
    path("gaps/<int:pk>/close/", gap_forms.gap_close, name="gap-close"),
    path("gaps/<int:pk>/reopen/", gap_forms.gap_reopen, name="gap-reopen"),
    path("gaps/<int:pk>/documents/<int:document>/take-out/", gap_forms.gap_take_out, name="gap-take-out"),
    path("plans/", plans.plan_list, name="plans"),
    path("plans/new/", plans.plan_new, name="plan-new"),
    path("plans/<int:pk>/", plans.plan_detail, name="plan"),
    path("plans/<int:pk>/edit/", plans.plan_edit, name="plan-edit"),
    path("plans/<int:pk>/file/", plans.plan_file, name="plan-file"),
    path("plans/<int:pk>/withdraw/", plans.plan_withdraw, name="plan-withdraw"),
    path("plans/<int:pk>/take-up/", plans.plan_take_up, name="plan-take-up"),
    path("plans/<int:pk>/steps/new/", plans.step_new, name="plan-step-new"),
    path("plan-steps/<int:pk>/edit/", plans.step_edit, name="plan-step-edit"),
    path("plan-steps/<int:pk>/move/", plans.step_move, name="plan-step-move"),
    path("plan-steps/<int:pk>/delete/", plans.step_delete, name="plan-step-delete"),
]
