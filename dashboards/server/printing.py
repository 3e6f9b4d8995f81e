"""Pictures that fit the paper: a browser doesn't draw them anew before it prints.

Plotly draws a picture for the width of the screen, in pixels. On paper, narrower than a screen, its
right side was cut off. Before printing each picture gets the frame of coordinates it was drawn in,
so that the style sheet (``style/css/print.css``) can make it as wide as its place, or smaller where
it would be tall (then it stands on the left); afterwards it is as it was. Without this script pages
print as before: cut off.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const pictures = () => document.querySelectorAll(".js-plotly-plot svg.main-svg");
  addEventListener("beforeprint", () => pictures().forEach((svg) => {
    const wide = svg.getAttribute("width"), high = svg.getAttribute("height");
    if (!wide || !high) return;
    svg.setAttribute("viewBox", "0 0 " + wide + " " + high);
    svg.setAttribute("preserveAspectRatio", "xMinYMin");
    svg.style.setProperty("--drawn", wide + "px");
    if (wide > 700 && high > 500) svg.style.setProperty("--tallest", "130mm");  // a network
  }));
  addEventListener("afterprint", () => pictures().forEach((svg) => {
    svg.removeAttribute("viewBox");
    svg.removeAttribute("preserveAspectRatio");
    svg.style.removeProperty("--drawn");
    svg.style.removeProperty("--tallest");
  }));
})();</script>"""
