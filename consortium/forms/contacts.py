"""The form of a contact: to whom at an organization one writes."""

from django import forms

from consortium.forms.layout import columns, helper
from consortium.forms.partners import day_field
from consortium.models import Contact


class ContactForm(forms.ModelForm):
    """A contact of the instance's organization; an end is given once there is something to end."""

    ended_on = day_field("Ended on", required=False, help_text="From then on nothing is sent here. Empty: it lasts.")

    class Meta:
        model = Contact
        fields = ["name", "role", "email", "ended_on"]
        help_texts = {"name": "A person, or the name of a career center.", "email": "Empty: things are handed over."}

    def __init__(self, *args, back, **kwargs):
        super().__init__(*args, **kwargs)
        shown = [columns("name", "role"), "email"]
        if self.instance.pk is None:
            del self.fields["ended_on"]
        else:
            shown.append("ended_on")
        self.helper = helper(*shown, submit="Save", back=back)

    def clean(self):
        """Nobody is there twice in one role."""
        typed = super().clean()
        same = Contact.objects.filter(
            organization=self.instance.organization,
            role=typed.get("role", ""),
            name__iexact=typed.get("name", ""),
            ended_on__isnull=True,
        )
        if not typed.get("ended_on") and same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "This organization has a contact of that name and role already.")
        return typed
