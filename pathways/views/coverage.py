"""The page of coverage: sector by organization, where high school programs lead and what feeds college programs."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from consortium.permissions import member_required
from pathways.forms.coverage import CoverageFilter
from pathways.forms.programs import WITH_OTHERS
from pathways.models import Program
from pathways.queries import coverage as queries


@member_required
@require_safe
def coverage(request):
    """Both matrices as of today, of all sectors or of `?sector=` and those that correspond to it."""
    access, today = request.user.access, timezone.localdate()
    form = CoverageFilter(request.GET)
    chosen = form.chosen()
    sectors = queries.sectors_with(chosen)
    programs = Program.objects.readable_by(access)
    high_schools = queries.high_schools(programs, today, sectors)
    colleges = queries.colleges(programs, today, sectors)
    context = {
        "form": form,
        "chosen": chosen,
        "all_sectors": f"{WITH_OTHERS}{chosen.key}" if chosen else "",
        "counterparts": [sector for sector in sectors if chosen and sector != chosen],
        "high_schools": high_schools,
        "colleges": colleges,
        "nothing": not high_schools.whole.total and not colleges.whole.total,
        "today": today,
    }
    return render(request, "pathways/coverage.html", context)
