"""HTML for notebooks: tables, and a summary of an array."""
from __future__ import annotations

from html import escape
from typing import Any, Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    def line(cells: Sequence[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{escape(str(cell))}</{tag}>" for cell in cells) + "</tr>"

    body = "".join(line(row, "td") for row in rows)
    return f"<table><thead>{line(head, 'th')}</thead><tbody>{body}</tbody></table>"


def plot(array: Any) -> str:
    """The distribution of an array's values as a small histogram in SVG; empty if they are not numbers."""
    import numpy

    if array.dtype.kind not in "iuf" or array.size == 0:
        return ""
    flat = array.reshape(-1)
    values = numpy.asarray(flat[:: max(1, flat.size // 100_000)], dtype=float)
    values = values[numpy.isfinite(values)]
    if values.size == 0:
        return ""
    counts, edges = numpy.histogram(values, bins=40)
    top = max(1, int(counts.max()))
    bars = "".join(
        f'<rect x="{4 * i}" y="{40 - 40 * c / top:.1f}" width="3" height="{40 * c / top:.1f}"/>'
        for i, c in enumerate(counts.tolist()))
    return (
        f'<svg width="160" height="56" role="img" aria-label="histogram"><g fill="currentColor">{bars}</g>'
        f'<text x="0" y="53" font-size="10">{edges[0]:.3g}</text>'
        f'<text x="160" y="53" font-size="10" text-anchor="end">{edges[-1]:.3g}</text></svg>')
