"""What is typed where a report is sent."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms

from consortium.forms.partners import day_field
from goals.models import Distribution


class ReportSendingForm(forms.ModelForm):
    """The mail that goes with a report, and until when its addresses work; `today` is the day on which it goes out."""

    closes_on = day_field("Private addresses work through", help_text="The last day.")

    class Meta:
        model = Distribution
        fields = ["subject", "message", "closes_on"]
        labels = {"message": "What the mail says"}
        help_texts = {"message": "Above the private address of each recipient."}
        error_messages = {"subject": {"required": "Give the mail a subject."}}
        widgets = {"message": forms.Textarea(attrs={"rows": 9})}

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = self.instance.first_day = today
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("subject", "message", "closes_on")

    def clean_closes_on(self):
        """A day that is still to come."""
        last = self.cleaned_data["closes_on"]
        if last < self.today:
            raise forms.ValidationError("Then the private addresses would never work. Choose a later day.")
        return last
