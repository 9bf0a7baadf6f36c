"""Each organization says who came with it, and nobody else; counts of students of others stay hidden."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from consortium.permissions import Access
from consortium.tests.factories import SchoolFactory
from wbl.models import Attendance, RosterEntry
from wbl.tests.factories import AttendanceFactory, EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def fair():
    return EventFactory(kind="career_fair", title="Career fair")


@pytest.fixture
def page(fair, district):
    """`page("attendance")`: the address of a page on who came with the reporter's district."""

    def address(name, audience=None):
        return reverse(name, args=[fair.pk, district.slug, *([audience] if audience else [])])

    return address


def headcounts():
    return dict(Attendance.objects.values_list("audience", "headcount"))


def test_headcounts_are_entered_together_at_an_event_of_another_owner(reporter, signed_in, page, fair, district):
    answer = signed_in(reporter).post(page("attendance"), {"high_school": "30", "middle_school": "", "parents": "0"})
    assert answer.url == fair.get_absolute_url()
    assert headcounts() == {"high_school": 30, "parents": 0}
    row = Attendance.objects.get(audience="high_school")
    assert (row.organization, row.recorded_by, fair.participations.get().organization) == (district, reporter, district)


def test_an_emptied_number_is_taken_off(reporter, signed_in, page, fair, district):
    AttendanceFactory(event=fair, organization=district, headcount=30)
    signed_in(reporter).post(page("attendance"), {"high_school": "", "high_school-seen": "30"})
    assert headcounts() == {}


def test_of_two_people_in_the_same_field_the_second_is_told(reporter, signed_in, page, fair, district):
    AttendanceFactory(event=fair, organization=district, headcount=34)
    client, mine = signed_in(reporter), {"high_school": "30", "high_school-seen": "", "parents": "5"}
    answer = client.post(page("attendance"), mine)
    sentence = "Somebody else entered 34 meanwhile; you typed 30. Save again to keep yours."
    assert answer.context["form"].errors == {"high_school": [sentence]}
    assert headcounts() == {"high_school": 34}
    assert 'name="high_school-seen" value="34"' in answer.text
    client.post(page("attendance"), mine | {"high_school-seen": "34"})
    assert headcounts() == {"high_school": 30, "parents": 5}


@pytest.mark.parametrize("wrong", ["-1", "many", "1.5", "1000000"])
def test_what_is_no_number_of_people_is_refused(wrong, reporter, signed_in, page):
    answer = signed_in(reporter).post(page("attendance"), {"high_school": wrong, "parents": "5"})
    assert answer.status_code == 422
    assert headcounts() == {}


def test_a_reporter_enters_for_the_schools_of_the_district_too(reporter, signed_in, fair, district):
    school = SchoolFactory(parent=district)
    client = signed_in(reporter)
    assert school.name in client.get(reverse("attendance-choose", args=[fair.pk])).text
    client.post(reverse("attendance", args=[fair.pk, school.slug]), {"high_school": "12"})
    assert Attendance.objects.get().organization == school


PAGES = [("attendance", None), ("attendance-breakdown", "parents"), ("attendance-roster", "teachers")]
PAGES += [("attendance-delete", "high_school")]


@pytest.mark.parametrize(("name", "audience"), PAGES)
@pytest.mark.parametrize(("person", "code"), [("other_reporter", 403), ("member", 403), ("stranger", 404)])
def test_nobody_enters_for_another_organization(person, code, name, audience, request, signed_in, page, fair, district):
    AttendanceFactory(event=fair, organization=district)
    client = signed_in(request.getfixturevalue(person))
    for method in (client.get, client.post):
        assert method(page(name, audience)).status_code == code
    assert headcounts() == {"high_school": 30}


def test_not_even_the_owner_of_the_event(other_reporter, signed_in, page, fair, district):
    fair.owner = other_reporter.memberships.get().organization
    fair.save()
    assert signed_in(other_reporter).post(page("attendance"), {"high_school": "12"}).status_code == 403


def test_an_unknown_audience_is_not_there(reporter, signed_in, page):
    client = signed_in(reporter)
    assert client.get(page("attendance-breakdown", "nobody")).status_code == 404
    assert client.get(page("attendance-roster", "parents")).status_code == 404
    assert client.get(page("attendance-delete", "parents")).status_code == 404


def test_counts_of_students_of_others_are_hidden_and_those_of_adults_are_not(
    reporter, other_reporter, member, office, signed_in, fair, district
):
    AttendanceFactory(event=fair, organization=district, headcount=7)
    AttendanceFactory(event=fair, organization=district, audience="middle_school", headcount=240)
    AttendanceFactory(event=fair, organization=district, audience="teachers", headcount=4)
    for person in (other_reporter, member):
        page = signed_in(person).get(fair.get_absolute_url())
        assert [row.headcount for row in page.context["attendance"]] == [4]
        assert "2 counts of students are not shown" in page.text
        assert "240" not in page.text
    for person in (reporter, office):
        page = signed_in(person).get(fair.get_absolute_url())
        assert sorted(row.headcount for row in page.context["attendance"]) == [4, 7, 240]


def test_a_stranger_reads_no_attendance(fair):
    AttendanceFactory(event=fair, audience="teachers")
    assert not Attendance.objects.readable_by(Access()).exists()


