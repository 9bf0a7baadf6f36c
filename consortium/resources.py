"""What of the consortium room goes in and out as a spreadsheet."""

from django.core.exceptions import ValidationError

from consortium.exchange import ChoiceColumn, Reference, RoomResource, UserReference, YearReference, reference
from consortium.models import (
    CalpassAgreement,
    CalpassUpload,
    Contact,
    County,
    Membership,
    Office,
    Officeholder,
    Organization,
    OrganizationYear,
    User,
)


def organization_reference():
    """A cell that names an organization by its slug, as in the address of its page."""
    return Reference(Organization, "slug", related=["parent"])


class CountyResource(RoomResource):
    class Meta(RoomResource.Meta):
        model = County
        fields = ["code", "name"]
        import_id_fields = ["code"]


class OrganizationResource(RoomResource):
    """Organizations, by slug. A parent may stand in the same file, above its children."""

    related = ["parent", "county"]
    nullable_texts = ["cds_code", "mis_code"]

    parent = reference("parent", organization_reference())
    county = reference("county", Reference(County, "code"))

    class Meta(RoomResource.Meta):
        model = Organization
        fields = [
            "slug", "name", "kind", "segment", "parent", "county", "cds_code", "mis_code", "charter", "closed_on",
        ]  # fmt: skip
        import_id_fields = ["slug"]

    def after_save_instance(self, instance, row, **kwargs):
        """Lines below may name it as their parent."""
        self.fields["parent"].widget.remember(instance)


class OrganizationYearResource(RoomResource):
    related = ["organization", "year"]

    organization = reference("organization", organization_reference())
    year = reference("year", YearReference())

    class Meta(RoomResource.Meta):
        model = OrganizationYear
        fields = [
            "organization", "year", "member", "lowest_grade", "highest_grade", "grades_confirmed",
            "high_school_district", "enrollment",
        ]  # fmt: skip
        import_id_fields = ["organization", "year"]


class CalpassAgreementResource(RoomResource):
    """Agreements, by district and day of signing."""

    related = ["organization"]

    organization = reference("organization", organization_reference())

    class Meta(RoomResource.Meta):
        model = CalpassAgreement
        fields = ["organization", "signed_on", "ends_on", "note"]
        import_id_fields = ["organization", "signed_on"]


class CalpassUploadResource(RoomResource):
    """Uploads, by district and the school year of the data."""

    related = ["organization", "year"]

    organization = reference("organization", organization_reference())
    year = reference("year", YearReference())

    class Meta(RoomResource.Meta):
        model = CalpassUpload
        fields = ["organization", "year", "accepted_on", "note"]
        import_id_fields = ["organization", "year"]


class UserResource(RoomResource):
    """Accounts, by e-mail address. New ones have no password until their owner sets one."""

    class Meta(RoomResource.Meta):
        model = User
        fields = ["email", "name", "is_active"]
        import_id_fields = ["email"]

    def after_init_instance(self, instance, new, row, **kwargs):
        """Nobody can sign in to a new account before they have set a password by mail."""
        if new:
            instance.set_unusable_password()

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        """Accounts of those who set the installation up are changed by themselves."""
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if instance.is_superuser and not (self.user and self.user.is_superuser):
            raise ValidationError("This is a superuser's account. Only superusers change it.")


class MembershipResource(RoomResource):
    related = ["user", "organization"]

    user = reference("user", UserReference())
    organization = reference("organization", organization_reference())

    class Meta(RoomResource.Meta):
        model = Membership
        fields = ["user", "organization", "role", "may_publish", "ended_on"]
        import_id_fields = ["user", "organization", "role"]


class OfficeResource(RoomResource):
    related = ["organization"]

    organization = reference("organization", organization_reference())

    class Meta(RoomResource.Meta):
        model = Office
        fields = ["organization", "title"]
        import_id_fields = ["organization", "title"]


class OfficeholderResource(RoomResource):
    """Who held which office, by office and the day their term began. The office must be there already."""

    related = ["office__organization", "user"]

    organization = reference("organization", organization_reference(), attribute="office__organization", readonly=True)
    title = reference("title", ChoiceColumn(Office.Title.choices), attribute="office__title", readonly=True)
    user = reference("user", UserReference())

    class Meta(RoomResource.Meta):
        model = Officeholder
        fields = ["organization", "title", "name", "email", "user", "starts", "ends"]
        import_id_fields = ["organization", "title", "starts"]

    def before_import(self, dataset, **kwargs):
        """Find the offices of all organizations that are named."""
        super().before_import(dataset, **kwargs)
        named = self.fields["organization"].widget.found.values()
        offices = Office.objects.filter(organization__in=named).select_related("organization")
        self.offices = {(office.organization_id, office.title): office for office in offices}

    def import_instance(self, instance, row, **kwargs):
        """Give a new holder the office."""
        super().import_instance(instance, row, **kwargs)
        if instance.office_id is None:
            try:
                organization = self.fields["organization"].clean(row)
                title = self.fields["title"].clean(row)
            except ValueError as error:
                raise ValidationError(str(error)) from error
            instance.office = self.offices.get((organization and organization.pk, title))
            if instance.office is None:
                raise ValidationError(
                    f"There is no office of {title or 'this title'} of {organization or 'this organization'}. "
                    "Add the office first."
                )


class ContactResource(RoomResource):
    """Contacts, by organization, role and name. Of two with one name, one of whom has ended, it is the other."""

    related = ["organization"]

    organization = reference("organization", organization_reference())

    class Meta(RoomResource.Meta):
        model = Contact
        fields = ["organization", "role", "name", "email", "ended_on"]
        import_id_fields = ["organization", "role", "name"]

    def get_queryset(self):
        """The current ones last: the last of a name is the one that a line is about."""
        return super().get_queryset().order_by("ended_on", "pk")
