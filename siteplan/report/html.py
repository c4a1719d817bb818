"""A report as one HTML file that asks the network for nothing."""

from __future__ import annotations

import base64
from html import escape
from importlib.resources import files

from siteplan.report.blocks import (
    Blank,
    Block,
    Bullets,
    Cell,
    CriterionBlock,
    Document,
    Figure,
    Heading,
    Mark,
    PageBreak,
    Paragraph,
    Quotation,
    Table,
)
from siteplan.text import say
from siteplan.theme import outcome_image

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Content security policy: nothing is fetched and nothing runs."""


def html_report(document: Document) -> str:
    """The report as HTML text: figures inside, style inside, no script."""
    style = (files("siteplan.report") / "report.css").read_text(encoding="utf-8")
    language = document.language
    body = "".join(_block(block, document) for block in document.blocks)
    page = f"@page {{ size: {document.paper.upper()} {'landscape' if document.landscape else 'portrait'}; }}"
    wide = ' class="wide"' if document.landscape else ""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)} – {escape(document.subtitle)}</title><style>{page}{style}</style></head>"
        f'<body{wide}><header class="front"><p class="marking {document.edition}">{escape(document.marking)}</p>'
        f'<h1>{escape(document.title)}</h1><p class="subtitle">{escape(document.subtitle)}</p></header>'
        f"<main>{body}</main><footer>{escape(document.foot)}</footer></body></html>\n"
    )


def _block(block: Block, document: Document) -> str:
    match block:
        case Heading():
            level = block.level + 1
            return f"<h{level}>{escape(block.text)}</h{level}>"
        case Paragraph():
            return f'<p class="{block.tone}">{escape(block.text)}</p>'
        case Bullets():
            return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in block.items)}</ul>"
        case Table():
            return _table(block)
        case Figure():
            source = f"data:image/svg+xml;base64,{base64.b64encode(block.svg).decode()}"
            return (
                f'<figure><img src="{source}" alt="{escape(block.alt)}" style="width:{block.width_mm}mm">'
                f"<figcaption>{escape(block.caption)}</figcaption></figure>"
            )
        case Quotation():
            return _quotation(block)
        case CriterionBlock():
            return _criterion(block, document)
        case Blank():
            frame = f'<div class="frame" style="height:{block.frame_mm}mm"></div>' if block.frame_mm else ""
            lines = "" if block.frame_mm else '<div class="line"></div>' * block.lines
            return f'<div class="blank"><p>{escape(block.label)}</p>{frame}{lines}</div>'
        case PageBreak():
            return '<div class="break"></div>'


def _table(table: Table) -> str:
    right = set(table.numeric)
    total = sum(table.widths)
    columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in table.widths)
    head = "".join(f'<th scope="col"{_right(at in right)}>{escape(words)}</th>' for at, words in enumerate(table.head))
    rows = "".join(
        "<tr>" + "".join(f"<td{_right(at in right)}>{_cell(cell)}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return (
        f'<div class="scroll"><table>{caption}<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _right(right: bool) -> str:
    return ' class="num"' if right else ""


def _cell(cell: Cell) -> str:
    return _mark(cell) if isinstance(cell, Mark) else escape(cell)


def _mark(mark: Mark) -> str:
    return f'<span class="mark"><img src="{outcome_image(mark.outcome)}" alt="">{escape(mark.word)}</span>'


def _quotation(block: Quotation) -> str:
    return (
        f'<blockquote><span lang="{escape(block.language)}">«{escape(block.text)}»</span>'
        f"<cite>{escape(block.cite)}</cite></blockquote>"
    )


def _criterion(block: CriterionBlock, document: Document) -> str:
    facts = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.facts)
    limits = "".join(f"<li>{escape(line)}</li>" for line in block.limits)
    grounds = ""
    if limits:
        word = say("report", "table.limit", document.language)
        grounds = f'<p class="small-title">{escape(word)}</p><ul class="limits">{limits}</ul>'
    quotes = "".join(_quotation(quote) for quote in block.quotations)
    return (
        f'<section class="criterion"><h4>{escape(block.title)}</h4><p>{escape(block.question)}</p>'
        f"<dl>{facts}</dl>{grounds}{quotes}</section>"
    )
