"""A picture of the as-of pages of a run: what each kind of question costs, beside peers, on a logarithmic scale."""

import math
import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_PAGE = re.compile(r"page of 50 of ([\d,]+) entries: (.+)")
_PEERS = ", beside peers"
_TICKS_MS = (0.1, 1, 10, 100, 1_000, 10_000)
_ROW, _LEFT, _WIDTH, _TOP, _RIGHT = 20, 300, 440, 46, 90
_OURS, _THEIRS = "#2b6cb0", "#a0aec0"

Bar = tuple[str, float, str]
"""What is measured, its milliseconds, and the colour of its bar."""


def drawn(figures: Sequence[Mapping[str, Any]]) -> str:
    """An SVG of the pages of the size at which peers were asked; empty where a run has none."""
    size, bars = _bars(figures)
    if not bars:
        return ""
    height = _TOP + _ROW * len(bars) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDTH + _RIGHT} {height}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="100%" height="{height}" fill="#fff"/>',
        f'<text x="8" y="18" font-weight="bold">A page of 50 of {size} entries, median milliseconds</text>',
    ]
    for tick in _TICKS_MS:
        x = _x(tick)
        parts.append(f'<line x1="{x}" y1="{_TOP - 6}" x2="{x}" y2="{height - 8}" stroke="#e2e8f0"/>')
        parts.append(f'<text x="{x}" y="{_TOP - 10}" fill="#718096" text-anchor="middle">{tick:,g}</text>')
    for number, (name, value, colour) in enumerate(bars):
        y = _TOP + _ROW * number
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 14}" text-anchor="end">{escape(name)}</text>')
        width = round(_x(value) - _LEFT, 1)
        parts.append(f'<rect x="{_LEFT}" y="{y + 3}" width="{width}" height="{_ROW - 6}" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + width + 6}" y="{y + 14}">{value:,.1f}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _bars(figures: Sequence[Mapping[str, Any]]) -> tuple[str, list[Bar]]:
    peers = next((f for f in figures if f["name"].endswith(_PEERS) and f["beside"]), None)
    if peers is None:
        return "", []
    size, asked = _named(peers["name"].removesuffix(_PEERS))
    ours = [
        (kind, figure["value"], _OURS)
        for figure in figures
        if (named := _PAGE.fullmatch(figure["name"])) and not figure["name"].endswith(_PEERS)
        for of, kind in [named.groups()]
        if of == size
    ]
    theirs = [(f"{peer}, {asked}", value, _THEIRS) for peer, value in peers["beside"].items()]
    return size, ours + theirs


def _named(name: str) -> tuple[str, str]:
    named = _PAGE.fullmatch(name)
    assert named, name
    return named[1], named[2]


def _x(milliseconds: float) -> float:
    first, last = math.log10(_TICKS_MS[0]), math.log10(_TICKS_MS[-1])
    share = (math.log10(milliseconds) - first) / (last - first)
    return round(_LEFT + _WIDTH * min(1.0, max(0.0, share)), 1)
