// The comparison viewer: patterns, the pairs of a pattern, one pair.

function pairsSection() {
  const P = D.pairs;
  const K = D.model.comparisons.length;
  const wanted = new Array(K).fill('');
  let low = -Infinity;
  let high = Infinity;
  let chosen = -1;

  const byWeight = D.patterns.map((_, i) => i).sort((a, b) => D.patterns[b].weight - D.patterns[a].weight || D.patterns[b].pairs - D.patterns[a].pairs || a - b);
  const examples = new Uint32Array(D.patterns.length);
  for (const p of P.pattern) examples[p]++;

  const detail = el('div', { class: 'detail', 'aria-live': 'polite' });
  const patternCount = el('p', { class: 'found' });
  const pairCount = el('p', { class: 'found' });
  const unselect = el('button', { type: 'button', hidden: true, onclick: () => choosePattern(-1, true) }, t('show_all'));

  const patterns = rowsTable({
    label: t('s_pairs'), height: 340,
    columns: [{ head: t('weight'), width: '62px', num: true }, { head: t('pairs'), width: '82px', num: true }, ...D.model.comparisons.map((c) => ({ head: c.name, width: 'minmax(74px, 1fr)' }))],
    row: (i) => [signed(D.patterns[i].weight), compact(D.patterns[i].pairs), ...D.model.comparisons.map((_, k) => chip(i, k))],
    choose: (i) => choosePattern(i),
  });
  patterns.id = 'patterns';

  const shownColumns = D.records.columns.slice(0, 4);
  const pairs = rowsTable({
    label: t('pairs_found', ''), height: 260,
    columns: [{ head: t('weight'), width: '62px', num: true }, ...(P.right ? [{ head: '✓', width: '22px' }] : []), { head: t('record') + ' A', width: 'minmax(60px, .7fr)' }, { head: t('record') + ' B', width: 'minmax(60px, .7fr)' }, ...shownColumns.map((c) => ({ head: c.name, width: 'minmax(90px, 2fr)' }))],
    row: (i) => [signed(P.weight[i]), ...(P.right ? [P.right[i] ? '✓' : '✗'] : []), recordName(P.a[i]), recordName(P.b[i]), ...shownColumns.map((c) => both(valueOf(P.a[i], c), valueOf(P.b[i], c)))],
    choose: (i) => detail.replaceChildren(pairView(P.a[i], P.b[i], P.pattern[i], P.weight[i], P.right ? P.right[i] : undefined)),
  });
  pairs.id = 'pairs-list';

  function matching(i) {
    const p = D.patterns[i];
    if (p.weight < low || p.weight > high) return false;
    for (let k = 0; k < K; k++) {
      if (wanted[k] === '') continue;
      const l = levelOf(i, k);
      if ((l ? l.level : -1) !== +wanted[k]) return false;
    }
    return true;
  }

  function filter() {
    const list = byWeight.filter(matching);
    patterns.show(list);
    patternCount.textContent = t('patterns_found', count(list.length), count(list.reduce((s, i) => s + D.patterns[i].pairs, 0)));
    allowed = new Uint8Array(D.patterns.length);
    for (const i of list) allowed[i] = 1;
    choosePattern(-1);
  }
  let allowed = null;

  function choosePattern(i, again) {
    chosen = i;
    if (again) patterns.show(byWeight.filter((x) => allowed[x]));
    unselect.hidden = i < 0;
    const list = [];
    for (let n = 0; n < P.pattern.length; n++) {
      if (i < 0 ? allowed[P.pattern[n]] : P.pattern[n] === i) list.push(n);
    }
    pairs.show(list);
    pairCount.textContent = (i < 0 ? t('all_patterns') : t('of_pattern')) + (lang === 'zh' ? '：' : ': ') + t('pairs_found', count(list.length)) + (list.length ? '' : (lang === 'zh' ? '。' : '. ') + t('no_examples'));
    if (list.length) pairs.pick(0);
    else detail.replaceChildren(i >= 0 ? el('div', { class: 'halves' }, el('div', {}, el('h4', {}, t('waterfall')), waterfall(i, D.patterns[i].weight)), el('div', {}, el('h4', {}, t('in_words')), inWords(i, D.patterns[i].weight))) : '');
  }

  const selects = D.model.comparisons.map((c, k) => el('label', {}, el('span', {}, c.name), el('select', { 'data-comparison': k, onchange: (e) => {
    wanted[k] = e.target.value;
    filter();
  } }, el('option', { value: '' }, t('any_level')), c.levels.map((l, i) => el('option', { value: i }, levelName(l.name))), el('option', { value: -1 }, t('missing')))));
  const bound = (name, set) => el('label', {}, el('span', {}, name), el('input', { type: 'number', step: '1', oninput: (e) => {
    set(e.target.value);
    filter();
  } }));
  const form = el('form', { class: 'filters', onsubmit: (e) => e.preventDefault(), onreset: () => {
    wanted.fill('');
    low = -Infinity;
    high = Infinity;
    filter();
  } }, selects, bound(t('weight_from'), (v) => { low = v === '' ? -Infinity : +v; }), bound(t('weight_to'), (v) => { high = v === '' ? Infinity : +v; }), el('button', { type: 'reset' }, t('clear')));
  filter();
  return section('pairs',
    el('p', { class: 'note' }, t('n_pairs'), lang === 'en' && ' ', P.total > P.a.length ? t('sampled', count(P.total), count(P.a.length)) : t('all_listed', count(P.total), minus(D.summary.floor, 1))),
    form, patternCount, patterns, el('div', { class: 'found-row' }, pairCount, unselect), pairs, detail);
}

// both shows a value that two records have, or the two of them.
function both(x, y) {
  if (x === y) return x === '' ? el('span', { class: 'none' }, '—') : el('bdi', {}, shown(x));
  return [valueCell(x, y), el('span', { class: 'dim' }, ' │ '), valueCell(y, x)];
}
