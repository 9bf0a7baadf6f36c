"""Forms of what stands under a goal, and of one grade's goal and strategy."""

import datetime

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Field, Layout, Row
from django import forms
from django.utils import formats

from consortium.forms.fields import DayField
from goals.models import GradeStrategy
from goals.models.agreed import Stage
from goals.queries.agreed import KINDS, possible_owners
from goals.rules.agreed import AGREED_FIELDS, GRADE_FIELDS

LONGEST = 2000  # characters of a text; longer ones are documents


def text_field(label, rows, **options):
    """A text of several lines."""
    too_long = {"max_length": f"Shorten it to {LONGEST:,} characters; it has %(show_value)s."}
    errors = too_long | options.pop("error_messages", {})
    area = forms.Textarea(attrs={"rows": rows, "autofocus": True} if options.pop("first", False) else {"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, widget=area, error_messages=errors, **options)


class OwnedForm(forms.ModelForm):
    """
    What the forms here share: an owner, the day that is today, and names of fields of their own (`anchor`), since
    several forms stand open on one page.
    """

    def __init__(self, *args, today, anchor, **kwargs):
        super().__init__(*args, auto_id=f"{anchor}-%s", **kwargs)
        self.today = today
        self.fields["owner"].queryset = possible_owners(self.instance.owner_id)
        self.fields["owner"].empty_label = "Nobody yet"
        self.fields["owner"].help_text = ""
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True  # the template writes it, with the version beside it
        self.helper.layout = Layout(*self.rows())

    def not_ahead(self, name, sentence):
        """Refuse a day still to come."""
        day = self.cleaned_data.get(name)
        if day and day > self.today:
            self.add_error(name, sentence)

    def differences(self, stored):
        """[(label, what is stored, what was typed)] of the fields that differ from the row `stored`, as texts."""
        return [
            (self.fields[name].label, _words(stored, name), _words(self.instance, name))
            for name in self._meta.fields
            if getattr(stored, name) != getattr(self.instance, name)
        ]


def _words(item, name):
    content = getattr(item, name)
    if name == "stage":
        return item.get_stage_display()
    if isinstance(content, datetime.date):
        return formats.date_format(content, "F j, Y")
    return str(content or "nothing")


class AgreedForm(OwnedForm):
    """A student outcome, an objective or a strategy."""

    text = text_field("Text", 3, first=True, error_messages={"required": "Write what is agreed."})
    stage_on = DayField(label="Since", error_messages={"required": "Say since when it has this stage."})
    due = DayField(label="To be done by", required=False)
    same_day = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.stage_was, self.day_was = self.instance.stage, self.instance.stage_on
        if self.instance._state.adding:
            self.initial["stage_on"] = self.today

    def rows(self):
        """The text across, then who, how far, since when and until when."""
        return [
            "text",
            Row(
                Column("owner", css_class="col-md-5 col-lg-4"),
                Column("stage", css_class="col-md-3 col-lg-2"),
                Column("stage_on", css_class="col-sm-6 col-md-4 col-lg-3"),
                Column("due", css_class="col-sm-6 col-md-4 col-lg-3"),
            ),
            Field("same_day"),
        ]

    def clean(self):
        """A stage was reached on a day, and another stage most likely on another one."""
        typed = super().clean()
        stage, day = typed.get("stage"), typed.get("stage_on")
        self.not_ahead("stage_on", "This day is still to come. Say on which day the stage was reached.")
        moved = not self.instance._state.adding and stage and stage != self.stage_was
        if moved and day == self.day_was and day != self.today and not typed.get("same_day"):
            was, now = Stage(self.stage_was).label.lower(), Stage(stage).label.lower()
            self.add_error("stage_on", f"Since then it was {was}. Say since when it is {now}; save again if that day.")
            self.data = self.data.copy()
            self.data["same_day"] = "on"
        return typed


class GradeForm(OwnedForm):
    """The career development goal and the strategy of one grade."""

    goal = text_field("Career development goal", 4, first=True, required=False)
    strategy = text_field("Strategy", 4, required=False)
    documented_on = DayField(
        label="Documented since", required=False, help_text="Empty: since today, once both are there."
    )

    class Meta:
        model = GradeStrategy
        fields = GRADE_FIELDS

    def rows(self):
        """Both texts side by side, then who and since when."""
        return [
            Row(Column("goal", css_class="col-md-6"), Column("strategy", css_class="col-md-6")),
            Row(Column("owner", css_class="col-md-5"), Column("documented_on", css_class="col-md-4 col-lg-3")),
        ]

    def clean(self):
        """Nothing is documented ahead of time."""
        typed = super().clean()
        self.not_ahead("documented_on", "This day is still to come. Say since when both are documented.")
        return typed

    def _post_clean(self):
        """A day without both texts is emptied by the rule and no error."""
        if not (self.cleaned_data.get("goal") and self.cleaned_data.get("strategy")):
            self.cleaned_data["documented_on"] = None
        super()._post_clean()


FORMS = {
    slug: forms.modelform_factory(kind.model, form=AgreedForm, fields=AGREED_FIELDS) for slug, kind in KINDS.items()
}
