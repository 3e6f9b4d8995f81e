"""Small charts as SVG text, by hand: lines, bars, ranges and shapes, readable in grey too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

FONT = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei','PingFang SC',sans-serif"
INK, SOFT, GRID = "#2b2f36", "#6b7280", "#e3e6ea"
COLOURS = ("#1f5fa8", "#c8452d", "#2f8f5b", "#8a5fb0", "#c98a12", "#3a8fa3", "#7a7f87")


@dataclass
class Chart:
    """A chart of fixed size with a linear scale on each side."""

    title: str
    width: int = 760
    height: int = 300
    left: int = 56
    right: int = 16
    top: int = 44
    bottom: int = 40
    x: tuple[float, float] = (0.0, 1.0)
    y: tuple[float, float] = (0.0, 1.0)
    parts: list[str] = field(default_factory=list)

    def at_x(self, value: float) -> float:
        """Return the horizontal place of a value."""
        low, high = self.x
        return self.left + (value - low) / (high - low) * (self.width - self.left - self.right)

    def at_y(self, value: float) -> float:
        """Return the vertical place of a value."""
        low, high = self.y
        return (
            self.height
            - self.bottom
            - (value - low) / (high - low) * (self.height - self.top - self.bottom)
        )

    def text(
        self, x: float, y: float, words: str, *, anchor: str = "start", size: int = 11,
        colour: str = SOFT,
    ) -> None:  # fmt: skip
        """Put words at a place in pixels."""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}">{escape(words)}</text>'
        )

    def ticks_y(self, values: Sequence[float], form: str = "{:g}") -> None:
        """Draw horizontal grid lines with their values."""
        for value in values:
            y = self.at_y(value)
            self.parts.append(
                f'<line x1="{self.left}" x2="{self.width - self.right}" y1="{y:.1f}" '
                f'y2="{y:.1f}" stroke="{GRID}"/>'
            )
            self.text(self.left - 6, y + 4, form.format(value), anchor="end")

    def ticks_x(self, values: Sequence[float], words: Sequence[str]) -> None:
        """Write labels below the chart."""
        for value, word in zip(values, words, strict=True):
            self.text(self.at_x(value), self.height - self.bottom + 17, word, anchor="middle")

    def line(self, x: Sequence[float], y: Sequence[float], colour: str, width: float = 1.5) -> None:
        """Draw a line through points."""
        points = " ".join(
            f"{self.at_x(a):.1f},{self.at_y(b):.1f}" for a, b in zip(x, y, strict=True)
        )
        self.parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}" '
            'stroke-linejoin="round"/>'
        )

    def box(
        self, x: tuple[float, float], y: tuple[float, float], colour: str, opacity: float = 1.0
    ) -> None:
        """Draw a filled box between values."""
        a, b = sorted((self.at_x(x[0]), self.at_x(x[1])))
        c, d = sorted((self.at_y(y[0]), self.at_y(y[1])))
        self.parts.append(
            f'<rect x="{a:.1f}" y="{c:.1f}" width="{max(b - a, 0.8):.1f}" '
            f'height="{max(d - c, 0.8):.1f}" fill="{colour}" fill-opacity="{opacity:g}"/>'
        )

    def dot(self, x: float, y: float, colour: str, radius: float = 4.0) -> None:
        """Draw a dot at values."""
        self.parts.append(
            f'<circle cx="{self.at_x(x):.1f}" cy="{self.at_y(y):.1f}" r="{radius:g}" '
            f'fill="{colour}"/>'
        )

    def shape(self, points: Sequence[tuple[float, float]], colour: str) -> None:
        """Draw a filled polygon."""
        path = " ".join(f"{self.at_x(a):.1f},{self.at_y(b):.1f}" for a, b in points)
        self.parts.append(
            f'<polygon points="{path}" fill="{colour}" stroke="white" stroke-width="0.6"/>'
        )

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """Name colours in a row under the title."""
        at = float(self.left)
        for words, colour in entries:
            self.parts.append(f'<rect x="{at:.1f}" y="28" width="12" height="8" fill="{colour}"/>')
            self.text(at + 16, 36, words)
            at += 34 + sum(11.5 if ord(c) > 255 else 6.5 for c in words)

    def svg(self) -> str:
        """Return the chart as an SVG document."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
            f'font-family="{FONT}" role="img" aria-label="{escape(self.title)}">'
            f'<rect width="{self.width}" height="{self.height}" fill="white"/>'
            f'<text x="{self.left}" y="19" font-size="14" font-weight="600" fill="{INK}">'
            f"{escape(self.title)}</text>{''.join(self.parts)}</svg>\n"
        )
