"""Who owes what, targets, and the stages of milestones in the admin."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from consortium.admin.base import LoadedForm, NeverDeleted, OfficeAdmin, Refused
from consortium.admin.filters import EmptyFilter, YearFilter
from consortium.admin.spreadsheets import SpreadsheetAdmin
from indicators import planning
from indicators.agreeing import problem_of_assignment, problem_of_following, problem_of_stage
from indicators.models import Assignment, FollowedDocument, StageReached, Target, Value
from indicators.resources import AssignmentResource, FollowedDocumentResource, StageReachedResource, TargetResource


class CheckedForm(LoadedForm):
    """A form that asks `problem_of(record)` for a sentence on what is wrong with the record as a whole."""

    problem_of = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            problem = type(self).problem_of(self.instance)
            if problem:
                self.add_error(None, ValidationError(problem))


class AssignmentForm(CheckedForm):
    problem_of = staticmethod(problem_of_assignment)


class StageForm(CheckedForm):
    problem_of = staticmethod(problem_of_stage)


@admin.register(Assignment)
class AssignmentAdmin(SpreadsheetAdmin, OfficeAdmin):
    form = AssignmentForm
    list_display = ["organization", "measure", "year", "mode"]
    list_filter = [YearFilter, "mode", "measure__kind", "organization__kind"]
    search_fields = ["organization__name", "organization__slug", "measure__code"]
    ordering = ["-pk"]
    related = ["organization", "measure", "year"]
    keys = ["organization", "measure", "year"]
    resource_classes = [AssignmentResource]
    page_help = "Who owes what is set for many at once under Set-up on the site."

    def why_not_deleted(self, objs, request):
        """An organization that has answered in the year goes on owing the measure."""
        pairs = [(each.organization_id, each.measure_id, each.year_id) for each in objs]
        answered = Value.objects.filter(
            submission__organization__in={pair[0] for pair in pairs},
            measure__in={pair[1] for pair in pairs},
            period__year__in={pair[2] for pair in pairs},
        ).values_list("submission__organization", "measure", "period__year")
        number = len(set(pairs) & set(answered.distinct()))
        words = "assignment has" if number == 1 else "assignments have"
        return [f"{number} {words} figures already. Take them away under Set-up on the site."] if number else []


class StandingFilter(EmptyFilter):
    title = "standing"
    parameter_name = "replaced"
    field = "replaced_at"
    empty_words, filled_words = "Stands", "Was revised"


class TargetForm(LoadedForm):
    """A new target, or a revision: the rules are those of the set-up page, tried out before anything is saved."""

    class Meta:
        model = Target
        fields = ["measure", "year", "organization", "value", "baseline", "first_due", "reason"]

    def clean(self):
        """Sentences at the fields for what the rules refuse."""
        data = super().clean()
        new = self.instance.pk is None
        target = self.instance
        if new:
            target = Target(**{name: data.get(name) for name in ("measure", "year", "organization")})
        if self.errors or not (target.measure_id and target.year_id):
            return data
        if new and Target.objects.current().filter(**_scope(target)).exists():
            raise ValidationError("There is a target already. Open it in the list to revise it.")
        if not new and "reason" not in self.changed_data and self.changed_data:
            self.add_error("reason", "Say why the target is revised: this is the reason of the one before.")
            return data
        try:
            with transaction.atomic():
                revise(target, data, user=None, now=timezone.now())
                transaction.set_rollback(True)
        except planning.TargetsRefused as refused:
            for name, sentence in refused.by_code[target.measure.code].items():
                self.add_error(name if name in self.fields else None, sentence)
        return data


def _scope(target):
    return {"measure": target.measure, "year": target.year, "organization": target.organization}


def revise(target, data, *, user, now):
    """Set what the form says in place of `target`; the new Target, or None where nothing changes."""
    return planning.revise_target(
        target.measure,
        target.year,
        target.organization,
        value=data.get("value"),
        baseline=data.get("baseline"),
        first_due=data.get("first_due"),
        reason=data.get("reason") or "",
        user=user,
        now=now,
        seen=target.pk,
    )


@admin.register(Target)
class TargetAdmin(NeverDeleted, SpreadsheetAdmin, OfficeAdmin):
    """Targets. Saving another figure revises: the earlier target stays on record."""

    form = TargetForm
    list_display = ["measure", "year", "whom", "value", "baseline", "first_due", "set_by", "set_at", "replaced_at"]
    list_filter = [StandingFilter, YearFilter, "measure__kind"]
    search_fields = ["measure__code", "organization__name", "reason"]
    ordering = ["-set_at", "-pk"]
    date_hierarchy = "set_at"
    related = ["measure", "year", "organization", "set_by"]
    keys = ["measure", "year", "organization"]
    readonly_fields = ["set_by", "set_at", "replaced_at"]
    resource_classes = [TargetResource]
    fieldsets = [
        (
            None,
            {
                "fields": ["measure", "year", "organization"],
                "description": "An empty organization is the region as a whole.",
            },
        ),
        (
            "Target",
            {
                "fields": ["value", "baseline", "first_due", "reason"],
                "description": "For a percent both are in percent points, 0 to 100. A revised target stays on record "
                "with its reason; the new one says why.",
            },
        ),
        ("On record", {"fields": ["set_by", "set_at", "replaced_at"]}),
    ]

    @admin.display(description="for", ordering="organization__name")
    def whom(self, target):
        """The organization, or the region."""
        return target.organization or "the region"

    def has_change_permission(self, request, obj=None):
        """What was revised stays as it was."""
        return super().has_change_permission(request, obj) and not (obj and obj.replaced_at)

    def save_model(self, request, obj, form, change):
        """Revise, so that the earlier target stays."""
        if change and not form.changed_data:
            return
        before = Target.objects.select_related(*self.related).get(pk=obj.pk) if change else obj
        try:
            made = revise(before, form.cleaned_data, user=request.user, now=timezone.now())
        except planning.TargetsRefused as refused:
            raise Refused(str(refused)) from refused
        if made is None and not change:
            raise Refused("The goal document sets this target itself, so there is nothing to set.")
        if made is not None:
            obj.pk, obj._state.adding = made.pk, False


@admin.register(StageReached)
class StageReachedAdmin(SpreadsheetAdmin, OfficeAdmin):
    form = StageForm
    list_display = ["measure", "stage", "name", "year", "due", "reached"]
    list_filter = [YearFilter, "measure__renews"]
    search_fields = ["measure__code"]
    related = ["measure", "year"]
    keys = ["measure", "year", "stage"]
    resource_classes = [StageReachedResource]
    page_help = "Stages count from 1 along the measure's ladder. Which are reached is also set by approved worksheets."

    @admin.display(description="which is")
    def name(self, stage):
        """What the ladder calls it."""
        ladder = stage.measure.ladder
        return ladder[stage.stage - 1] if 0 < stage.stage <= len(ladder) else "–"


class FollowedForm(CheckedForm):
    problem_of = staticmethod(problem_of_following)


@admin.register(FollowedDocument)
class FollowedDocumentAdmin(SpreadsheetAdmin, OfficeAdmin):
    form = FollowedForm
    list_display = ["measure", "year", "document"]
    list_filter = [YearFilter]
    search_fields = ["measure__code", "document__title"]
    related = ["measure", "year", "document"]
    keys = ["measure", "year"]
    resource_classes = [FollowedDocumentResource]
    page_help = "The stages of the milestone are read from the document. Under Set-up on the site all are on one page."
