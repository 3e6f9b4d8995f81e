"""A sentence of a page taken along as text: a press on its button copies it.

Browsers offer their clipboard to pages over HTTPS only; elsewhere the text is selected and copied
in the way that they all still know. Without this script the button does nothing; the sentence can
be selected by hand.
"""

from __future__ import annotations

SCRIPT = """<script>(() => {
  const selected = (words) => {
    const field = document.createElement("textarea");
    field.value = words;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  };
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("button[data-copy]");
    if (!button) return;
    const words = button.dataset.copy, label = button.dataset.label || button.textContent;
    button.dataset.label = label;
    const copied = navigator.clipboard && isSecureContext
      ? navigator.clipboard.writeText(words).catch(() => selected(words)) : selected(words);
    copied.then(() => {
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = label; }, 2000);
      button.focus();
    }, () => undefined);
  });
})();</script>"""
