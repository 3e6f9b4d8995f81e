"""The browser's way back: an address that a page writes by itself is no step of it.

A page puts what is chosen into its address, and Streamlit adds a step to the way back whenever the
address changes: also where a page that has just been opened only fills in what the reader has
chosen before. Going back would lead to the same page, which fills it in again. So what is written
before the reader has pressed anything on the page takes the place of the step that led there.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const push = history.pushState.bind(history);
  let pressed = false;
  history.pushState = (state, title, to) => {
    const there = new URL(to === undefined || to === null ? location.href : to, location.href);
    if (there.pathname !== location.pathname) pressed = false;
    else if (!pressed) return history.replaceState(state, title, to);
    return push(state, title, to);
  };
  for (const kind of ["pointerdown", "keydown"])
    addEventListener(kind, (event) => { pressed = pressed || event.isTrusted; }, true);
  addEventListener("popstate", () => { pressed = false; }, true);
})();</script>"""
