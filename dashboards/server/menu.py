"""A menu that closes after a choice wherever it covers the page, and that screen readers can read.

Streamlit's front end closes it on what calls itself a phone only; it lies over the page on every
narrow screen. Without this script it stays open there until its button is pressed. Groups of pages
stand in the front end's list as what no list may hold; they are told as links under headings.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const narrow = matchMedia("(max-width: 767.98px)");
  const open = '[data-testid="stSidebar"][data-collapsed="false"]';
  addEventListener("click", (event) => {
    const link = event.target instanceof Element
      && event.target.closest('[data-testid="stSidebarNavLink"]');
    if (!link || !narrow.matches) return;
    setTimeout(() => {
      const button = document.querySelector(
        open + ' [data-testid="stSidebarCollapseButton"] button');
      if (button) button.click();
    });
  });
  const items = '[data-testid="stSidebarNavItems"]';
  const plain = () => document.querySelectorAll(items + ":not([role])," + items + " li:not([role])")
    .forEach((part) => part.setAttribute("role", "presentation"));
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; plain(); });
  }).observe(document, { childList: true, subtree: true });
})();</script>"""
