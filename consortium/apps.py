from django.apps import AppConfig
from django.contrib.admin import apps as django_admin


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Consortium, people and partners"
    default_auto_field = "django.db.models.BigAutoField"
    default = True

    def ready(self):
        """Listen to people signing in."""
        from consortium import accounts  # noqa: F401


class OfficeAdminConfig(django_admin.AdminConfig):
    """Django's admin with our own rules on who may enter."""

    default = False
    default_site = "consortium.admin_site.OfficeSite"
