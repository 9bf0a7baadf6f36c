"""What follows from equations over hidden cells is found: by equations alone, by bounds, and by trying."""

from consortium.privacy_audit import System


def small(count):
    return 0 < count <= 10


def system(rows, values):
    return System([dict(row) for row in rows], values, dict.fromkeys(values, 1), small)


def unknowns(leaks):
    return {leak.unknowns for leak in leaks}


def plus(*names, less=()):
    return dict.fromkeys(names, 1) | dict.fromkeys(less, -1)


def test_an_unknown_that_two_equations_give_is_found():
    two = system([plus("a", "b"), plus("a", "b", "c")], {"a": 20, "b": 30, "c": 4})
    assert unknowns(two.determined()) == {("c",)}
    assert unknowns(system([plus("a", "b"), plus("b", "c")], {"a": 20, "b": 30, "c": 4}).determined()) == set()


def test_three_pairs_give_each_of_the_three_although_no_equation_is_whole():
    three = system([plus("a", "b"), plus("b", "c"), plus("a", "c")], {"a": 4, "b": 30, "c": 50})
    assert unknowns(three.determined()) == {("a",)}


def test_a_sum_of_two_that_follows_from_others_is_found_where_it_is_small():
    rows = [plus("a", "b", "c", "d"), plus("c", "d")]
    assert unknowns(system(rows, {"a": 3, "b": 4, "c": 30, "d": 60}).determined()) == {("a", "b")}
    assert unknowns(system(rows, {"a": 3, "b": 9, "c": 30, "d": 60}).determined()) == set()


def test_the_weights_of_a_leak_add_the_equations_up_to_it():
    rows = [plus("a", "b"), plus("a", "b", "c"), plus("d", "e")]
    (leak,) = system(rows, {"a": 20, "b": 30, "c": 4, "d": 40, "e": 50}).determined()
    assert leak.weights == {0: -1, 1: 1}


def test_bounds_pin_what_equations_leave_open():
    least = system([plus("a", "b", "c")], {"a": 1, "b": 1, "c": 1})
    assert unknowns(least.pinned()) == {("a",), ("b",), ("c",)}
    assert unknowns(system([plus("a", "b")], {"a": 3, "b": 9}).pinned()) == set()


def test_bounds_are_carried_through_a_chain_of_equations():
    chain = system([plus("a", "b"), plus("b", "c", less="d")], {"a": 11, "b": 1, "c": 20, "d": 21})
    assert unknowns(chain.pinned()) == set()
    chain = system([plus("a", "b", less="x"), plus("x", "y")], {"a": 1, "b": 1, "x": 2, "y": 1})
    assert unknowns(chain.pinned()) == {("a",), ("b",), ("x",), ("y",)}


def test_what_equations_and_bounds_leave_open_one_by_one_is_tried():
    """Three rows by three columns in which the ones can only grow together with what stands at its least already."""
    rows = [plus("a", "b"), plus("c", "d"), plus("a", "d")]
    table = system(rows, {"a": 12, "b": 1, "c": 12, "d": 1})
    assert unknowns(table.immovable()) == set()
    table = system([plus("a", "b"), plus("a", "c", less="d"), plus("b", "d")], {"a": 1, "b": 1, "c": 1, "d": 1})
    assert ("a",) in unknowns(table.immovable())


def test_the_same_question_has_the_same_answer():
    rows, values = [plus("a", "b"), plus("b", "c"), plus("a", "c")], {"a": 4, "b": 5, "c": 50}
    assert system(rows, values).leaks() == system(rows, values).leaks()
