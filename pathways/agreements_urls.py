"""Addresses of articulation agreements and of dual enrollment, below `/pathways/`."""

from django.urls import path

from pathways.views import agreement_steps as steps
from pathways.views import agreements, dual_enrollment

urlpatterns = [
    path("agreements/", agreements.agreement_list, name="agreements"),
    path("agreements/new/", agreements.agreement_new, name="agreement-new"),
    path("agreements/colleges/<slug:slug>/", agreements.agreements_of_college, name="agreements-of-college"),
    path("agreements/<int:pk>/", agreements.agreement_detail, name="agreement"),
    path("agreements/<int:pk>/edit/", agreements.agreement_edit, name="agreement-edit"),
    path("agreements/<int:pk>/renew/", agreements.agreement_renew, name="agreement-renew"),
    path("agreements/<int:pk>/review/", steps.agreement_review, name="agreement-review"),
    path("agreements/<int:pk>/sign/", steps.agreement_sign, name="agreement-sign"),
    path("agreements/<int:pk>/scan/", steps.agreement_scan, name="agreement-scan"),
    path("agreements/<int:pk>/file", steps.agreement_file, name="agreement-file"),
    path("agreements/<int:pk>/end/", steps.agreement_end, name="agreement-end"),
    path("agreements/<int:pk>/resume/", steps.agreement_resume, name="agreement-resume"),
    path("agreements/signatures/<int:pk>/edit/", steps.signature_edit, name="agreement-signature-edit"),
    path("agreements/signatures/<int:pk>/take-back/", steps.signature_take_back, name="agreement-signature-take-back"),
    path("dual-enrollment/", dual_enrollment.course_list, name="dual-enrollment"),
    path("dual-enrollment/new/", dual_enrollment.course_new, name="dual-enrollment-new"),
    path("dual-enrollment/<int:pk>/", dual_enrollment.course_detail, name="dual-enrollment-course"),
    path("dual-enrollment/<int:pk>/edit/", dual_enrollment.course_edit, name="dual-enrollment-edit"),
    path("dual-enrollment/<int:pk>/terms/", dual_enrollment.course_terms, name="dual-enrollment-terms"),
]
