from django.apps import AppConfig


class WblConfig(AppConfig):
    name = "wbl"
    verbose_name = "Work-based learning and events"
    default_auto_field = "django.db.models.BigAutoField"
