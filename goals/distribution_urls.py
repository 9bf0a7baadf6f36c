"""Addresses of sendings, lists of recipients, and the private addresses of recipients."""

from django.urls import path

from goals.views import distributions, lists, received, recipients

urlpatterns = [
    path("documents/<int:pk>/distributions/new/", distributions.distribution_new, name="distribution-new"),
    path("distributions/", distributions.distribution_list, name="distributions"),
    path("distributions/<int:pk>/", distributions.distribution, name="distribution"),
    path("distributions/<int:pk>/send/", distributions.distribution_send, name="distribution-send"),
    path("distributions/<int:pk>/again/", distributions.distribution_again, name="distribution-again"),
    path("distributions/<int:pk>/chosen/", distributions.distribution_chosen, name="distribution-chosen"),
    path("distributions/<int:pk>/feedback/", distributions.feedback_note, name="feedback-note"),
    path("distributions/<int:pk>/close/", distributions.distribution_close, name="distribution-close"),
    path("recipients/<int:pk>/", recipients.recipient, name="recipient"),
    path("recipients/<int:pk>/address/", recipients.recipient_address, name="recipient-address"),
    path("recipients/<int:pk>/holder/", recipients.recipient_holder, name="recipient-holder"),
    path("recipients/<int:pk>/halfway/", recipients.recipient_halfway, name="recipient-halfway"),
    path("recipients/<int:pk>/revoke/", recipients.recipient_revoke, name="recipient-revoke"),
    path("recipients/<int:pk>/take-back/", recipients.recipient_take_back, name="recipient-take-back"),
    path("recipients/<int:pk>/feedback/", recipients.recipient_feedback, name="recipient-feedback"),
    path("lists/", lists.recipient_lists, name="recipient-lists"),
    path("lists/new/", lists.recipient_list_new, name="recipient-list-new"),
    path("lists/<int:pk>/", lists.recipient_list, name="recipient-list"),
    path("lists/<int:pk>/edit/", lists.recipient_list_edit, name="recipient-list-edit"),
    path("lists/<int:pk>/contacts/", lists.recipient_list_contacts, name="recipient-list-contacts"),
    path("lists/<int:pk>/delete/", lists.recipient_list_delete, name="recipient-list-delete"),
    path("received/<str:key>/", received.received, name="received"),
    path("received/<str:key>/file", received.received_file, name="received-file"),
    path("received/<str:key>/enclosures/<int:pk>/", received.received_enclosure, name="received-enclosure"),
    path("received/<str:key>/feedback/", received.received_feedback, name="received-feedback"),
]
