"""A report as one page that brings everything with it: its own style, its pictures, no script."""

from django.template.loader import render_to_string

from . import charts, words

PHONE = 340  # how wide a drawing may be to be read on a phone


def report(content):
    """The region's report, as bytes in UTF-8."""
    return page("reports/print/report.html", content, frameworks=frameworks(content))


def partner_report(content, partner):
    """The own report of `partner` (a Partner of `content`)."""
    return page("reports/print/partner.html", content, partner=partner, silent=missing(partner))


def page(template, content, partner=None, **more):
    """The page `template` of `content`."""
    context = {
        "content": content,
        "partner": partner,
        "title": words.title_of(content, partner),
        "dated": words.dated(content),
        "through": words.through(content),
        "tally": words.tally_of(content.tally, content.lines),
        "measures": len(content.lines),
        "by_goal": charts.by_goal(content, columns=1),
        "equity": [(table, charts.equity(table, content.equity.region, PHONE)) for table in content.equity.tables],
        "record": words.record_address(content),
        "report_path": words.path_of(content),
        "notice": words.notice_path(content),
        "corrected": words.corrected_path(content),
        "draft": words.DRAFT,
        "own_status": words.OWN_STATUS,
        "definitions": words.DEFINITIONS,
        "steps": words.all_steps(content),
        **more,
    }
    return render_to_string(template, context).encode()


def frameworks(content):
    """The goals by framework, in order: (title, goals)."""
    found = {}
    for goal in content.goals:
        found.setdefault(goal.framework, []).append(goal)
    return list(found.items())


def missing(partner):
    """The lines of a partner for which it has reported nothing."""
    return [line for line in partner.lines if line.actual.state == "missing"]
