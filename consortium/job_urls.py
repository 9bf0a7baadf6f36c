"""Addresses of long work."""

from django.urls import path

from consortium.views import jobs

urlpatterns = [
    path("", jobs.job_list, name="jobs"),
    path("<int:pk>/", jobs.job, name="job"),
    path("<int:pk>/progress/", jobs.job_progress, name="job-progress"),
    path("<int:pk>/stop/", jobs.job_stop, name="job-stop"),
]
