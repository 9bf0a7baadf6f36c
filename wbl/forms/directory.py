"""What the forms of employers and speakers share: no twins, and employers named by what people type."""

from django import forms
from django.core.exceptions import ValidationError

from consortium.numbers import small_integer
from wbl.models import Employer
from wbl.queries.employers import named

OFFERED = 6


class LookFirst:
    """
    For forms that may make a twin: a new name that looks like others' is stored only once somebody has seen these and
    says so. `alike` are the records to look at; `nevertheless` in what is posted names those that were seen.
    """

    alike = ()

    @property
    def seen(self):
        """What `nevertheless` posts: the keys of the records that are shown."""
        return ",".join(str(one.pk) for one in self.alike)

    def look_first(self, found):
        """Show those `found` (a queryset) with an error, unless whoever posts has seen them all."""
        found = list(found[:OFFERED])
        seen = {small_integer(key) for key in self.data.get("nevertheless", "").split(",")}
        if {one.pk for one in found} - seen:
            self.alike = found
            sentence = "Look first whether it is one of those that are here already."
            self.add_error(None, ValidationError(sentence, code="alike"))


class TwinGuard(LookFirst):
    """For the form of a record of a directory."""

    def find_alike(self, typed):
        """The records that look like what was `typed` (the cleaned data), as a queryset."""
        raise NotImplementedError

    def clean(self):
        """As of the form; a name that is new or changed is compared."""
        typed = super().clean()
        if typed.get("name") and (self.instance._state.adding or "name" in self.changed_data):
            self.look_first(self.find_alike(typed).exclude(pk=self.instance.pk))
        return typed


class EmployerField(forms.CharField):
    """
    An employer of the directory by its name, or by name and city: “Harbor Welding (Chula Vista)”. `known`, if set, is
    what `named` says of all names of the form, so that many rows ask once.
    """

    known = None

    def __init__(self, **options):
        widget = forms.TextInput(attrs={"list": "employers", "autocomplete": "off"})
        super().__init__(max_length=300, widget=widget, **options)

    def clean(self, value):
        """The Employer, or None for an empty box. Says what there is where none or several have the name."""
        text = super().clean(value).strip()
        if not text:
            return None
        found = (named([text]) if self.known is None else self.known).get(text.lower(), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError(_which(text, found))
        offered = [f"“{employer.label}”" for employer in Employer.objects.alike(text)[:3]]
        said = f" Is it {' or '.join(offered)}?" if offered else ""
        raise ValidationError(f"“{text}” is not in the directory.{said} If it is new, record it first.")

    def prepare_value(self, value):
        """A record is shown by its label."""
        return value.label if isinstance(value, Employer) else value


def _which(text, found):
    labels = {employer.label for employer in found}
    if len(labels) < len(found):
        return f"Several employers are called “{text}”: open the right one's page and go on there."
    return f"Several employers are called “{text}”: write {' or '.join(f'“{label}”' for label in sorted(labels))}."
