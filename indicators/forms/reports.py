"""Forms with which an annual report is written, published and corrected."""

from django import forms

from consortium.forms.fields import DayField
from indicators.models import NextStep, ReportLine

LONGEST = 20_000  # characters of a text: about six pages


def _text(label, rows, longest=LONGEST, **options):
    """A text of several lines; how lines end is the same whichever way it came."""
    too_long = f"Shorten it to {longest:,} characters; it has %(show_value)s."
    errors = {"max_length": too_long} | options.pop("error_messages", {})
    area = forms.Textarea(attrs={"rows": rows} | options.pop("attrs", {}))
    return forms.CharField(label=label, max_length=longest, widget=area, error_messages=errors, **options)


def one_way(text):
    """`text` with lines that end in one way, as browsers and htmx do not."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class TextForm(forms.Form):
    """A text of the report."""

    text = _text("Text", 16, required=False)
    is_ready = forms.BooleanField(label="This text is finished", required=False)

    def clean_text(self):
        """Lines end in one way."""
        return one_way(self.cleaned_data["text"])

    def clean(self):
        """A text without a word is not finished."""
        typed = super().clean()
        if typed.get("is_ready") and typed.get("text") == "":
            self.add_error("text", "A text without a word is not finished. Write it, or untick “finished”.")
        return typed


class StepForm(forms.ModelForm):
    """What is to be done next."""

    text = forms.CharField(
        label="What is to be done",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": "Say what is to be done.",
            "max_length": "Shorten it to 300 characters; it has %(show_value)s.",
        },
    )
    owner = forms.CharField(label="Who does it", max_length=120, error_messages={"required": "Say who does it."})
    due = DayField(label="Until when", error_messages={"required": "Say until when."})

    class Meta:
        model = NextStep
        fields = ["text", "owner", "due"]

    def clean_text(self):
        """One line."""
        return " ".join(self.cleaned_data["text"].split())


class LinesForm(forms.Form):
    """The headlines and asks of the report in one page; `lines` is {(kind, order): ReportLine}."""

    def __init__(self, *args, lines, **kwargs):
        super().__init__(*args, **kwargs)
        for (kind, order), line in lines.items():
            self.fields[f"{kind}-{order}"] = _text(
                f"{ReportLine.Kind(kind).label} {order}", 2, longest=300, required=False, initial=line.text
            )

    def typed(self):
        """{(kind, order): text} of what was typed."""
        pairs = ((name.split("-"), text) for name, text in self.cleaned_data.items())
        return {(kind, int(order)): " ".join(text.split()) for (kind, order), text in pairs}


class CorrectionForm(forms.Form):
    """What a correction corrects."""

    note = _text(
        "What it corrects",
        3,
        longest=1000,
        help_text="A sentence or two that readers see: which figure or text was wrong, and why.",
        error_messages={"required": "Say what the correction corrects."},
    )

    def clean_note(self):
        """Lines end in one way."""
        return one_way(self.cleaned_data["note"])


class PublishForm(forms.Form):
    """That somebody means it."""

    sure = forms.BooleanField(
        label="I have read the preview. Publish it: from then on it stays as it is.",
        error_messages={"required": "Tick that you have read the preview: what is published cannot be changed."},
    )
