"""Marks of pictures as links: a click on one opens the address that its trace names for it.

A trace's ``meta.opens`` holds the addresses by mark (``dashboards/charts/picture.py``). A click
goes there as a link does: the way back leads to the page as it was, and with the control key, or
the middle of the mouse, the tickets open beside it. Without this script pictures open nothing; the
tables below them have the same links.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const address = (event) => event.points.map((p) =>
    ((p.data.meta || {}).opens || [])[p.pointIndex === undefined ? p.pointNumber : p.pointIndex]
  ).find(Boolean);
  document.addEventListener("mouseover", (over) => {
    const picture = over.target.closest && over.target.closest(".js-plotly-plot");
    if (!picture || !picture.on || picture.weisuMarks === picture._ev) return;
    picture.weisuMarks = picture._ev;
    picture.on("plotly_hover", (event) =>
      picture.classList.toggle("weisu-opens", Boolean(address(event))));
    picture.on("plotly_unhover", () => picture.classList.remove("weisu-opens"));
    picture.on("plotly_click", (event) => {
      const to = address(event), by = event.event || {};
      if (!to) return;
      if (by.ctrlKey || by.metaKey || by.button === 1) open(to, "_blank");
      else location.assign(to);
    });
  }, true);
})();</script>"""
