"""Addresses of partners, people and their import."""

from django.urls import path

from consortium.views import calpass, calpass_list, contacts, grades, imports, partners, people

urlpatterns = [
    path("partners/", partners.partner_list, name="partners"),
    path("partners/new/", partners.partner_new, name="partner-new"),
    path("partners/grades/<str:year>/", grades.confirm, name="grades"),
    path("partners/calpass/", calpass.grid, name="calpass"),
    path("partners/<slug:slug>/", partners.partner_detail, name="partner"),
    path("partners/<slug:slug>/edit/", partners.partner_edit, name="partner-edit"),
    path("partners/<slug:slug>/years/<str:year>/", partners.partner_year, name="partner-year"),
    path("partners/<slug:slug>/offices/<slug:title>/", partners.officeholder_new, name="officeholder-new"),
    path("partners/<slug:slug>/officeholders/<int:pk>/", partners.officeholder_edit, name="officeholder-edit"),
    path("partners/<slug:slug>/calpass/", calpass.district, name="calpass-district"),
    path("partners/<slug:slug>/contacts/new/", contacts.contact_new, name="contact-new"),
    path("partners/<slug:slug>/contacts/<int:pk>/", contacts.contact_edit, name="contact-edit"),
    path("people/", people.people, name="people"),
    path("people/invite/", people.person_invite, name="person-invite"),
    path("people/<int:pk>/send/", people.invitation_send, name="invitation-send"),
    path("people/<int:pk>/end/", people.membership_end, name="membership-end"),
    path("import/", imports.importers, name="import"),
    path("import/schools/", imports.schools_upload, name="import-schools"),
    path("import/schools/<int:pk>/<str:year>/", imports.schools_preview, name="import-schools-preview"),
    path("import/calpass/", calpass_list.upload, name="import-calpass"),
    path("import/calpass/<int:pk>/", calpass_list.preview, name="import-calpass-preview"),
]
