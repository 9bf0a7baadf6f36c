"""
Taking over a list of Cal-PASS Plus agreements and uploads: what it would change, and the changing of it.

An agreement is known by district and day of signing, an upload by district and data year. An empty cell says nothing:
it changes nothing. All rows are written or none, and only what was shown.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import transaction

from consortium.calpass import DISTRICT_KINDS
from consortium.days import in_words
from consortium.models import CalpassAgreement, CalpassUpload, Consortium, Organization, SchoolYear


class PlanHasChanged(Exception):
    """What would be written is no longer what was shown."""


@dataclass(frozen=True)
class Change:
    """What a row does: the record as it will be, `number` its line, `text` the sentence a person reads."""

    number: int
    record: CalpassAgreement | CalpassUpload
    text: str


@dataclass
class Plan:
    """What a list would do. With errors nothing is written."""

    changes: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    unchanged: int = 0

    @property
    def fingerprint(self):
        """The same for the same changes, another for any other."""
        parts = [(one.number, one.record.pk, one.record.organization_id, one.text) for one in self.changes]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


def plan_calpass(calpass_list, today):
    """Compare a `CalpassList` with what is there as of `today`; returns a Plan and writes nothing; four queries."""
    return _Planner(calpass_list, today).plan


def import_calpass(calpass_list, today, *, fingerprint):
    """
    Plan once more and write it, all or nothing; returns the Plan. A plan with errors is returned unwritten. Raises
    PlanHasChanged where `fingerprint` is not that of the plan.
    """
    with transaction.atomic():
        list(Consortium.objects.select_for_update())  # imports wait for each other here
        codes = {row.code for row in calpass_list.rows}
        # and for whoever is saving the form of one of these districts
        list(Organization.objects.filter(cds_code__in=codes).order_by("pk").select_for_update())
        plan = plan_calpass(calpass_list, today)
        if fingerprint != plan.fingerprint:
            raise PlanHasChanged
        if not plan.errors:
            _write(plan.changes)
    return plan


def _write(changes):
    for model, columns in ((CalpassAgreement, ["ends_on"]), (CalpassUpload, ["accepted_on"])):
        records = [change.record for change in changes if isinstance(change.record, model)]
        model.objects.bulk_update([record for record in records if record.pk], columns)
        model.objects.bulk_create([record for record in records if not record.pk])


class _Planner:
    """Goes through the rows once, with what is there and what earlier rows add."""

    def __init__(self, calpass_list, today):
        self.today, self.plan = today, Plan(errors=list(calpass_list.errors))
        codes = {row.code for row in calpass_list.rows}
        organizations = Organization.objects.filter(cds_code__in=codes)
        self.by_code = {organization.cds_code: organization for organization in organizations}
        self.years = {year.start_year: year for year in SchoolYear.objects.all()}
        known = {"organization__in": organizations}
        agreements = CalpassAgreement.objects.filter(**known).select_related("organization")
        self.agreements = {(one.organization_id, one.signed_on): one for one in agreements}
        uploads = CalpassUpload.objects.filter(**known)
        self.uploads = {(one.organization_id, one.year_id): one for one in uploads}
        self.lines = {}  # key of an agreement or upload → the first line that named it, and what that line said
        for row in calpass_list.rows:
            self._take(row)
        self._refuse_overlaps()
        self.plan.errors.sort()

    def _take(self, row):
        before = len(self.plan.changes)
        try:
            organization = self._district(row.code)
            if row.signed_on:
                self._take_agreement(row, organization)
            if row.accepted_on:
                self._take_upload(row, organization)
        except ValueError as problem:
            self.plan.errors.append((row.number, str(problem)))
        else:
            self.plan.unchanged += len(self.plan.changes) == before

    def _district(self, code):
        organization = self.by_code.get(code)
        if organization is None:
            raise ValueError(f"No district here has the CDS code {code}.")
        if organization.kind == Organization.Kind.SCHOOL:
            raise ValueError(
                f"{code} is the code of a school, {organization}. Give that of its district, {code[:7]}0000000."
            )
        if organization.kind not in DISTRICT_KINDS:
            raise ValueError(f"{code} is the code of {organization}, which is no district.")
        return organization

    def _take_agreement(self, row, organization):
        key = (organization.pk, row.signed_on)
        if self._is_repeated(("agreement", *key), row, row.ends_on):
            return
        agreement = self.agreements.get(key)
        if agreement is None:
            agreement = CalpassAgreement(organization=organization, signed_on=row.signed_on, ends_on=row.ends_on)
            self.agreements[key] = agreement
            until = f", until {in_words(row.ends_on)}" if row.ends_on else ""
            self._change(row, agreement, f"New agreement, signed on {in_words(row.signed_on)}{until}.")
        elif row.ends_on and row.ends_on != agreement.ends_on:
            was = in_words(agreement.ends_on) if agreement.ends_on else "none"
            agreement.ends_on = row.ends_on
            last = in_words(row.ends_on)
            text = f"Last day of the agreement signed on {in_words(row.signed_on)}: {last} (was {was})."
            self._change(row, agreement, text)

    def _take_upload(self, row, organization):
        year = self.years.get(row.start_year)
        if year is None:
            label = SchoolYear(start_year=row.start_year).label
            raise ValueError(f"The school year {label} has not been set up here.")
        if row.accepted_on > self.today:
            raise ValueError(f"Data uploaded on {in_words(row.accepted_on)}: this day is yet to come.")
        key = (organization.pk, year.pk)
        if self._is_repeated(("upload", *key), row, row.accepted_on):
            return
        upload = self.uploads.get(key)
        if upload is None:
            upload = CalpassUpload(organization=organization, year=year, accepted_on=row.accepted_on)
            self._change(row, upload, f"New upload of {year}, accepted on {in_words(row.accepted_on)}.")
        elif upload.accepted_on != row.accepted_on:
            was, upload.accepted_on = upload.accepted_on, row.accepted_on
            text = f"Upload of {year} accepted on {in_words(row.accepted_on)} (was {in_words(was)})."
            self._change(row, upload, text)

    def _is_repeated(self, key, row, content):
        """Whether an earlier line said the same; ValueError where it said something else."""
        number, said = self.lines.setdefault(key, (row.number, content))
        if said != content:
            raise ValueError(f"This contradicts line {number}, which is about the same {key[0]}.")
        return number != row.number

    def _change(self, row, record, text):
        self.plan.changes.append(Change(row.number, record, text))

    def _refuse_overlaps(self):
        """No two agreements of a district in force on the same day, as they would stand."""
        of_district = defaultdict(list)
        for (pk, _), agreement in self.agreements.items():
            of_district[pk].append(agreement)
        for agreements in of_district.values():
            agreements.sort(key=lambda one: one.signed_on)
            for earlier, later in pairwise(agreements):
                if earlier.ends_on is None or earlier.ends_on >= later.signed_on:
                    self._refuse_overlap(earlier, later)

    def _refuse_overlap(self, earlier, later):
        keys = [("agreement", one.organization_id, one.signed_on) for one in (earlier, later)]
        named = [self.lines[key][0] for key in keys if key in self.lines]
        if named:  # what is there cannot overlap
            sentence = (
                f"The agreement signed on {in_words(earlier.signed_on)} is still in force on "
                f"{in_words(later.signed_on)}, when the next one was signed. Give its last day under “ends on”."
            )
            self.plan.errors.append((max(named), sentence))