def test_a_breakdown_adds_up_or_the_rest_is_not_reported(reporter, signed_in, page):
    client, typed = signed_in(reporter), {"headcount": "30", "GF": "12", "GM": "10", "SE": "4", "lowest_grade": "9"}
    answer = client.post(page("attendance-breakdown", "high_school"), typed)
    assert answer.context["form"].non_field_errors() == [
        "By gender it makes 22, and the headcount is 30. The other 8 can be put in “not reported”."
    ]
    assert headcounts() == {}
    client.post(page("attendance-breakdown", "high_school"), typed | {"rest": "on"})
    row = Attendance.objects.get()
    assert (row.headcount, row.gf, row.gm, row.gx, row.gz, row.se, row.rh) == (30, 12, 10, 0, 8, 4, None)
    assert (row.lowest_grade, row.highest_grade) == (9, 9)


def test_another_headcount_lets_the_breakdown_go(reporter, signed_in, page, fair, district):
    AttendanceFactory(event=fair, organization=district, headcount=30, gf=10, gm=15, gx=0, gz=5)
    signed_in(reporter).post(page("attendance"), {"high_school": "31", "high_school-seen": "30"})
    row = Attendance.objects.get()
    assert (row.headcount, row.gf) == (31, None)


def test_adults_are_not_broken_down(reporter, signed_in, page):
    form = signed_in(reporter).get(page("attendance-breakdown", "parents")).context["form"]
    assert list(form.fields) == ["headcount", "seen"]


def test_of_two_people_with_the_same_breakdown_the_second_is_told(reporter, signed_in, page, fair, district):
    client, address = signed_in(reporter), page("attendance-breakdown", "high_school")
    seen = client.get(address).context["form"]["seen"].value()
    AttendanceFactory(event=fair, organization=district, headcount=34)
    answer = client.post(address, {"headcount": "30", "seen": seen})
    sentence = "Somebody else has changed this meanwhile: it says 34 now. Save again to keep yours."
    assert answer.context["form"].non_field_errors() == [sentence]
    assert headcounts() == {"high_school": 34}
    client.post(address, {"headcount": "30", "seen": answer.context["form"]["seen"].value()})
    assert headcounts() == {"high_school": 30}


def test_a_roster_is_pasted_and_counts_each_person_once(reporter, signed_in, page):
    client = signed_in(reporter)
    said = client.get(page("attendance-roster", "high_school")).text
    assert "What is kept, and what is not" in said
    answer = client.post(
        page("attendance-roster", "high_school"), {"scheme": "student_number", "pasted": "12\n13\n0012"}, follow=True
    )
    assert headcounts() == {"high_school": 2}
    assert "2 people are on the roster, as hashes alone. 1 line was of somebody listed already" in answer.text
    assert "2 on a roster" in answer.text


def test_a_roster_comes_as_a_file_which_is_not_kept(reporter, signed_in, page, settings, tmp_path):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "consortium.stores.FolderStore", "OPTIONS": {"location": tmp_path}}
    }
    file = SimpleUploadedFile("who.csv", b"email,role\na@example.org,teacher\nb@example.org,\n")
    signed_in(reporter).post(page("attendance-roster", "teachers"), {"scheme": "email", "file": file})
    assert headcounts() == {"teachers": 2}
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pasted": "12\nSmith"}, "Line 2: This is no number of a person"),
        ({"pasted": "  "}, "Choose a file or paste the numbers, one of the two."),
        ({"file": b"Last name,id\nX,1\n"}, "The column “Last name” is not wanted here"),
        ({"file": b"id\n1\n", "pasted": "1"}, "Choose a file or paste the numbers, one of the two."),
        ({"file": b"id\n" + b"1000000001\n" * 240_000}, "The file is larger than 2 MB. Split it."),
        ({"file": b"id\n" + b"12345\n" * 200_000}, "A roster has at most 20,000 lines."),
        ({"file": "id,race\n1,é\n".encode() + "2,é\n".encode("latin-1")}, "This is no CSV file in UTF-8."),
        ({"file": b"id,grade\n12,9\n12,10\n"}, "This person is on line 2 too, with another grade"),
        ({"file": b"id\n12\n=A1+1\n"}, "Line 3: A cell holds a formula."),
    ],
)
def test_a_roster_that_cannot_be_read_leaves_all_as_it_was(typed, sentence, reporter, signed_in, page, fair):
    district = reporter.memberships.get().organization
    AttendanceFactory(event=fair, organization=district, headcount=30)
    if "file" in typed:
        typed = typed | {"file": SimpleUploadedFile("who.csv", typed["file"])}
    answer = signed_in(reporter).post(page("attendance-roster", "high_school"), {"scheme": "student_number", **typed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (headcounts(), RosterEntry.objects.count()) == ({"high_school": 30}, 0)


def test_without_a_key_rosters_are_refused_with_a_sentence(reporter, signed_in, page, settings):
    settings.WBL_ROSTER_KEY = ""
    client = signed_in(reporter)
    for method in (client.get, client.post):
        answer = method(page("attendance-roster", "high_school"), {"scheme": "student_number", "pasted": "12"})
        assert "WBL_ROSTER_KEY" in answer.text
        assert "<textarea" not in answer.text
    assert headcounts() == {}


def test_attendance_is_taken_off_after_it_was_asked_for(reporter, signed_in, page):
    client = signed_in(reporter)
    client.post(page("attendance-roster", "high_school"), {"scheme": "student_number", "pasted": "12\n13"})
    assert "2 on a roster, whose hashes are removed" in client.get(page("attendance-delete", "high_school")).text
    client.post(page("attendance-delete", "high_school"))
    assert (headcounts(), RosterEntry.objects.count()) == ({}, 0)
