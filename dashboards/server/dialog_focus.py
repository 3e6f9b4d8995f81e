"""A dialog that is opened can be typed into at once: its first field has the focus.

The front end gives the focus to the dialog itself, before its fields are drawn. Without this script
the tab key leads there. What opens below a button (a popover) calls itself a dialog as well and is
left alone: a click on its first field would close the list that the focus has opened.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  addEventListener("focusin", (event) => {
    const dialog = event.target;
    const modal = '[data-testid^="stDialog"]';
    if (!dialog.matches || !dialog.matches("[role=dialog]")) return;
    if (!dialog.closest(modal) && !dialog.querySelector(modal)) return;
    let tries = 120;
    const look = () => {
      const field = dialog.querySelector("input:not([disabled]), textarea:not([disabled])");
      if (field) { if (document.activeElement === dialog) field.focus(); }
      else if (tries--) requestAnimationFrame(look);
    };
    look();
  });
})();</script>"""
