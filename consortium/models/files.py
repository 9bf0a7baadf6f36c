"""Stored files: kept outside the web root, handed out only by a view that asks who may see them."""

import hashlib

from django.db import models
from django.utils import timezone


def storage_path(stored, filename):
    """Where a file lies: by its content, so that nothing a person typed becomes a path."""
    return f"{stored.sha256[:2]}/{stored.sha256}"


class StoredFile(models.Model):
    """A file that somebody uploaded. `name` is what they called it, `content_type` what its bytes say it is."""

    file = models.FileField(upload_to=storage_path, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(editable=False, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.name

    @classmethod
    def keep(cls, upload, content_type, user):
        """Store `upload` (Django's uploaded file), whose checked type is `content_type`, for `user`."""
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        stored = cls(name=upload.name[-200:], content_type=content_type, size=upload.size, uploaded_by=user)
        stored.sha256 = digest.hexdigest()
        stored.file.save(upload.name, upload, save=False)
        stored.save()
        return stored
