"""How forms of this room are laid out: one column, the action below, and the way back."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django.utils.html import format_html


def helper(*fields, submit, back=None, **attributes):
    """A FormHelper for `fields`, with the word on the button and, with `back`, the address of “Cancel”."""
    form_helper = FormHelper()
    form_helper.attrs = attributes
    buttons = [Submit("submit", submit, css_class="btn-primary")]
    if back:
        buttons.append(HTML(format_html('<a class="btn btn-secondary" href="{}">Cancel</a>', back)))
    form_helper.layout = Layout(*fields, Div(*buttons, css_class="btn-row"))
    return form_helper


def columns(*fields):
    """Fields side by side where there is room."""
    return Div(*(Div(field, css_class="col-sm") for field in fields), css_class="row")
