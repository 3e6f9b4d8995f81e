// A screen in a hall: fetches its data, shows one scene after another, says when it stands still.
(() => {
  "use strict";
  const told = document.documentElement.dataset;
  const part = (id) => document.getElementById(id);
  const token = decodeURIComponent(location.hash.slice(1));
  const WIDE = 3; // from this shape on, the message stays and the other scenes turn beside it
  // How much pictures are enlarged at 1080 lines: they are drawn for a page with signs of 12 px.
  const BEST = 2.6, LEAST = 2.34;
  // How long an answer may take, and when to ask again where none came.
  const WAIT_MS = 30000, AGAIN_MS = 10000;
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let data = null, at = 0, paused = false, timer = 0, read = "";

  const say = (id, words) => { part(id).textContent = words; part(id).hidden = !words; };
  const wide = () => innerWidth / innerHeight >= WIDE;

  // What turns: all scenes, or all but the message where that has a place of its own.
  const turning = () => (wide() && data.scenes.length > 1 ? data.scenes.slice(1) : data.scenes);

  function draw(panel, figure) {
    const place = panel.querySelector(".picture");
    if (!place || !figure) return;
    const layout = structuredClone(figure.layout);
    const box = place.getBoundingClientRect();
    const lines = Math.min(innerHeight / 1080, innerWidth / 1920);
    const scale = Math.max(LEAST * lines, Math.min(BEST * lines, box.height / layout.height));
    layout.autosize = false;
    layout.width = box.width / scale;
    layout.height = box.height / scale;
    const inner = document.createElement("div");
    inner.style.cssText = `width:${layout.width}px;height:${layout.height}px;` +
      `transform:scale(${scale});transform-origin:0 0`;
    place.replaceChildren(inner);
    Plotly.newPlot(inner, structuredClone(figure.data), layout, { staticPlot: true });
  }

  // What does not fit is said in smaller type or left out, never cut.
  function fit(panel) {
    const inside = panel.querySelector(".inside"), message = panel.querySelector(".message");
    const over = (box) => box.scrollHeight > box.clientHeight + 1;
    for (const kind of ["long", "bare"]) {
      if (message && over(message)) message.classList.add(kind);
    }
    const list = panel.querySelector("ol, ul");
    const box = panel.querySelector(".alerts") || inside;
    const more = panel.querySelector(".more");
    while (list && list.children.length > 1 && over(box)) {
      list.lastElementChild.remove();
      if (!more) continue;
      more.dataset.n = Number(more.dataset.n) + 1;
      more.textContent = more.dataset.words.replace("#", more.dataset.n);
      more.hidden = false;
    }
  }

  // What stands already stays as it is; only another scene fades in.
  function fill(panel, scene, anew) {
    if (panel.shown === scene && !anew) return;
    panel.querySelectorAll(".picture > div").forEach((old) => Plotly.purge(old));
    panel.innerHTML = scene.html;
    if (!panel.shown || panel.shown.key !== scene.key) {
      panel.classList.remove("entering");
      if (!calm.matches) { void panel.offsetWidth; panel.classList.add("entering"); }
    }
    panel.shown = scene;
    fit(panel);
    draw(panel, scene.figure);
  }

  function show(anew) {
    const scenes = turning(), beside = scenes.length < data.scenes.length;
    at = ((at % scenes.length) + scenes.length) % scenes.length;
    const shown = beside ? [data.scenes[0], scenes[at]] : [scenes[at]];
    const panels = part("panels");
    if (panels.children.length !== shown.length || !panels.querySelector("section")) {
      panels.replaceChildren(...shown.map(() => document.createElement("section")));
    }
    panels.classList.toggle("beside", beside);
    shown.forEach((scene, n) => fill(panels.children[n], scene, anew));
    part("steps").replaceChildren(...scenes.map((scene, n) => {
      const step = document.createElement("li");
      step.textContent = scene.title;
      if (n === at) step.setAttribute("aria-current", "step");
      return step;
    }));
  }

  function turn(by) {
    if (!data) return;
    at += by;
    show();
    clearInterval(timer);
    timer = setInterval(() => { if (!paused) turn(1); }, told.scene * 1000);
  }

  function pause(now) {
    paused = now;
    say("paused", paused ? told.paused : "");
  }

  function stop(words) {
    data = null;
    clearInterval(timer);
    const note = document.createElement("p");
    note.className = "instead";
    note.textContent = words;
    part("panels").replaceChildren(note);
    part("steps").replaceChildren();
    ["head", "until", "refreshed", "hall", "read", "alarm"].forEach((id) => say(id, ""));
  }

  function take(found) {
    if (found.build !== told.build) { location.reload(); return; }
    const before = data, room = part("alarm").hidden;
    data = found;
    read = found.read;
    ["head", "until", "refreshed", "hall", "read"].forEach((id) => say(id, found[id]));
    say("alarm", found.old);
    if (!before) { turn(0); return; }
    const same = JSON.stringify(before.scenes) === JSON.stringify(found.scenes);
    if (same) data.scenes = before.scenes;
    show(room !== part("alarm").hidden);
  }

  async function fetchData() {
    let next = told.refresh * 1000;
    try {
      const answer = await fetch("/wall/data", {
        headers: { "X-Weisu-Screen": token },
        cache: "no-store",
        signal: AbortSignal.timeout(WAIT_MS),
      });
      const found = await answer.json();
      if (answer.ok) take(found);
      else if (answer.status === 401) stop(found.words);
      else throw new Error(found.words);
    } catch {
      // What was shown stays, with since when; before the first data there is only the reason.
      if (data) {
        say("alarm", `${told.still} ${read}`);
        show(true);
      } else {
        stop(told.failed);
      }
      next = AGAIN_MS;
    }
    setTimeout(fetchData, next);
  }

  addEventListener("keydown", (key) => {
    if (key.code === "Space") pause(!paused);
    else if (key.key === "ArrowRight") turn(1);
    else if (key.key === "ArrowLeft") turn(-1);
    else return;
    key.preventDefault();
  });
  let resized = 0;
  addEventListener("resize", () => {
    clearTimeout(resized);
    resized = setTimeout(() => { if (data) show(true); }, 200);
  });
  addEventListener("hashchange", () => location.reload());

  if (!token) { stop(told.noToken); return; }
  fetchData();
})();
