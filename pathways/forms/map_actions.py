"""What can be done in the editor of a map: each action is a small form that becomes a change of the draft."""

from django import forms

from pathways.models import MapBox
from pathways.queries.map_search import split_column
from pathways.rules import map_picking, map_states

PICKED = r"^(course|courses|program|occupation|text):[0-9]{1,18}$"


class ActionForm(forms.Form):
    """`change(access)` is what the form does to a draft, once it is valid; it may raise MapRefused."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    def change(self, access):
        """A function from a state to (state, what was done)."""
        return lambda state: self.done(state, **self.cleaned_data)

    def done(self, state, **typed):
        """The state after, and what was done, as a sentence."""
        raise NotImplementedError

    @property
    def sentence(self):
        """What is wrong, as one sentence."""
        return " ".join(sentence for sentences in self.errors.values() for sentence in sentences)


class AddForm(ActionForm):
    """Add what was picked from the search, or the words that were typed."""

    number = None
    q = forms.CharField(required=False, max_length=200)
    pick = forms.RegexField(PICKED, required=False)
    to_column = forms.ChoiceField(
        choices=MapBox.Column.choices,
        error_messages={"required": "Choose a column.", "invalid_choice": "Choose a column of the list."},
    )
    from_box = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)

    def clean(self):
        """Something is to be added; words may say in which column."""
        column, words = split_column(self.cleaned_data.get("q") or "")
        if column:
            self.cleaned_data |= {"q": words, "to_column": column}
        if not self.cleaned_data.get("pick") and not self.cleaned_data.get("q") and not self.errors:
            raise forms.ValidationError("Search for a program, course or occupation, or type what the box says.")
        return self.cleaned_data

    def change(self, access):
        """As of `map_picking`."""
        asked = self.cleaned_data
        return map_picking.change_adding(asked["pick"], asked["q"], asked["to_column"], asked["from_box"], access)


class CoursesForm(ActionForm):
    """Add all courses of a program whose box `number` is on the map, connected from that box."""

    program = forms.IntegerField(min_value=1, max_value=2**63 - 1)

    def change(self, access):
        """As of `map_picking`."""
        return map_picking.change_adding_courses(self.cleaned_data["program"], self.cleaned_data["number"])


class MoveForm(ActionForm):
    direction = forms.ChoiceField(choices=[(way, way) for way in ("up", "down", "left", "right")])
    done = staticmethod(map_states.move)


class PutForm(ActionForm):
    """Put a box into a column, at a place (0 is the top; empty: the end)."""

    column = forms.ChoiceField(choices=MapBox.Column.choices)
    place = forms.IntegerField(required=False, min_value=0, max_value=map_states.MOST_BOXES)
    done = staticmethod(map_states.put)


class LinkForm(ActionForm):
    number = None
    source = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    target = forms.IntegerField(
        min_value=1, max_value=2**31 - 1, error_messages={"required": "Choose the box that it leads to."}
    )


class ConnectForm(LinkForm):
    done = staticmethod(map_states.connect)


class DisconnectForm(LinkForm):
    done = staticmethod(map_states.disconnect)


class RenameForm(ActionForm):
    """Other words for a text: its first line and what stands below."""

    title = forms.CharField(max_length=200, error_messages={"required": "Write what the box says."})
    details = forms.CharField(required=False, max_length=300)
    done = staticmethod(map_states.rename)

    def clean_details(self):
        """Lines as they are stored, without empty ones."""
        return "\n".join(line.strip() for line in self.cleaned_data["details"].splitlines() if line.strip())


class DeleteForm(ActionForm):
    done = staticmethod(map_states.delete)


ACTIONS = {
    "add": AddForm,
    "courses": CoursesForm,
    "move": MoveForm,
    "put": PutForm,
    "connect": ConnectForm,
    "disconnect": DisconnectForm,
    "rename": RenameForm,
    "delete": DeleteForm,
}
