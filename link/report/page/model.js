// What the training found: levels with m, u and weight, and kinds of pairs.

function modelSection() {
  const m = D.model;
  const most = Math.max(4, ...m.comparisons.flatMap((c) => c.levels.flatMap((l) => [l.weight, ...(l.bands || []).map((b) => b.weight)])).map(Math.abs));
  return section('model',
    el('p', { class: 'note' }, t('n_model')),
    el('p', { class: 'note' }, t('prior', compact(1 / odds(m.prior)), signed(m.prior, 1)), lang === 'en' && ' ', t('trained', count(m.iterations), t(m.converged ? 'converged' : 'not_converged'))),
    el('div', { class: 'comparisons' }, m.comparisons.map((c) => comparisonTable(c, most))),
    el('h3', {}, t('h_classes')),
    el('p', { class: 'note' }, t('n_classes')),
    classTable());
}

function comparisonTable(c, most) {
  const body = el('tbody');
  for (const l of c.levels) {
    const bands = l.bands || [];
    const rows = bands.map((b, i) => el('tr', { class: 'band', hidden: true },
      el('td', {}, b.above > 0 ? t('band_from', b.above < 0.0001 ? probability(b.above) : percent(b.above)) : t('band_rare')), modelCells(b, most)));
    let name = levelName(l.name);
    if (rows.length) {
      const text = el('span', { class: 'dim' }, t('bands', rows.length));
      name = el('button', { type: 'button', class: 'open', 'aria-expanded': 'false', onclick: (e) => {
        const open = rows[0].hidden;
        rows.forEach((r) => { r.hidden = !open; });
        e.currentTarget.setAttribute('aria-expanded', String(open));
      } }, levelName(l.name), ' ', text);
    }
    body.append(el('tr', {}, el('th', { scope: 'row' }, name), modelCells(l, most)), ...rows);
  }
  return el('table', { class: 'levels' },
    el('caption', {}, el('b', {}, c.name), ' ', el('code', {}, c.comparator), c.shared && el('span', { class: 'dim' }, ' ' + t('shared'))),
    el('thead', {}, el('tr', {}, el('th', {}, t('level')), el('th', { class: 'num' }, 'm'), el('th', { class: 'num' }, 'u'), el('th', { class: 'num' }, t('weight')), el('th', { class: 'barcell' }))),
    body);
}

function modelCells(l, most) {
  return [el('td', { class: 'num' }, small(l.m)), el('td', { class: 'num' }, small(l.u)), el('td', { class: 'num' }, signed(l.weight)), el('td', { class: 'barcell' }, bar(l.weight, most))];
}

// small writes a probability in a narrow column.
const small = (x) => (x >= 0.0001 ? x.toFixed(4) : x === 0 ? '0' : probability(x));

function classTable() {
  const cs = D.model.comparisons;
  return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('h_classes') }, el('table', { class: 'classes' },
    el('thead', {}, el('tr', {}, el('th', {}, t('class')), el('th', { class: 'num' }, t('expected_pairs')), cs.map((c) => el('th', { class: 'num' }, c.name)))),
    el('tbody', {}, D.model.classes.map((c) => el('tr', {},
      el('th', { scope: 'row' }, className(c.name), c.match && el('span', { class: 'tag yes' }, t('is_match')), el('div', { class: 'meaning' }, classMeaning(c.name))),
      el('td', { class: 'num' }, compact(c.pairs)),
      c.exact.map((x) => el('td', { class: 'num heat', vars: { '--s': (0.6 * x).toFixed(2) } }, percent(x, true))))))));
}
