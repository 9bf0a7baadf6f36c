"""College terms, by their season. Their days differ from college to college, so each is written with its first day."""

from django.db import models


class Season(models.TextChoices):
    """When in the year a term begins."""

    FALL = "fall", "Fall"
    WINTER = "winter", "Winter"
    SPRING = "spring", "Spring"
    SUMMER = "summer", "Summer"
