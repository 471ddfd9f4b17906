"""Sections as one web page that needs nothing else: no script, no font, no address."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from joinup.experiments.report.sections import is_numeric
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.text.card import one_line

STYLE = """
:root { color-scheme: light; }
body { font: 1.05rem/1.55 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 0 auto;
  max-width: 56rem; padding: 1rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.2rem 0 .4rem; }
h2 { font-size: 1.4rem; margin: 2.6rem 0 .6rem; border-bottom: 2px solid #0072b2; padding-bottom: .2rem; }
h3 { font-size: 1.1rem; margin: 1.8rem 0 .4rem; }
a { color: #00558a; }
a:focus, summary:focus { outline: 3px solid #e69f00; outline-offset: 2px; }
.skip { position: absolute; left: -9999px; } .skip:focus { position: static; }
.scroll { overflow-x: auto; margin: .8rem 0; }
table { border-collapse: collapse; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: .2rem 0; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td { padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #ddd; }
thead th { border-bottom: 2px solid #888; vertical-align: bottom; }
tbody th { font-weight: 400; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
figure { margin: 1.4rem 0; }
figure svg { width: 100%; height: auto; }
figcaption { font-weight: 600; }
details { margin: .5rem 0; } summary { cursor: pointer; color: #00558a; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; background: #f3f3f3; padding: .7rem; }
footer { margin-top: 3rem; color: #555; font-size: .9rem; }
@media print { details > * { display: block; } body { max-width: none; } }
"""


def safe(text: str) -> str:
    """Return a text escaped for a page: names and titles come from other people's files."""
    return escape(one_line(text))


def page(title: str, lead: str, parts: Sequence[tuple[str, str]], foot: str) -> str:
    """Return a web page.

    Parameters
    ----------
    title, lead
        What stands on top.
    parts
        Heading and content (HTML) of each part.
    foot
        What stands at the end.
    """
    ids = [re.sub(r"\W+", "-", heading.lower()).strip("-") for heading, _ in parts]
    contents = "".join(
        f'<li><a href="#{name}">{safe(heading)}</a></li>'
        for name, (heading, _) in zip(ids, parts, strict=True)
    )
    body = "".join(
        f'<section aria-labelledby="{name}"><h2 id="{name}">{safe(heading)}</h2>{content}</section>\n'
        for name, (heading, content) in zip(ids, parts, strict=True)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{safe(title)}</title><style>{STYLE}</style></head><body>\n"
        f'<a class="skip" href="#main">Skip to the text</a>'
        f"<header><h1>{safe(title)}</h1><p>{safe(lead)}</p></header>\n"
        f'<nav aria-label="Contents"><ul>{contents}</ul></nav>\n<main id="main">\n{body}</main>\n'
        f"<footer><p>{safe(foot)}</p></footer>\n</body></html>\n"
    )


def sections(found: Sequence[Section]) -> str:
    """Return sections as HTML, under headings of the third order."""
    return "".join(section(one) for one in found)


def section(found: Section) -> str:
    """Return a section as HTML."""
    shown = "" if found.table is None else table(found.table, found.heading, quiet=True)
    return f"<h3>{safe(found.heading)}</h3>{paragraphs(found.sentences)}{shown}"


def paragraphs(sentences: Sequence[str]) -> str:
    """Return sentences as paragraphs."""
    return "".join(f"<p>{safe(sentence)}</p>" for sentence in sentences)


def bullets(sentences: Sequence[str]) -> str:
    """Return sentences as a list."""
    return f"<ul>{''.join(f'<li>{safe(sentence)}</li>' for sentence in sentences)}</ul>"


def table(found: Table, caption: str, *, quiet: bool = False) -> str:
    """Return a table with a caption (`quiet`: not shown), heads of columns and heads of rows."""
    hush = ' class="quiet"' if quiet else ""
    numeric = [is_numeric(found, place) for place in range(len(found.columns))]
    heads = "".join(
        f'<th scope="col"{_class(number)}>{safe(column)}</th>' if column else "<td></td>"
        for column, number in zip(found.columns, numeric, strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{safe(cell)}</th>'
            if place == 0 and cell
            else f"<td{_class(numeric[place])}>{safe(cell)}</td>"
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in found.rows
    )
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{safe(caption)}"><table>'
        f"<caption{hush}>{safe(caption)}</caption><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _class(numeric: bool) -> str:
    return ' class="number"' if numeric else ""


def hidden(summary: str, content: str) -> str:
    """Return content that opens on demand."""
    return f"<details><summary>{safe(summary)}</summary>{content}</details>"


def command(text: str) -> str:
    """Return a command to be copied."""
    return f"<pre><code>{safe(text)}</code></pre>"
