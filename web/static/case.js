// The keys of the page on which rows are worked through; without scripts its
// forms do the same.
"use strict";
(() => {
  const page = () => document.getElementById("case");
  const form = () => document.getElementById("case-form");
  const fields = () => [...document.querySelectorAll("#case tr[data-field]")];
  const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const typed = (row) => row.querySelector("input[type=text]");
  const open = () => fields().filter((r) => "must" in r.dataset && (!chosen(r) || chosen(r).value === "typed" && !typed(r).value.trim()));
  const at = () => { const e = document.activeElement; return e ? e.closest("tr[data-field]") : null; };
  let sent = false; // a form is under way: its keys do nothing twice

  const go = (row) => {
    if (!row) return;
    (chosen(row) || radios(row)[0]).focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const walk = (step) => {
    const all = fields();
    const i = all.indexOf(at());
    go(i < 0 ? all[0] : all[Math.min(Math.max(i + step, 0), all.length - 1)]);
  };
  const tell = () => {
    const note = document.getElementById("case-left");
    if (!note) return;
    const n = open().length;
    note.textContent = n ? note.dataset.text.replace("#", n) : note.dataset.ready;
  };

  // What was chosen and typed is kept in this tab until the row is done.
  const name = (record) => "row:" + page().dataset.owner + ":" + record;
  const keep = () => {
    const all = {};
    for (const r of fields()) if (chosen(r) || typed(r).value) all[r.dataset.field] = [chosen(r) ? chosen(r).value : "", typed(r).value];
    sessionStorage.setItem(name(page().dataset.record), JSON.stringify(all));
  };
  const restore = () => {
    const raw = sessionStorage.getItem(name(page().dataset.record));
    if (!raw || "filled" in page().dataset) return;
    const all = JSON.parse(raw);
    for (const r of fields()) {
      const [take, text] = all[r.dataset.field] || ["", ""];
      const radio = radios(r).find((x) => x.value === take);
      if (radio) radio.checked = true;
      typed(r).value = text;
    }
  };

  const take = (row, side) => {
    const radio = row && radios(row).find((r) => r.value === side);
    if (!radio) return;
    radio.checked = true;
    keep(); tell();
    if (side === "typed") { typed(row).focus(); typed(row).select(); return; }
    const left = open();
    const all = fields();
    go(left.find((r) => all.indexOf(r) > all.indexOf(row)) || left[0] || row);
  };
  const takeAll = (side) => {
    for (const r of fields()) {
      const radio = "must" in r.dataset && radios(r).find((x) => x.value === side);
      if (radio) radio.checked = true;
    }
    keep(); tell();
    go(open()[0] || at() || fields()[0]);
  };
  const settle = () => {
    form().requestSubmit(document.getElementById("case-settle"));
  };
  const press = (id) => { const e = document.getElementById(id); if (e) e.click(); return !!e; };
  const enter = () => {
    if (document.querySelector("#case .case-transfer")) { transfer(); return true; }
    if (form()) { settle(); return true; }
    return press("case-search") || press("case-next");
  };
  const transfer = () => {
    const f = document.querySelector("#case .case-transfer [name=reason]");
    if (f) { f.focus(); f.scrollIntoView({ block: "center" }); }
    return !!f;
  };
  const decline = () => {
    const d = document.querySelector("#case .case-decline");
    if (!d) return false;
    d.open = true;
    document.getElementById("f-decline").focus();
    return true;
  };

  const keys = {
    j: () => walk(1), ArrowDown: () => walk(1), k: () => walk(-1), ArrowUp: () => walk(-1),
    1: () => take(at() || fields()[0], "list"), 2: () => take(at() || fields()[0], "register"), t: () => take(at() || fields()[0], "typed"),
    a: () => takeAll("list"), r: () => takeAll("register"),
    n: () => press("case-next"), p: () => press("case-prev"), l: () => press("case-list"), u: () => press("case-undo"),
    s: () => press("case-search"), e: () => press("case-enter"), d: decline, m: transfer, Enter: enter,
  };

  // Before the keys of all pages: here j and k walk through fields.
  document.addEventListener("keydown", (e) => {
    if (!page() || e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector("dialog[open]")) return;
    const text = e.target.matches("#case tr[data-field] input[type=text]");
    if (text && (e.key === "Enter" || e.key === "ArrowDown" || e.key === "ArrowUp" || e.key === "Escape")) {
      e.preventDefault(); e.stopImmediatePropagation();
      const row = e.target.closest("tr");
      if (e.key === "ArrowUp") walk(-1);
      else if (e.key === "Escape") go(row);
      else if (e.key === "Enter" && !open().length) go(row);
      else if (e.key === "Enter" && open()[0] !== row) go(open()[0]);
      else walk(1);
      return;
    }
    if (e.target.closest("input:not([type=radio]), textarea, select")) return;
    if (e.key === "Enter" && e.target.closest("a, button, summary")) return;
    const key = keys[e.key.length === 1 ? e.key.toLowerCase() : e.key];
    if (!key) return;
    if (e.repeat && !["j", "k", "ArrowDown", "ArrowUp"].includes(e.key)) { e.preventDefault(); return; }
    if (key() === false) return;
    e.preventDefault(); e.stopImmediatePropagation();
  }, true);

  document.addEventListener("input", (e) => {
    if (!page() || !e.target.closest("#case-form")) return;
    const row = e.target.closest("tr[data-field]");
    if (row && e.target === typed(row)) radios(row).find((r) => r.value === "typed").checked = true;
    if (row) { keep(); tell(); }
  });
  document.addEventListener("click", (e) => {
    const all = page() && e.target.closest("[data-all]");
    if (all) { e.preventDefault(); takeAll(all.dataset.all); }
  });
  document.addEventListener("submit", (e) => {
    if (e.target.action.endsWith("/sign-out")) sessionStorage.clear();
    if (!page()) return;
    const left = e.target === form() ? open() : [];
    if (sent || left.length) e.preventDefault();
    else sent = true;
    if (left.length) { tell(); go(left[0]); }
  });
  addEventListener("pageshow", () => { sent = false; });

  const begin = () => {
    sent = false;
    if (!page()) return;
    const last = page().dataset.last;
    if (last && last !== "0" && last !== page().dataset.record) sessionStorage.removeItem(name(last));
    if (form()) { restore(); tell(); }
    if (!page().querySelector("[data-focus]")) go(open()[0] || fields()[0]);
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:afterSwap", (e) => { if (e.detail.target === document.body) begin(); });
  document.addEventListener("htmx:sendError", () => { sent = false; });
})();
