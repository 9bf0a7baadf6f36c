"""Forms around a worksheet; its cells are no form, see `indicators.worksheets.filling`."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Hidden, Layout, Submit
from django import forms
from django.urls import reverse

from indicators.worksheets.review import stamp


class ReturnForm(forms.Form):
    """The comment with which a worksheet goes back to its reporters."""

    comment = forms.CharField(
        label="What has to change",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The reporters get this by mail, with the address of the worksheet.",
        error_messages={"required": "Say what has to change, so that the reporters know what to do."},
    )

    def __init__(self, sheet, *args, **kwargs):
        super().__init__(*args, **kwargs)
        words = "Open it again" if sheet.standing.may_reopen else "Return it"
        self.helper = FormHelper()
        self.helper.form_action = reverse("worksheet-return", args=[sheet.organization.slug, sheet.period.code])
        self.helper.attrs = {"novalidate": ""}
        self.helper.layout = Layout(
            "comment",
            Hidden("seen", stamp(sheet.submission)),
            Submit("return", words, css_class="btn btn-secondary", css_id="return-button"),
        )
