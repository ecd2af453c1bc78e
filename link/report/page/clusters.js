// The cluster browser.

function clustersSection() {
  const C = D.clusters;
  if (!C) return D.matching ? section('clusters', el('p', { class: 'note' }, t('no_clusters'))) : null;
  if (!C.total) return section('clusters', el('p', { class: 'note' }, t('none_cluster')));
  const detail = el('div', { class: 'detail', 'aria-live': 'polite' });
  const columns = D.records.columns.slice(0, 4);
  const list = rowsTable({
    label: t('s_clusters'), height: 260,
    columns: [{ head: t('size'), width: '56px', num: true }, { head: t('weakest'), width: '92px', num: true }, { head: t('members'), width: 'minmax(120px, 1fr)' }, ...columns.map((c) => ({ head: c.title, width: 'minmax(90px, 1.4fr)' }))],
    row: (i) => {
      const c = C.shown[i];
      return [count(c.size), signed(c.weakest), [c.mixed && el('span', { class: 'tag no' }, t('mixed')), c.members.slice(0, 4).map(recordName).join(lang === 'zh' ? '、' : ', ')], ...columns.map((col) => shown([...new Set(c.members.map((m) => valueOf(m, col)))].filter(Boolean).join(' │ ')))];
    },
    choose: (i) => detail.replaceChildren(clusterView(C.shown[i])),
  });
  list.id = 'clusters-list';
  const orders = {
    by_size: C.shown.map((_, i) => i),
    by_weakest: C.shown.map((_, i) => i).sort((a, b) => C.shown[a].weakest - C.shown[b].weakest || a - b),
  };
  const buttons = Object.keys(orders).map((key) => el('button', { type: 'button', 'aria-pressed': 'false', 'data-order': key, onclick: () => sortBy(key) }, t(key)));
  function sortBy(key) {
    buttons.forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.order === key)));
    list.show(orders[key]);
    list.pick(0);
  }
  sortBy('by_size');
  return section('clusters', el('p', { class: 'note' }, t('n_clusters'), lang === 'en' && ' ', C.total > C.shown.length ? t('clusters_shown', count(C.total), count(C.shown.length)) : t('clusters_all', count(C.total))),
    sizesTable(C.sizes), el('div', { class: 'buttons' }, buttons), list, detail, splitsView());
}

// sizesTable counts the clusters by size.
function sizesTable(sizes) {
  const most = Math.max(...sizes.slice(1), 1);
  return el('table', { class: 'plain sizes' }, el('caption', {}, t('sizes')),
    el('tbody', {}, sizes.map((n, i) => n > 0 && el('tr', {}, el('th', { scope: 'row', class: 'num' }, i === 11 ? t('or_more', 12) : t('rows_of', i + 1)), el('td', { class: 'num' }, count(n)), el('td', { class: 'barcell' }, meter(i === 0 ? 0 : n / most))))));
}

// clusterView shows the members side by side and the links between them.
function clusterView(c) {
  const columns = D.records.columns;
  const common = columns.map((col) => mostCommon(c.members.map((m) => valueOf(m, col)).filter(Boolean)));
  const edges = c.weights.map((w, i) => ({ a: c.edges[3 * i], b: c.edges[3 * i + 1], pattern: c.edges[3 * i + 2], weight: w }));
  const pair = el('div', {});
  const open = (e) => pair.replaceChildren(pairView(c.members[e.a], c.members[e.b], e.pattern, e.weight));
  return el('div', { class: 'cluster' },
    c.size > c.members.length && el('p', { class: 'note' }, t('members_cut', count(c.size), count(c.members.length))),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('members') }, el('table', { class: 'side wide' },
      el('thead', {}, el('tr', {}, el('th', {}, t('record')), columns.map((col) => el('th', {}, col.title)))),
      el('tbody', {}, c.members.map((m) => el('tr', {}, el('th', { scope: 'row' }, recordName(m)), columns.map((col, k) => el('td', { class: 'value' }, valueCell(valueOf(m, col), common[k])))))))),
    el('h4', {}, t('edges')),
    c.members.length > 2 && c.members.length <= 12 && matrix(c, edges, open),
    el('div', { class: 'links' }, edges.slice(0, 60).map((e) => el('button', { type: 'button', class: 'link' + (e.weight < D.summary.cut ? ' below' : ''), onclick: () => open(e) },
      recordName(c.members[e.a]) + ' ↔ ' + recordName(c.members[e.b]) + ' ', el('b', {}, signed(e.weight))))),
    pair);
}

function mostCommon(values) {
  const n = new Map();
  let best = '';
  for (const v of values) {
    n.set(v, (n.get(v) || 0) + 1);
    if (best === '' || n.get(v) > n.get(best)) best = v;
  }
  return best;
}

// matrix draws the weights between all members.
function matrix(c, edges, open) {
  const of = new Map(edges.flatMap((e) => [[e.a + ' ' + e.b, e], [e.b + ' ' + e.a, e]]));
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('edges') }, el('table', { class: 'matrix' },
    el('thead', {}, el('tr', {}, el('td', {}), c.members.map((m) => el('th', { class: 'num' }, recordName(m))))),
    el('tbody', {}, c.members.map((m, i) => el('tr', {}, el('th', { scope: 'row' }, recordName(m)), c.members.map((_, j) => {
      const e = of.get(i + ' ' + j);
      if (i === j) return el('td', { class: 'self' });
      if (!e) return el('td', { class: 'num dim', title: t('no_edge') }, '·');
      return el('td', { class: 'num heat ' + (e.weight < 0 ? 'minus' : ''), vars: { '--s': Math.min(0.7, Math.abs(e.weight) / 40).toFixed(2) } }, el('button', { type: 'button', class: 'cell', onclick: () => open(e) }, signed(e.weight, 1)));
    }))))));
}

function splitsView() {
  if (!D.splits || !D.splits.length) return null;
  const detail = el('div', { class: 'detail', 'aria-live': 'polite' });
  const list = rowsTable({
    label: t('h_splits'), height: 200,
    columns: [{ head: t('weight'), width: '62px', num: true }, { head: t('record') + ' A', width: 'minmax(60px, .5fr)' }, { head: t('record') + ' B', width: 'minmax(60px, .5fr)' }, { head: t('reason'), width: '2fr' }, { head: t('most_against'), width: '1.4fr' }],
    row: (i) => {
      const s = D.splits[i];
      const pair = s.against_a < 0 ? '' : t(s.against ? 'against_weight' : 'against', recordName(s.against_a), recordName(s.against_b), signed(s.against || 0));
      return [signed(s.weight), recordName(s.a), recordName(s.b), t('r_' + s.reason), pair];
    },
    choose: (i) => {
      const s = D.splits[i];
      detail.replaceChildren(s.pattern >= 0 ? pairView(s.a, s.b, s.pattern, s.weight) : '');
    },
  });
  list.id = 'splits-list';
  list.show(D.splits.length);
  return el('div', {}, el('h3', {}, t('h_splits')), el('p', { class: 'note' }, t('n_splits')), list, detail);
}
