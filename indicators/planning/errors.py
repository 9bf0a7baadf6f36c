"""Refusals, as sentences."""


class PlanningError(Exception):
    """Something that cannot be planned so; `str()` is the sentence that says why."""


class TargetsRefused(PlanningError):
    """
    Targets that cannot be set: `by_code` is {measure code: {field: sentence}}, `meanwhile` the codes that
    somebody else revised since the page was opened. None of the page was saved.
    """

    def __init__(self, by_code, meanwhile=()):
        self.by_code = by_code
        self.meanwhile = frozenset(meanwhile)
        super().__init__(" ".join(sentence for fields in by_code.values() for sentence in fields.values()))


class FollowRefused(PlanningError):
    """
    Milestones of which somebody else chose meanwhile what they follow: `by_code` is {measure code: sentence}.
    """

    def __init__(self, by_code):
        self.by_code = by_code
        super().__init__(" ".join(by_code.values()))


class StagesRefused(PlanningError):
    """
    Due dates that cannot be set: `by_stage` is {(measure code, stage): sentence}, `meanwhile` those that somebody
    else set since the page was opened. None of the page was saved.
    """

    def __init__(self, by_stage, meanwhile=()):
        self.by_stage = by_stage
        self.meanwhile = frozenset(meanwhile)
        super().__init__(" ".join(by_stage.values()))
