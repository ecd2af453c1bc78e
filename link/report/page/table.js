// rowsTable is a table that draws only the rows in view, so that it may have a
// hundred thousand. columns are {head, width, num}, row(i) gives the cells, and
// choose(i) is called when a row is chosen by mouse or keyboard.
function rowsTable({ label, columns, height, row, choose, rowHeight = 26 }) {
  const body = el('div', { class: 'vt-body' });
  const view = el('div', { class: 'vt-view', tabindex: '0', role: 'grid', 'aria-label': label, vars: { 'max-height': height + 'px' } });
  const head = el('div', { class: 'vt-row vt-head', role: 'row' }, columns.map((c) => el('span', { role: 'columnheader', class: c.num && 'num', title: c.title || c.head }, c.head)));
  const box = el('div', { class: 'vt', vars: { '--columns': columns.map((c) => c.width).join(' '), '--row': rowHeight + 'px' } });
  view.append(head, body);
  box.append(view);

  let n = 0;
  let chosen = -1;
  let first = -1;
  let last = -1;
  let order = null;

  const at = (i) => (order ? order[i] : i);

  function draw() {
    const from = Math.max(0, Math.floor(view.scrollTop / rowHeight) - 6);
    const to = Math.min(n, Math.ceil((view.scrollTop + height) / rowHeight) + 6);
    if (from === first && to === last) return;
    first = from;
    last = to;
    const rows = [];
    for (let i = from; i < to; i++) {
      rows.push(el('div', { class: 'vt-row' + (at(i) === chosen ? ' chosen' : ''), role: 'row', 'aria-rowindex': i + 2, 'aria-selected': at(i) === chosen ? 'true' : 'false', 'data-row': i, vars: { top: i * rowHeight + 'px' } },
        row(at(i)).map((c, k) => el('span', { role: 'gridcell', class: columns[k].num && 'num' }, c))));
    }
    body.replaceChildren(...rows);
  }

  function again() {
    first = last = -1;
    draw();
  }

  function pick(i, scroll) {
    if (i < 0 || i >= n) return;
    chosen = at(i);
    if (scroll) {
      const top = i * rowHeight;
      if (top < view.scrollTop) view.scrollTop = top;
      else if (top + 2 * rowHeight > view.scrollTop + view.clientHeight) view.scrollTop = top + 2 * rowHeight - view.clientHeight;
    }
    again();
    choose(chosen);
  }

  const place = () => {
    if (chosen < 0) return -1;
    return order ? order.indexOf(chosen) : chosen;
  };

  view.addEventListener('scroll', draw, { passive: true });
  body.addEventListener('click', (e) => {
    const r = e.target.closest('[data-row]');
    if (r) pick(+r.dataset.row, false);
  });
  view.addEventListener('keydown', (e) => {
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -n, End: n }[e.key];
    if (step === undefined) return;
    e.preventDefault();
    pick(Math.max(0, Math.min(n - 1, place() + step)), true);
  });

  // show sets the rows: their number, or a list of row numbers.
  box.show = (rows, keep) => {
    order = typeof rows === 'number' ? null : rows;
    n = order ? order.length : rows;
    if (!keep) chosen = -1;
    body.style.height = n * rowHeight + 'px';
    view.setAttribute('aria-rowcount', n + 1);
    view.scrollTop = 0;
    again();
  };
  box.pick = pick;
  box.view = view;
  return box;
}
