"""What is published one after the other gives no small count away taken together: quarters, years to date, editions."""

from django.test import override_settings
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from consortium.privacy import Stage, Sum, is_small, replay, suppress
from consortium.tests.attackers import secrets_learned, solved

FEW = override_settings(SMALL_CELL_MAX=2)
slow = examples(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def stages(organizations):
    """
    Quarters as they lock, each with its year to date, of organizations (lists of counts) and the region.

    Keys are (organization or "region", "Q1" or "Y2"); the first year to date is the first quarter itself.
    """
    owners = [*range(len(organizations)), "region"]
    known = []
    for quarter in range(1, len(organizations[0]) + 1):
        counts = {number: list(row[:quarter]) for number, row in enumerate(organizations)}
        counts["region"] = [sum(column) for column in zip(*counts.values(), strict=True)]
        cells = {(owner, f"Q{quarter}"): counts[owner][-1] for owner in owners}
        relations, spans = [], [f"Q{quarter}"]
        if quarter > 1:
            spans.append(f"Y{quarter}")
            cells |= {(owner, f"Y{quarter}"): sum(counts[owner]) for owner in owners}
            before = f"Y{quarter - 1}" if quarter > 2 else "Q1"
            relations += [Sum((owner, f"Y{quarter}"), ((owner, before), (owner, f"Q{quarter}"))) for owner in owners]
        relations += [Sum(("region", span), tuple((owner, span) for owner in owners[:-1])) for span in spans]
        readers = tuple(
            tuple((owner, f"{kind}{number}") for kind in "QY" for number in range(1, quarter + 1))
            for owner in owners[:-1]
        )
        known.append(Stage(cells, tuple(relations), readers=readers))
    return known


def everything(known):
    cells = {key: count for stage in known for key, count in stage.cells.items()}
    return cells, [relation for stage in known for relation in stage.relations]


def test_a_small_quarter_waits_for_the_next_ones():
    known = stages([[50, 5, 40]])
    assert [decision.may_show(("region", "Y3")) for decision in replay(known)][-1]
    assert not replay(known)[-1].may_show(("region", "Q2"))
    assert not replay(known)[-1].may_show(("region", "Y2"))


def test_an_organization_that_is_first_heard_of_later_is_not_the_step_between_two_years_to_date():
    known = stages([[50, 0], [0, 4]])
    decision = replay(known)[-1]
    assert not decision.may_show(("region", "Q2"))
    assert not decision.may_show(("region", "Y2"))


table = st.integers(2, 3).flatmap(
    lambda quarters: st.lists(
        st.lists(st.one_of(st.integers(0, 15), st.integers(0, 90)), min_size=quarters, max_size=quarters),
        min_size=1,
        max_size=6,
    )
)


@examples(slow, max_examples=60)
@given(table)
def test_what_was_shown_stays_shown_and_what_was_hidden_stays_hidden(organizations):
    decisions = replay(stages(organizations))
    for before, after in zip(decisions, decisions[1:], strict=False):
        assert before.shown <= after.shown
        assert before.hidden <= after.hidden


@examples(slow, max_examples=60)
@given(table)
def test_nothing_small_can_be_solved_from_all_quarters_together_by_anybody(organizations):
    known = stages(organizations)
    cells, relations = everything(known)
    decision = replay(known)[-1]
    assert decision.exposed == set()
    for own in ((), *known[-1].readers):
        found = solved(cells, relations, decision.hidden, own=own)
        assert not [key for key in found if is_small(cells[key])]


@examples(slow, max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=2), min_size=1, max_size=3))
def test_no_possible_table_agrees_with_two_quarters_in_one_small_count_only(organizations):
    with FEW:
        known = stages(organizations)
        cells, relations = everything(known)
        decision = replay(known)[-1]
        for own in ((), *known[-1].readers):
            assert secrets_learned(cells, relations, decision.hidden, is_small, own=own, highest=7) == []


@examples(slow, max_examples=60)
@given(st.lists(st.integers(0, 40), min_size=3, max_size=6))
def test_a_later_edition_with_another_partition_takes_the_earlier_one_into_account(values):
    """The same students by race first and by gender later, and then the women by race."""
    cells = {"all": sum(values)} | {("race", n): count for n, count in enumerate(values)}
    women = {("women", n): count // 2 for n, count in enumerate(values)}
    men = {("men", n): count - count // 2 for n, count in enumerate(values)}
    races = tuple(range(len(values)))
    later = women | men | {"women": sum(women.values()), "men": sum(men.values())}
    relations = [
        Sum("all", ("women", "men")),
        Sum("women", tuple(women)),
        Sum("men", tuple(men)),
        *(Sum(("race", n), (("women", n), ("men", n))) for n in races),
    ]
    known = [Stage(cells, (Sum("all", tuple(("race", n) for n in races)),)), Stage(later, tuple(relations))]
    whole, every = everything(known)
    decision = replay(known)[-1]
    assert not [key for key in solved(whole, every, decision.hidden) if is_small(whole[key])]


def test_an_earlier_choice_is_kept_although_a_later_table_would_make_another():
    cells = {"total": 100, "a": 4, "b": 46, "c": 50}
    first = suppress(cells, [Sum("total", ("a", "b", "c"))])
    assert first.hidden == {"a", "b"}
    more = cells | {"other": 90, "rest": 40}
    again = suppress(more, [Sum("total", ("a", "b", "c")), Sum("other", ("c", "rest"))], hidden_before=["c"])
    assert {"a", "c"} <= again.hidden
