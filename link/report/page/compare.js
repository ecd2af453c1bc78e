// The comparison viewer: patterns, the pairs of a pattern, one pair.

function pairsSection() {
  const P = D.pairs;
  const K = D.model.comparisons.length;
  const wanted = new Array(K).fill('');
  let low = -Infinity;
  let high = Infinity;

  const orders = {
    by_weight: (a, b) => D.patterns[b].weight - D.patterns[a].weight || D.patterns[b].pairs - D.patterns[a].pairs || a - b,
    by_pairs: (a, b) => D.patterns[b].pairs - D.patterns[a].pairs || D.patterns[b].weight - D.patterns[a].weight || a - b,
  };
  let sorted = [];
  let allowed = null;

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
    label: t('pairs'), height: 300, rowHeight: 42,
    columns: [{ head: t('weight'), width: '62px', num: true }, ...(P.right ? [{ head: '✓', width: '22px' }] : []), { head: t('record'), width: 'minmax(60px, .7fr)' }, ...shownColumns.map((c) => ({ head: c.title, width: 'minmax(90px, 2fr)' }))],
    row: (i) => [signed(P.weight[i]), ...(P.right ? [P.right[i] ? '✓' : '✗'] : []), both(recordName(P.a[i]), recordName(P.b[i])), ...shownColumns.map((c) => both(valueOf(P.a[i], c), valueOf(P.b[i], c), true))],
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
    const list = sorted.filter(matching);
    patterns.show(list);
    patternCount.textContent = t('patterns_found', count(list.length), count(list.reduce((s, i) => s + D.patterns[i].pairs, 0))) + (D.rest.patterns ? (lang === 'zh' ? '；' : '; ') + t('patterns_rest', count(D.rest.patterns), count(D.rest.pairs)) : '');
    allowed = new Uint8Array(D.patterns.length);
    for (const i of list) allowed[i] = 1;
    choosePattern(-1);
  }

  function sortBy(key) {
    buttons.forEach((b) => b.setAttribute('aria-pressed', String(b.dataset.order === key)));
    sorted = D.patterns.map((_, i) => i).sort(orders[key]);
    filter();
  }

  function choosePattern(i, again) {
    if (again) patterns.show(sorted.filter((x) => allowed[x]));
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
  const buttons = Object.keys(orders).map((key) => el('button', { type: 'button', 'data-order': key, onclick: () => sortBy(key) }, t(key)));
  sortBy('by_weight');
  return section('pairs',
    el('p', { class: 'note' }, t('n_pairs'), lang === 'en' && ' ', P.total > P.a.length ? t('sampled', count(P.total), count(P.a.length)) : t('all_listed', count(P.total), minus(D.summary.floor, 1))),
    form, el('div', { class: 'found-row' }, buttons, patternCount), patterns, el('div', { class: 'found-row' }, pairCount, unselect), pairs, detail);
}

// both shows what two records have, one below the other.
function both(x, y, marked) {
  return [el('div', {}, marked ? valueCell(x, y) : x), el('div', {}, marked ? valueCell(y, x) : y)];
}
