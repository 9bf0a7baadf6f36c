"""Addresses of documents and of the groups' folders."""

from django.urls import path

from goals.views import document_parts, documents, folders

urlpatterns = [
    path("documents/", documents.document_list, name="documents"),
    path("documents/new/", documents.document_new, name="document-new"),
    path("documents/<int:pk>/", documents.document_detail, name="document"),
    path("documents/<int:pk>/edit/", documents.document_edit, name="document-edit"),
    path("documents/<int:pk>/post/", documents.document_post, name="document-post"),
    path("documents/<int:pk>/take-down/", documents.document_take_down, name="document-take-down"),
    path("documents/<int:pk>/withdraw/", documents.document_withdraw, name="document-withdraw"),
    path("documents/<int:pk>/take-up/", documents.document_take_up, name="document-take-up"),
    path("documents/<int:pk>/versions/new/", document_parts.version_new, name="document-version-new"),
    path("documents/versions/<int:pk>/file", document_parts.version_file, name="document-version-file"),
    path("documents/versions/<int:pk>/delete/", document_parts.version_delete, name="document-version-delete"),
    path("documents/<int:pk>/stages/new/", document_parts.stage_new, name="document-stage-new"),
    path("documents/stages/<int:pk>/edit/", document_parts.stage_edit, name="document-stage-edit"),
    path("documents/stages/<int:pk>/take-back/", document_parts.stage_take_back, name="document-stage-take-back"),
    path("folders/<slug:slug>/", folders.folder, name="folder"),
]
