"""Two people in one cell: the second sees both figures, and nothing is overwritten in silence."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from consortium.tests.factories import MembershipFactory
from indicators.models import Submission, Value
from indicators.tests import factories
from indicators.tests.sheets import address, form, owe, post_cell, quarter, stored
from indicators.worksheets import cells, saving


@pytest.fixture
def period(db):
    return quarter(2)


@pytest.fixture
def maria(district, signed_in):
    return signed_in(
        MembershipFactory(user__email="maria@example.org", user__name="Maria Ortiz", organization=district).user
    )


@pytest.fixture
def jo(reporter, signed_in):
    return signed_in(reporter)


def test_the_second_is_shown_both_figures_and_saves_nothing(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    response = post_cell(jo, district, period, measure, numerator="15")
    page = response.content.decode()
    assert response.status_code == 409
    assert stored(measure).numerator == 14
    assert "Maria Ortiz saved <strong>14</strong>" in page
    assert "you typed <strong>15</strong>" in page
    assert "Keep 14" in page
    assert "Use 15" in page
    assert 'value="15"' in page


def test_the_same_figure_twice_is_no_conflict(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    assert post_cell(jo, district, period, measure, numerator="14").status_code == 200
    assert stored(measure).version == 1


def test_mine_is_used_once_theirs_was_seen(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    seen = cells.version_of(stored(measure))
    response = post_cell(jo, district, period, measure, numerator="15", resolve="mine", seen=seen)
    assert response.status_code == 200
    assert (stored(measure).numerator, stored(measure).version) == (15, 2)


def test_mine_is_not_used_over_a_third_figure_that_nobody_has_seen(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    seen = cells.version_of(stored(measure))
    post_cell(maria, district, period, measure, version=seen, numerator="16")
    response = post_cell(jo, district, period, measure, numerator="15", resolve="mine", seen=seen)
    assert response.status_code == 409
    assert stored(measure).numerator == 16


def test_theirs_is_kept(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    response = post_cell(jo, district, period, measure, numerator="15", resolve="theirs", seen="x")
    assert response.status_code == 200
    assert stored(measure).numerator == 14
    assert 'value="14"' in response.content.decode()


def test_a_cell_that_was_emptied_is_a_conflict_that_names_who_did_it(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    loaded = cells.version_of(stored(measure))
    post_cell(maria, district, period, measure, version=loaded, numerator="")
    response = post_cell(jo, district, period, measure, version=loaded, numerator="15")
    page = response.content.decode()
    assert response.status_code == 409
    assert "Maria Ortiz emptied this cell" in page
    assert "Leave it empty" in page
    assert stored(measure) is None


def test_a_cell_that_was_emptied_and_filled_again_is_noticed_too(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    loaded = cells.version_of(stored(measure))
    post_cell(maria, district, period, measure, version=loaded, numerator="")
    post_cell(maria, district, period, measure, numerator="16")
    assert stored(measure).version == 1
    assert post_cell(jo, district, period, measure, version=loaded, numerator="15").status_code == 409
    assert stored(measure).numerator == 16


def test_emptying_over_somebody_elses_change_is_a_conflict(maria, jo, district, period):
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    loaded = cells.version_of(stored(measure))
    post_cell(maria, district, period, measure, version=loaded, numerator="16")
    response = post_cell(jo, district, period, measure, version=loaded, numerator="")
    assert response.status_code == 409
    assert "you typed <strong>nothing</strong>" in response.content.decode()
    assert stored(measure).numerator == 16


def test_the_whole_form_saves_nothing_with_one_conflict_and_then_what_was_chosen(maria, jo, district, period):
    shared, own = owe(district, "EN-2.3a"), owe(district, "EN-2.4a")
    loaded = form((shared, None, {"numerator": "15"}), (own, None, {"numerator": "3"}))
    post_cell(maria, district, period, shared, numerator="14")
    response = jo.post(address(district, period), loaded)
    page = response.content.decode()
    assert response.status_code == 409
    assert stored(own) is None
    assert "Maria Ortiz saved <strong>14</strong>" in page
    assert 'value="3"' in page
    chosen = {"EN-2.3a.resolve": "mine", "EN-2.3a.seen": cells.version_of(stored(shared))}
    assert jo.post(address(district, period), loaded | chosen).status_code == 302
    assert (stored(shared).numerator, stored(own).numerator) == (15, 3)


def test_the_first_submit_button_of_the_form_is_save_and_not_a_choice(maria, jo, district, period):
    """Enter without script presses the first button: it must never decide a conflict."""
    measure = owe(district, "EN-2.3a")
    post_cell(maria, district, period, measure, numerator="14")
    page = jo.post(address(district, period), form((measure, None, {"numerator": "15"}))).content.decode()
    first = page[page.index('form="cells"') - 60 :]
    assert first[first.index('form="cells"') :].startswith('form="cells">Save<')
    assert page.index('form="cells">Save<') < page.index('value="theirs"')


def entry(measure, number):
    return saving.Entry(measure, cells.Answer(numerator=number), "0")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("regional", [False, True])
def test_of_two_first_figures_at_the_same_moment_one_is_saved_and_one_is_told(regional):
    """Truly at once, over two connections; a figure about the region even from two worksheets."""
    period = quarter(2)
    reporters = ["working_group"] if regional else ["district"]
    ours = factories.OrganizationFactory(kind="working_group" if regional else "k12_district")
    theirs = factories.OrganizationFactory(kind="working_group") if regional else ours
    measure = owe(ours, "EN-2.3a", reporters=reporters)
    outcomes, gate = {}, threading.Barrier(2)

    def save(number, organization):
        try:
            gate.wait(timeout=10)
            now = timezone.now()
            outcomes[number] = saving.save(
                organization, period, [entry(measure, number)], user=None, now=now, today=now.date()
            )
        except saving.Refused as refusal:
            outcomes[number] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in ((14, ours), (15, theirs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    saved = [number for number, outcome in outcomes.items() if outcome == {}]
    assert len(saved) == 1
    assert Value.objects.get().numerator == saved[0]
    told = outcomes[29 - saved[0]]
    if regional:
        assert str(told).endswith("reports this figure about the region in its own worksheet.")
    else:
        assert told[measure.pk].theirs.numerator == saved[0]
        assert Submission.objects.count() == 1
