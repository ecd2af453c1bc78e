// Keys for several answers at once: each goes to the side that waits.
"use strict";
(() => {
  const sides = [...document.querySelectorAll("[data-ask-side]")];
  const form = document.getElementById("sheet");
  if (!sides.length || !form) return;
  const answered = (s) => s.querySelector("input:checked");
  let at = 0;
  const show = () => { sides.forEach((s, i) => s.classList.toggle("at", i === at)); };
  const forward = () => { const next = sides.findIndex((s) => !answered(s)); at = next < 0 ? sides.length : next; show(); };
  const answers = { s: "same", d: "different", x: "unclear" };
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing || document.querySelector("dialog[open]") || e.target.closest("textarea, select, input:not([type=radio])")) return;
    if (answers[e.key] && at < sides.length) {
      sides[at].querySelector(`input[value=${answers[e.key]}]`).checked = true;
      forward();
    } else if (e.key === "S") {
      for (const s of sides) s.querySelector("input[value=same]").checked = true;
      forward();
    } else if (e.key === "u" && sides.some(answered)) {
      at = at >= sides.length ? sides.length - 1 : Math.max(at - (answered(sides[at]) ? 0 : 1), 0);
      const c = answered(sides[at]);
      if (c) c.checked = false;
      show();
    } else if (e.key === "Enter" && sides.some(answered) && !e.target.closest("a, button, summary")) {
      form.requestSubmit(form.querySelector("[data-send]"));
    } else return;
    e.preventDefault();
    e.stopImmediatePropagation();
  }, true);
  show();
})();
