// The form of a segment on a phone. Everything that is typed is written into the
// phone's own store at once and sent when the network allows; a finished form is
// removed from the phone only after the server's receipt for its last save.
"use strict";
(async () => {
  document.documentElement.classList.add("scripted");
  const $ = (id) => document.getElementById(id);
  const { account, survey, segment, send: sendTo } = document.body.dataset;
  const words = {};
  for (const dt of document.querySelectorAll("#field-words dt")) words[dt.textContent] = dt.nextElementSibling.textContent;
  const w = (key, ...args) => args.reduce((t, a, i) => t.replaceAll(`{${i}}`, a), words[key] || key);

  // ---- the store -----------------------------------------------------------
  const wait = (request) => new Promise((yes, no) => { request.onsuccess = () => yes(request.result); request.onerror = () => no(request.error); });
  const ended = (tx) => new Promise((yes, no) => { tx.oncomplete = () => yes(); tx.onabort = tx.onerror = () => no(tx.error); });
  const open = () => new Promise((yes, no) => {
    const r = indexedDB.open("quanyuan-field", 1);
    r.onupgradeneeded = () => {
      r.result.createObjectStore("forms", { keyPath: "id" });       // what was typed: the page writes
      r.result.createObjectStore("sent", { keyPath: "id" });        // what the server knows: sending writes
      r.result.createObjectStore("receipts", { autoIncrement: true });
    };
    r.onsuccess = () => yes(r.result);
    r.onerror = () => no(r.error);
  });
  let db;
  try { db = await open(); } catch { say("no_store", "bad"); return; }
  if (navigator.storage && navigator.storage.persist) navigator.storage.persist();
  const write = (...stores) => db.transaction(stores, "readwrite", { durability: "strict" });
  const read = (store) => wait(db.transaction(store).objectStore(store).getAll());
  const mine = (f) => f.account === account && f.survey === survey && f.segment === segment;
  const random = (n) => [...crypto.getRandomValues(new Uint8Array(n))].map((b) => "0123456789abcdefghijklmnopqrstuvwxyz"[b % 36]).join("");

  function say(key, kind, ...args) { const s = $("field-state"); s.textContent = w(key, ...args); s.className = "field-state " + (kind || ""); }
  function fault(id, text) { const f = $(id); f.textContent = text || ""; f.hidden = !text; if (text) f.scrollIntoView({ block: "center" }); }

  // ---- one tab at a time ---------------------------------------------------
  if (navigator.locks) {
    const got = await new Promise((yes) => navigator.locks.request("quanyuan-field", { ifAvailable: true }, (lock) => { yes(!!lock); return lock ? new Promise(() => {}) : undefined; }));
    if (!got) { say("second", "bad"); fault("field-fault", w("second")); return; }
  }

  // ---- the house that is open ----------------------------------------------
  let forms = (await read("forms")).filter(mine);
  let at = null; // the form that is open
  let writing = 0;

  // save writes the form as it is now. A form that is gone from the store was
  // acknowledged and must not come back.
  async function save(f, isNew) {
    f.revision++;
    f.stamp = random(12);
    const copy = structuredClone(f);
    writing++;
    try {
      const tx = write("forms"), store = tx.objectStore("forms"), done = ended(tx);
      const there = await wait(store.getKey(f.id));
      if (there === undefined && !isNew) { await done; return false; }
      store.put(copy);
      await done;
      return true;
    } catch {
      say("full", "bad");
      fault("field-house-fault", w("full"));
      return false;
    } finally {
      if (--writing === 0) state();
    }
  }

  const next = () => String(Math.max(0, ...forms.map((f) => parseInt(f.house, 10) || 0), ...receipts.map((r) => parseInt(r.house, 10) || 0)) + 1);
  const now = () => { const d = new Date(), p = (n) => String(n).padStart(2, "0"); return `${d.getFullYear()}-${p(d.getMonth() + 1)}-${p(d.getDate())} ${p(d.getHours())}:${p(d.getMinutes())}`; };
  const fresh = (over) => ({ id: random(24), account, survey, segment, revision: 0, stamp: "", house: "", result: "", reason: "", visits: [], persons: [], finished: false, ...over });

  let count = 0; // of persons shown, for ids
  function person(p) {
    const piece = $("field-person").content.cloneNode(true), set = piece.querySelector("fieldset"), own = ++count;
    for (const e of set.querySelectorAll("[data-person]")) {
      const id = `p${own}-${e.id}`;
      set.querySelector(`label[for="${e.id}"]`).htmlFor = id;
      e.id = id;
      e.value = p[e.dataset.person] || "";
      e.addEventListener("input", () => { if (e.value) p[e.dataset.person] = e.value; else delete p[e.dataset.person]; change(); });
    }
    for (const d of set.querySelectorAll("details")) d.open = [...d.querySelectorAll("[data-person]")].some((e) => e.value);
    const remove = set.querySelector("[data-remove]");
    remove.textContent = w("remove");
    remove.addEventListener("click", () => {
      if (Object.keys(p).length && !confirm(w("remove_sure"))) return;
      at.persons.splice(at.persons.indexOf(p), 1);
      change();
      set.remove();
      number();
    });
    $("field-people").append(piece);
    number();
    return set;
  }
  function number() { [...document.querySelectorAll("#field-people legend")].forEach((l, i) => { l.textContent = w("person", i + 1); }); }
  function change() { say("saving"); save(at); why(); }
  function why() { $("field-why").hidden = !["empty", "refused", "absent"].includes(at.result); $("field-add").hidden = !["", "done"].includes(at.result); }

  function show(f) {
    at = f;
    fault("field-house-fault");
    $("field-list").hidden = !!f;
    $("field-house").hidden = !f;
    $("field-people").replaceChildren();
    if (!f) { list(); $("main").focus(); return; }
    $("field-house-h").textContent = w("house", f.house);
    for (const e of document.querySelectorAll("[data-house]")) e.value = f[e.dataset.house];
    f.persons.forEach(person);
    visits();
    why();
    scrollTo(0, 0);
    $("field-house-h").focus();
  }
  function visits() { $("field-visits").textContent = at.visits.length ? w("visit", at.visits.join("，")) : ""; }

  for (const e of document.querySelectorAll("[data-house]")) {
    e.addEventListener("input", () => { at[e.dataset.house] = e.value.trim(); if (e.dataset.house === "house") $("field-house-h").textContent = w("house", at.house); change(); });
  }
  for (const e of document.querySelectorAll("[data-field-back]")) e.addEventListener("click", () => { show(null); send(); });
  $("field-visit").addEventListener("click", () => { at.visits.push(now()); visits(); change(); });
  $("field-add").addEventListener("click", () => { const p = {}; at.persons.push(p); if (!at.result) { at.result = "done"; $("field-result").value = "done"; } change(); person(p).querySelector("input").focus(); });
  $("field-new").addEventListener("click", async () => {
    const f = fresh({ house: next(), visits: [now()] });
    if (await save(f, true)) { forms.push(f); show(f); }
  });
  $("field-finish").addEventListener("click", async () => {
    at.persons = at.persons.filter((p) => Object.keys(p).length);
    const wrong = !at.house ? "need_house" : !at.result ? "need_result" : forms.some((f) => f.id !== at.id && f.house === at.house) || receipts.some((r) => r.house === at.house && r.form !== at.id) ? "twice"
      : at.result === "done" && !at.persons.length ? "need_nobody" : at.persons.some((p) => !(p.name || "").trim()) ? "need_name" : at.result !== "done" && !at.reason ? "need_reason" : at.result !== "done" && at.persons.length ? "need_nobody" : "";
    if (wrong) { fault("field-house-fault", w(wrong)); return; }
    at.finished = true;
    await save(at);
    show(null);
    send();
  });
  $("field-cannot-do").addEventListener("click", async () => {
    const reason = $("field-cannot").value.trim();
    if (!reason) { fault("field-fault", w("need_reason")); return; }
    const f = fresh({ result: "unreachable", reason, visits: [now()], finished: true });
    if (await save(f, true)) { forms.push(f); $("field-cannot").value = ""; list(); send(); }
  });

  // ---- the list ------------------------------------------------------------
  let receipts = [], sent = {}, shown = null;
  async function look() {
    forms = (await read("forms")).filter(mine).map((f) => (at && f.id === at.id ? at : f));
    sent = Object.fromEntries((await read("sent")).map((s) => [s.id, s]));
    receipts = (await read("receipts")).filter(mine);
  }
  const unsent = () => forms.filter((f) => (sent[f.id] || {}).acked !== f.stamp);
  async function list() {
    await look();
    const items = forms.sort((a, b) => (parseInt(a.house, 10) || 0) - (parseInt(b.house, 10) || 0)).map((f) => {
      const id = f.id, li = document.createElement("li"), b = document.createElement("button"), left = document.createElement("span"), right = document.createElement("small");
      const known = sent[f.id] || {};
      b.type = "button";
      left.textContent = f.result === "unreachable" ? w("unreachable") : w("house", f.house) + " · " + w("persons", f.persons.length);
      right.textContent = known.fault ? w("refused", known.fault) : w(f.finished ? "finished" : "open") + (known.acked === f.stamp ? " · " + w("on_server") : "");
      b.append(left, right);
      b.addEventListener("click", async () => {
        const f = await wait(db.transaction("forms").objectStore("forms").get(id));
        if (!f) { list(); return; }
        if (f.finished && f.result !== "unreachable") { // taken up again, unless its receipt has come
          f.finished = false;
          if (!(await save(f))) { fault("field-fault", w("gone")); list(); return; }
        }
        if (f.result !== "unreachable") show(f);
      });
      li.append(b);
      return li;
    });
    const seen = items.map((li) => li.textContent).join("\n") + forms.map((f) => f.id);
    if (seen !== shown) $("field-houses").replaceChildren(...items); // a list that changes under the finger is hard to press
    shown = seen;
    $("field-count").textContent = items.length;
    $("field-none").hidden = items.length > 0;
    $("field-receipt-count").textContent = receipts.length;
    $("field-receipts").replaceChildren(...receipts.toReversed().map((r) => {
      const li = document.createElement("li"), a = document.createElement("span"), b = document.createElement("small");
      a.textContent = (r.house ? w("house", r.house) + " · " + w("persons", r.persons) : w("unreachable")) + (r.outcome === "conflict" ? " · " + w("conflict") : "");
      b.textContent = w("receipt", r.code, r.at.slice(0, 16).replace("T", " "));
      li.append(a, b);
      return li;
    }));
    state();
  }

  // ---- sending ---------------------------------------------------------------
  let sending = false, trouble = "";
  async function state() {
    if (writing) return;
    await look();
    const others = (await read("forms")).filter((f) => f.account !== account).length, left = unsent().length;
    $("field-others").textContent = w("other_account", others);
    $("field-others").hidden = !others;
    if (at) say("saved", "good");
    else if (trouble) say(trouble, "warn", left);
    else if (left) say("unsent", "warn", left);
    else say("sent_all", "good");
  }

  // One batch: note what goes out, send it, and act upon each receipt. Killed
  // anywhere between, the same goes out again and the server knows it.
  async function batch() {
    const out = [];
    const tx = write("forms", "sent"), done = ended(tx), notes = tx.objectStore("sent");
    for (const f of (await wait(tx.objectStore("forms").getAll())).filter(mine)) {
      const s = (await wait(notes.get(f.id))) || { id: f.id, acked: "", line: [] };
      if (s.acked === f.stamp || s.refused === f.stamp || out.length >= 20) continue;
      const line = [...new Set([s.acked, ...s.line])].filter((x) => x && x !== f.stamp);
      out.push({ id: f.id, stamp: f.stamp, line, revision: f.revision, house: f.house, result: f.result, reason: f.reason, visits: f.visits, persons: f.persons.filter((p) => Object.keys(p).length), finished: f.finished });
      if (!s.line.includes(f.stamp)) s.line.push(f.stamp);
      notes.put(s);
    }
    await done;
    if (!out.length) return false;
    const answer = await fetch(sendTo, { method: "POST", credentials: "same-origin", redirect: "error", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ account, forms: out }) });
    if (answer.status === 401 || answer.status === 403) { trouble = "signed_out"; return false; }
    if (!answer.ok) { trouble = "failed"; return false; }
    for (const r of (await answer.json()).receipts) {
      const tx = write("forms", "sent", "receipts"), done = ended(tx), store = tx.objectStore("forms"), notes = tx.objectStore("sent");
      const f = await wait(store.get(r.form)), s = (await wait(notes.get(r.form))) || { id: r.form, line: [] };
      if (r.outcome === "refused") {
        s.refused = r.stamp;
        s.fault = r.text;
        notes.put(s);
      } else if (f && f.stamp === r.stamp && f.finished) { // the last save, acknowledged: only now it goes
        store.delete(r.form);
        notes.delete(r.form);
        tx.objectStore("receipts").add({ account, survey, segment, form: r.form, house: f.house, persons: f.persons.length, code: r.code, at: r.at, outcome: r.outcome });
      } else {
        notes.put({ id: r.form, acked: r.stamp, line: [] });
      }
      await done;
    }
    return true;
  }
  async function send() {
    if (sending) return;
    sending = true;
    trouble = "";
    try { while (await batch()); } catch { trouble = "offline"; }
    sending = false;
    if (at) state(); else list();
  }
  $("field-send").addEventListener("click", () => { fault("field-fault"); send(); });
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") send(); });
  setInterval(() => { if (unsent().length && !at) send(); }, 20000);

  // ---- leaving -----------------------------------------------------------------
  $("field-leave").addEventListener("submit", async (e) => {
    e.preventDefault();
    await send();
    const all = await read("forms");
    if (all.length) { fault("field-fault", w("leave_unsent", all.length)); return; }
    if (!confirm(w("leave_sure"))) return;
    db.close();
    await new Promise((yes) => { const r = indexedDB.deleteDatabase("quanyuan-field"); r.onsuccess = r.onerror = r.onblocked = yes; });
    if (self.caches) for (const name of await caches.keys()) await caches.delete(name);
    if (navigator.serviceWorker) for (const s of await navigator.serviceWorker.getRegistrations()) await s.unregister();
    e.target.submit();
  });

  await list();
  document.documentElement.dataset.field = "ready";

  // ---- without network -----------------------------------------------------------
  const ready = (key) => { $("field-ready").textContent = w(key); };
  if (!navigator.serviceWorker || !self.caches) ready("insecure");
  else {
    ready("not_ready");
    try {
      await navigator.serviceWorker.register("/field/worker.js", { scope: "/field/" });
      await navigator.serviceWorker.ready;
      const cache = await caches.open("quanyuan-field-1");
      const parts = [...document.querySelectorAll("link[href^='/static/'], script[src^='/static/']")].map((e) => e.getAttribute("href") || e.getAttribute("src"));
      for (const path of [location.pathname, ...parts]) {
        if (path !== location.pathname && (await cache.match(path, { ignoreVary: true }))) continue;
        const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
        if (answer && answer.ok && !answer.redirected) await cache.put(path, answer);
      }
      const all = await Promise.all([location.pathname, ...parts].map((p) => cache.match(p, { ignoreVary: true })));
      ready(all.every(Boolean) ? "ready" : "not_ready");
      document.documentElement.dataset.kept = all.every(Boolean) ? "yes" : "no";
    } catch { ready("not_ready"); }
  }
  send();
})();
