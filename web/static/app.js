// Keys, and what keeps a form when the network fails. All pages work without.
"use strict";
(() => {
  document.documentElement.classList.add("scripted");
  const typing = (e) => e.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
  let go = false; // "g" was pressed: a digit follows

  // Rows of the list that keys walk through: the first on the page.
  const rows = () => [...document.querySelectorAll("table[data-rows] tbody tr")];
  const walk = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((r) => r.classList.contains("at"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (at >= 0) all[at].classList.remove("at");
    next.classList.add("at");
    const link = next.querySelector("a[href]");
    if (link) link.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };

  const press = (key) => {
    const found = [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && e.offsetParent !== null && !e.disabled);
    if (!found) return false;
    if (found.matches("input:not([type=checkbox], [type=radio]), textarea, select")) found.focus();
    else found.click();
    return true;
  };

  document.addEventListener("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey)) {
      const form = e.target.closest("form");
      if (form) { e.preventDefault(); form.requestSubmit(); }
      return;
    }
    if (e.key === "Escape" && typing(e)) { e.target.blur(); return; }
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || typing(e) || document.querySelector("dialog[open]")) return;
    if (go && e.key >= "1" && e.key <= "9") {
      go = false;
      const door = document.querySelectorAll(".doors a")[+e.key - 1];
      if (door) { e.preventDefault(); door.click(); }
      return;
    }
    go = e.key === "g";
    if (e.key === "j") walk(1);
    else if (e.key === "k") walk(-1);
    else if (e.key === "Enter" && e.target === document.body) {
      const link = document.querySelector("tr.at a[href]");
      if (link) link.click();
      return;
    } else if (!press(e.key)) return;
    e.preventDefault();
  });

  document.addEventListener("click", (e) => {
    const opener = e.target.closest("[data-open]");
    if (opener) document.getElementById(opener.dataset.open).showModal();
    if (e.target.closest("[data-print]")) print();
    for (const d of document.querySelectorAll("details.drop[open]")) if (!d.contains(e.target)) d.open = false;
  });

  // A filter is applied as soon as it is chosen.
  document.addEventListener("change", (e) => {
    const form = e.target.closest("form[data-auto]");
    if (form) form.requestSubmit();
  });

  // What a form was answered with is where the reader goes on.
  const attend = (root) => {
    const first = root.querySelector("[data-focus]");
    if (first) { first.focus(); first.scrollIntoView({ block: "nearest" }); }
  };
  document.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target === document.body) { scrollTo(0, 0); attend(document.body); }
  });
  document.addEventListener("DOMContentLoaded", () => attend(document.body));

  // The server was not reached: the form stays as it is.
  const offline = (is) => { const note = document.getElementById("offline"); if (note) { note.hidden = !is; if (is) note.scrollIntoView({ block: "center" }); } };
  document.addEventListener("htmx:sendError", (e) => { if (e.detail.requestConfig.verb !== "get") offline(true); });
  document.addEventListener("htmx:timeout", () => offline(true));
  document.addEventListener("htmx:afterRequest", (e) => { if (e.detail.xhr && e.detail.xhr.status) offline(false); });

  // Whoever has typed something is asked before he leaves.
  let dirty = false;
  document.addEventListener("input", (e) => { if (e.target.closest("form[data-ask]")) dirty = true; });
  document.addEventListener("submit", () => { dirty = false; });
  addEventListener("beforeunload", (e) => { if (dirty) e.preventDefault(); });
})();
