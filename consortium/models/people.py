"""People: who signs in, what they may do for which organization, and who holds which office."""

from functools import cached_property, partial

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils import timezone

from consortium.history import with_history

from .calendar import DateRange
from .organizations import Organization


class KeyRange(Func):
    """PostgreSQL's int8range(key, key), the key itself."""

    function = "INT8RANGE"
    output_field = BigIntegerRangeField()


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A user who signs in with `email`; without a password the account waits for its invitation."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """The person who sets the installation up."""
        return self.create_user(email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        """Addresses are the same in capitals and in small letters."""
        return self.get(email__iexact=email)


@partial(with_history, trackers=(pghistory.InsertEvent, pghistory.UpdateEvent), exclude=["password", "last_login"])
class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in, by e-mail address. What they may do comes from their memberships."""

    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField("active", default=True, help_text="Make an account inactive, never delete it.")
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message="There is an account with this e-mail address already.",
            )
        ]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        """The name, or the address where no name is known."""
        return str(self)

    get_short_name = get_full_name

    @cached_property
    def access(self):
        """What this person may see and do (`consortium.permissions.Access`), read once a request."""
        from consortium.permissions import Access

        return Access.of(self, timezone.localdate())

    @property
    def is_staff(self):
        """Whether the admin opens for this person: the consortium office, and who set the installation up."""
        return self.is_active and (self.is_superuser or self.access.is_office)

    def has_perm(self, perm, obj=None):
        """Django's model permissions: all of them for the office, none for others, unless granted."""
        return self.is_staff or super().has_perm(perm, obj)

    def has_module_perms(self, app_label):
        """As `has_perm`, for a whole room of the admin."""
        return self.is_staff or super().has_module_perms(app_label)


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Memberships that have not ended."""
        return self.filter(ended_on__isnull=True)


@with_history
class Membership(models.Model):
    """
    What a person is in an organization: staff of the consortium office, reporter of an organization, or
    member of a working group. One person may have several. Publishing the report is a right of its own.
    """

    class Role(models.TextChoices):
        STAFF = "staff", "Staff of the consortium office"
        REPORTER = "reporter", "Reporter"
        MEMBER = "member", "Member"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role)
    may_publish = models.BooleanField(default=False, help_text="May publish the annual progress report.")
    ended_on = models.DateField(null=True, blank=True, help_text="From this day on the membership gives no access.")

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["organization__name", "user__email"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "organization", "role"],
                name="membership_once",
                violation_error_message="This person has this role in this organization already.",
            ),
            models.CheckConstraint(
                condition=Q(may_publish=False) | Q(role="staff"),
                name="membership_only_staff_publish",
                violation_error_message="Only staff of the consortium office can have the right to publish.",
            ),
        ]

    def __str__(self):
        return f"{self.user}: {self.get_role_display()}, {self.organization}"

    def clean(self):
        """Staff are staff of the office, nothing else."""
        from django.core.exceptions import ValidationError

        if self.role == self.Role.STAFF and self.organization_id and self.organization.kind != Organization.Kind.OFFICE:
            raise ValidationError({"role": "Only the consortium office has staff. For a partner choose reporter."})


class Office(models.Model):
    """The office of a president or superintendent: it stays one office when its holder changes."""

    class Title(models.TextChoices):
        PRESIDENT = "president", "President"
        SUPERINTENDENT = "superintendent", "Superintendent"

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="offices")
    title = models.CharField(max_length=20, choices=Title)

    class Meta:
        ordering = ["organization__name"]
        constraints = [models.UniqueConstraint(fields=["organization", "title"], name="office_once")]

    def __str__(self):
        return f"{self.get_title_display()}, {self.organization}"


class OfficeholderQuerySet(models.QuerySet):
    def on(self, day):
        """Who held an office on `day`."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


@with_history
class Officeholder(models.Model):
    """Somebody who held an office from a day to a day, with or without an account here."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="holders")
    name = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    user = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="offices_held")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    objects = OfficeholderQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="officeholder_days_in_order",
                violation_error_message="An office is left after it was taken.",
            ),
            ExclusionConstraint(
                name="officeholder_one_at_a_time",
                expressions=[
                    # a range of one key, since the embedded PostgreSQL has no btree_gist for plain numbers
                    (KeyRange("office", "office", Value("[]")), RangeOperators.OVERLAPS),
                    (DateRange("starts", "ends", Value("[]")), RangeOperators.OVERLAPS),
                ],
                violation_error_message="Somebody else held this office in that time. End their term first.",
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.office}"
