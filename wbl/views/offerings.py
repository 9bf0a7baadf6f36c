"""One activity of a school, and carrying a district's activities over from the year before."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from consortium.numbers import small_integer
from consortium.permissions import fetch, member_required
from consortium.years import fetch_year, year_at
from wbl.forms.inventory import OfferingForm
from wbl.models import ActivityOffering
from wbl.queries import inventory as queries
from wbl.rules import inventory as rules
from wbl.views.inventory import fetch_district, grid_address

OFFERINGS = ActivityOffering.objects.select_related("school__parent", "activity_type", "year", "recorded_by")


@member_required
@require_safe
def offering(request, pk):
    """What a school offers: grades, sectors, days, notes. Whom to ask is shown to its own people and the office."""
    access = request.user.access
    found = fetch(OFFERINGS, access, pk=pk)
    context = {
        "offering": found,
        "sectors": list(found.sectors.all()),
        "own": access.may_read_worksheet(found.school),
        "may_write": access.may_write_worksheet(found.school),
        "back": grid_address(found.school.parent, found.year),
    }
    return render(request, "wbl/offering.html", context)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def offering_edit(request, pk):
    """Change an offering. Where somebody else has changed it meanwhile, both are shown and nothing is saved."""
    found = fetch(OFFERINGS, request.user.access, pk=pk)
    if not request.user.access.may_write_worksheet(found.school):
        raise PermissionDenied(f"Only the reporters of {found.school.parent} and the consortium office write here.")
    form = OfferingForm(request.POST or None, instance=found, back=found.get_absolute_url())
    context = {"form": form, "offering": found}
    if form.is_valid():
        try:
            conflict = rules.save_offering(found, form.cleaned_data["sectors"], form.cleaned_data["version"])
        except rules.Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(grid_address(found.school.parent, found.year))
        if conflict is None:
            messages.success(request, f"{found.activity_type} at {found.school} is saved.")
            return redirect(grid_address(found.school.parent, found.year))
        form.drawn_from(conflict.stored.version)
        context |= {"conflict": conflict, "theirs": list(conflict.stored.sectors.all())}
        return render(request, "wbl/offering_form.html", context, status=409)
    return render(request, "wbl/offering_form.html", context, status=422 if form.errors else 200)


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def inventory_copy(request, slug):
    """Carry over to the year in `?year=` what the schools of a district offered in the year before, once confirmed."""
    district = fetch_district(request.user.access, slug)
    if not request.user.access.may_write_worksheet(district):
        raise PermissionDenied(f"Only the reporters of {district} and the consortium office write here.")
    today = timezone.localdate()
    label = request.GET.get("year")
    year = fetch_year(label) if label else year_at(today)
    if year is None:
        return redirect("inventory-district", slug=slug)
    day = queries.day_of(year, today)
    if request.method == "POST":
        chosen = [pk for text in request.POST.getlist("offering") if (pk := small_integer(text)) is not None]
        number = rules.carry_over(district, year, day, chosen, user=request.user, now=timezone.now())
        words = "1 activity was" if number == 1 else f"{number:,} activities were"
        messages.success(request, f"{words} carried over to {year}. Take away here what is no longer so.")
        return redirect(grid_address(district, year))
    rows = list(rules.to_carry_over(district, year, day))
    context = {"district": district, "year": year, "former": rules.year_before(year), "rows": rows}
    return render(request, "wbl/inventory_copy.html", context | {"back": grid_address(district, year)})
