"""A report as a tagged PDF: what the templates `reports/print/*.typ` print, prepared for them."""

from dataclasses import asdict

from consortium.pdf import typeset

from . import charts, words


def report(content):
    """The region's report, as bytes. Raises `consortium.pdf.PdfError`."""
    data = {
        **common(content),
        **of_region(content),
        "goals": [_goal(goal, content.year) for goal in content.goals],
        "definitions": [[line.code, line.label, line.definition] for line in content.lines],
        "partners": [_partner(partner) for partner in content.partners],
    }
    return typeset("reports/print/report.typ", words.softened(data))


def partner_report(content, partner):
    """The own report of `partner` (a Partner of `content`)."""
    data = {**common(content, partner), **of_region(content), "partner": _partner(partner)}
    return typeset("reports/print/partner.typ", words.softened(data))


def common(content, partner=None):
    """What every sheet of a report needs: titles, days, the tally."""
    return {
        "title": words.title_of(content, partner),
        "heading": content.title,
        "author": content.author or content.consortium,
        "year": content.year,
        "consortium": content.consortium,
        "through": words.through(content),
        "dated": words.dated(content),
        "draft": words.DRAFT if content.is_draft else "",
        "foot": " · ".join(filter(None, (words.title_of(content, partner), content.day))),
        "corrects": content.corrects,
        "correction_note": content.correction_note,
        "address": _address(content.address),
        "record": _address(words.record_address(content)),
        "tally": [asdict(count) for count in words.tally_of(content.tally, content.lines)],
        "shapes": {status: {"svg": charts.svg(14, 14, shape)} for status, shape in charts.SHAPES.items()},
    }


def of_region(content):
    """What is said of the region in every report: headlines, equity, next steps, method."""
    equity = content.equity
    return {
        "measures": len(content.lines),
        "number_of_goals": len(content.goals),
        "glance": _picture(charts.by_goal(content)),
        "opening": words.paragraphs(content.opening),
        "headlines": content.headlines,
        "asks": content.asks,
        "equity": {
            "narrative": words.paragraphs(equity.narrative),
            "code": equity.code,
            "label": equity.label,
            "region": equity.region.text,
            "tables": [
                {
                    "dimension": table.dimension,
                    "note": table.note,
                    "chart": _picture(charts.equity(table, equity.region)),
                    "groups": [
                        [group.label, group.count.text, group.rate.text, words.beside_region(group)]
                        for group in table.groups
                    ],
                }
                for table in equity.tables
            ],
        },
        "steps": [asdict(step) for step in words.all_steps(content)],
        "method": {**asdict(content.method), "narrative": words.paragraphs(content.method.narrative)},
        "own_status": words.OWN_STATUS,
    }


def _goal(goal, year):
    return {
        "code": goal.code,
        "framework": goal.framework,
        "number": goal.number,
        "short_title": goal.short_title,
        "text": goal.text,
        "tally": words.goal_tally(goal),
        "narrative": words.paragraphs(goal.narrative),
        "indicators": [_indicator(indicator, year) for indicator in goal.indicators],
        "evidence": [{**asdict(piece), "url": words.url_of(piece.where)} for piece in goal.evidence],
        "steps": [asdict(step) for step in goal.steps],
    }


def _indicator(indicator, year):
    return {
        "code": indicator.code,
        "text": indicator.text,
        "chart": _picture(charts.on_paper(indicator, year)) if indicator.lines else None,
        "lines": [
            {
                "label": line.label,
                "said": " ".join(filter(None, (line.sentence, line.trend, *line.notes))),
                "figures": [line.baseline.text, line.target.text, line.actual.text, line.last_year.text],
                "status": line.status or words.HIDDEN_STATUS,
                "words": line.status_words,
            }
            for line in indicator.lines
        ],
    }


def _partner(partner):
    return {
        "name": partner.name,
        "kind": partner.kind,
        "tally": words.own_tally(partner),
        "missing": partner.missing,
        "silent": [f"{line.label} ({line.code})" for line in partner.lines if line.actual.state == "missing"],
        "lines": [
            {
                "code": line.code,
                "label": line.label,
                "said": line.sentence,
                "figures": [line.actual.text, line.target.text],
                "status": line.status or words.HIDDEN_STATUS if line.status_words else "",
                "words": line.status_words,
                "region": line.region.text,
                "region_status": line.region_status or words.HIDDEN_STATUS,
                "region_words": line.region_status_words,
            }
            for line in partner.lines
        ],
    }


def _address(url):
    return {"url": url, "words": url}


def _picture(picture):
    return asdict(picture)
