from django.apps import AppConfig


class ConsortiumConfig(AppConfig):
    name = "consortium"
    verbose_name = "Consortium, people and partners"
    default_auto_field = "django.db.models.BigAutoField"
