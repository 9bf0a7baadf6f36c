"""Stored files: kept outside the web root, handed out only by a view that asks who may see them."""

import hashlib

from django.core.files.storage import default_storage
from django.db import connection, models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from pghistory.models import Event


def storage_path(stored, filename):
    """Where a file lies: by its content, so that nothing a person typed becomes a path."""
    return f"{stored.sha256[:2]}/{stored.sha256}"


def hold_name(name):
    """Until the transaction ends, nobody else keeps or removes the file of this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"stored file {name}"])


class StoredFileQuerySet(models.QuerySet):
    def unused(self):
        """Files that no record of any room refers to; what the history says of earlier ones does not count."""
        unused = self
        for relation in self.model._meta.get_fields(include_hidden=True):
            is_reference = relation.auto_created and (relation.one_to_many or relation.one_to_one)
            if is_reference and not issubclass(relation.related_model, Event):
                referring = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
                unused = unused.filter(~Exists(referring))
        return unused

    def uploaded_before(self, moment):
        """Files that came in before `moment`."""
        return self.filter(uploaded_at__lt=moment)


class StoredFile(models.Model):
    """
    A file that somebody uploaded. `name` is what they called it, `content_type` what its bytes say it is.

    Any record may refer to it, several to the same. What was uploaded twice has two rows and lies in the store once.
    """

    file = models.FileField(upload_to=storage_path, editable=False)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, editable=False)
    size = models.PositiveBigIntegerField(editable=False, help_text="In bytes.")
    sha256 = models.CharField(max_length=64, editable=False)
    uploaded_by = models.ForeignKey("consortium.User", models.PROTECT, null=True, editable=False, related_name="+")
    uploaded_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.name

    @classmethod
    @transaction.atomic
    def keep(cls, upload, content_type, user):
        """
        Store `upload` (Django's uploaded file), whose checked type is `content_type`, for `user`. Content that is in
        the store already is not written again.
        """
        from consortium.stores import is_there

        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        stored = cls(name=upload.name[-200:], content_type=content_type, size=upload.size, uploaded_by=user)
        stored.sha256 = digest.hexdigest()
        name = storage_path(stored, upload.name)
        hold_name(name)
        if not is_there(name, stored.size):
            upload.seek(0)
            name = default_storage.save(name, upload)
        stored.file.name = name
        stored.save()
        return stored
