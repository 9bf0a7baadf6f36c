"""The navigation marks the entry to which a page belongs, also where its address begins otherwise."""

import pytest

from consortium.context import navigation


@pytest.mark.parametrize(
    ("path", "entry"),
    [
        ("/documents/1/", "Documents"),
        ("/folders/working-group-2/", "Documents"),
        ("/distributions/", "Documents"),
        ("/recipients/1/", "Documents"),
        ("/lists/", "Documents"),
        ("/indicators/EN-2.1/", "Goals"),
        ("/import/calpass/", "Set-up"),
        ("/wbl/events/1/", "WBL"),
        ("/wbl/meetings/1/", "Meetings"),
        ("/meetings/working-group-2/1/", "Meetings"),
    ],
)
def test_a_page_marks_its_entry(path, entry, office, rf):
    request = rf.get(path)
    request.user = office
    assert [item.label for item in navigation(request) if item.current] == [entry]


def test_meetings_are_those_of_the_group_for_who_has_one(member, reporter, office, rf):
    places = {}
    for user in (member, reporter, office):
        request = rf.get("/")
        request.user = user
        places[user] = [item.url for item in navigation(request) if item.label == "Meetings"]
    assert places == {member: ["/meetings/"], reporter: ["/wbl/meetings/"], office: ["/meetings/"]}


def test_the_start_page_marks_none(office, rf):
    request = rf.get("/")
    request.user = office
    assert not any(item.current for item in navigation(request))
