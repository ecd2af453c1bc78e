// The distribution of weights, the threshold and how far probabilities can be
// relied on.

function weightsSection() {
  return section('weights',
    el('h3', {}, t('h_histogram')), el('p', { class: 'note' }, t('n_histogram')), histogram(),
    el('h3', {}, t('h_threshold')), el('p', { class: 'note' }, t('n_threshold'), D.clusters && [lang === 'en' && ' ', t('before_splits')]), thresholds(),
    el('h3', {}, t('h_reliability')), el('p', { class: 'note' }, t(D.summary.observed ? 'n_reliability' : 'n_unlabelled')), reliability());
}

const weightAxis = (from, to, width) => ({ from, to, ticks: ticks(from, to, width / 90), text: (v) => minus(v), label: t('weight') + (lang === 'zh' ? '（' + t('bits') + '）' : ' (' + t('bits') + ')') });

// cutLine marks the threshold of the run.
function cutLine(p, w, low) {
  p.root.append(svg('line', { class: 'cut', x1: p.X(w), x2: p.X(w), y1: p.top, y2: p.bottom }),
    svg('text', { class: 'cut-label', x: p.X(w) + 4, y: low ? p.bottom - 6 : p.top + 9 }, t('threshold') + ' ' + minus(w, 1)));
}

function histogram() {
  const bins = D.histogram;
  if (!bins.length) return el('p', { class: 'none' }, '—');
  return figure(220, (width, height) => {
    const most = Math.max(...bins.map((b) => b.pairs));
    const p = plane(width, height, weightAxis(bins[0].from, bins[bins.length - 1].from + 1, width), { from: 0.7, to: most * 1.3, log: true, ticks: logTicks(most), text: compact });
    const w = Math.max(1, p.X(1) - p.X(0) - 1);
    for (const b of bins) {
      const column = (n, cls) => n >= 0.75 && p.root.append(svg('rect', { class: cls, x: p.X(b.from) + 0.5, y: p.Y(n), width: w, height: Math.max(0, p.bottom - p.Y(n)) }, svg('title', {}, t('histogram_tip', `${minus(b.from)} … ${minus(b.from + 1)}`, count(b.pairs), compact(b.matches)))));
      column(b.pairs, b.from >= D.summary.cut ? 'match soft' : 'other soft');
      column(b.matches, 'match');
    }
    cutLine(p, D.summary.cut);
    return p.root;
  }, t('h_histogram'));
}

function thresholds() {
  const points = D.thresholds;
  if (!points.length) return el('p', { class: 'none' }, '—');
  const from = points[0].weight;
  const to = Math.max(points[points.length - 1].weight, from + 1);
  const truth = D.summary.observed;
  let at = Math.max(0, points.findIndex((x) => x.weight >= D.summary.cut - 0.005));
  const marks = [];
  const mark = (p) => {
    const l = svg('line', { class: 'marker', y1: p.top, y2: p.bottom });
    p.root.append(l);
    marks.push([p, l]);
  };
  const place = () => marks.forEach(([p, l]) => {
    l.setAttribute('x1', p.X(points[at].weight));
    l.setAttribute('x2', p.X(points[at].weight));
  });
  const totalTrue = D.summary.true_pairs || 0;
  const observedPrecision = (x) => (x.pairs ? (x.right || 0) / x.pairs : 1);
  const observedRecall = (x) => (totalTrue ? (x.right || 0) / totalTrue : 1);
  const quality = figure(200, (width, height) => {
    const values = points.flatMap((x) => [x.precision, x.recall, ...(truth ? [observedPrecision(x), observedRecall(x)] : [])]);
    const low = Math.max(0, Math.floor(Math.min(...values) * 10) / 10);
    const p = plane(width, height, weightAxis(from, to, width), { from: Math.min(low, 0.9), to: 1, ticks: ticks(Math.min(low, 0.9), 1, 5), text: (v) => Math.round(v * 100) + '%' });
    cutLine(p, D.summary.cut, true);
    line(p, points.map((x) => [x.weight, x.precision]), { class: 'line match' });
    line(p, points.map((x) => [x.weight, x.recall]), { class: 'line other' });
    if (truth) {
      line(p, points.map((x) => [x.weight, observedPrecision(x)]), { class: 'line match dashed' });
      line(p, points.map((x) => [x.weight, observedRecall(x)]), { class: 'line other dashed' });
    }
    marks.splice(0, marks.length, ...marks.filter(([q]) => q.kind !== 'quality'));
    p.kind = 'quality';
    mark(p);
    place();
    return p.root;
  }, t('precision') + ' / ' + t('recall'));
  const numbers = figure(170, (width, height) => {
    const most = Math.max(...points.map((x) => Math.max(x.pairs, x.groups || 0)));
    const p = plane(width, height, weightAxis(from, to, width), { from: 0, to: most * 1.05, ticks: ticks(0, most, 4), text: compact });
    cutLine(p, D.summary.cut, true);
    line(p, points.map((x) => [x.weight, x.pairs]), { class: 'line ink' });
    if (D.clusters) line(p, points.map((x) => [x.weight, x.groups || 0]), { class: 'line third' });
    marks.splice(0, marks.length, ...marks.filter(([q]) => q.kind !== 'numbers'));
    p.kind = 'numbers';
    mark(p);
    place();
    return p.root;
  }, t('pairs'));
  const out = el('dl', { class: 'readout', 'aria-live': 'polite' });
  const slider = el('input', { type: 'range', id: 'threshold', min: 0, max: points.length - 1, value: at, 'aria-label': t('threshold'), oninput: () => {
    at = +slider.value;
    place();
    tell();
  } });
  const tell = () => {
    const x = points[at];
    const item = (name, value) => el('div', {}, el('dt', {}, name), el('dd', {}, value));
    out.replaceChildren(item(t('weight'), minus(x.weight, 2)), item(t('probability'), probability(odds(x.weight))), item(t('pairs'), count(x.pairs)),
      ...(D.clusters ? [item(t('groups'), count(x.groups || 0)), item(t('largest'), count(x.largest || 0))] : []), item(t('precision'), percent(x.precision)), item(t('recall'), percent(x.recall)),
      ...(truth ? [item(t('observed_precision'), percent(observedPrecision(x))), item(t('observed_recall'), percent(observedRecall(x)))] : []));
    slider.setAttribute('aria-valuetext', `${t('weight')} ${x.weight}, ${count(x.pairs)} ${t('pairs')}`);
  };
  tell();
  return el('div', { class: 'threshold' }, el('div', { class: 'slider' }, slider), out,
    legend(['key match', t('precision')], ['key other', t('recall')], ...(truth ? [['key match dashed', t('observed_precision')], ['key other dashed', t('observed_recall')]] : [])), quality,
    legend(['key ink', t('pairs')], ...(D.clusters ? [['key third', t('groups')]] : [])), numbers);
}

// wilson is the 95 % interval of k out of n.
function wilson(k, n) {
  const z = 1.96;
  const p = k / n;
  const mid = p + (z * z) / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  const by = 1 + (z * z) / n;
  return [Math.max(0, (mid - half) / by), Math.min(1, (mid + half) / by)];
}

function reliability() {
  const bins = D.reliability;
  const truth = Boolean(D.summary.observed);
  const table = el('table', { class: 'plain' },
    el('thead', {}, el('tr', {}, el('th', {}, t('range')), el('th', { class: 'num' }, t('pairs')), el('th', { class: 'num' }, t('expected')), truth && el('th', { class: 'num' }, t('observed')), el('th', { class: 'barcell' }))),
    el('tbody', {}, bins.map((b) => el('tr', {}, el('td', { class: 'range' }, `${b.from} – ${b.to}`), el('td', { class: 'num' }, count(b.pairs)), el('td', { class: 'num' }, percent(b.expected)),
      truth && el('td', { class: 'num' }, percent((b.right || 0) / b.pairs)), el('td', { class: 'barcell' }, meter(truth ? (b.right || 0) / b.pairs : b.expected))))));
  if (!truth) return el('div', { class: 'reliability' }, table);
  const chart = figure(260, (width, height) => {
    const axis = { from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], text: (v) => Math.round(v * 100) + '%' };
    const p = plane(width, height, { ...axis, label: t('expected') }, axis);
    line(p, [[0, 0], [1, 1]], { class: 'diagonal' });
    for (const b of bins) {
      const [from, to] = wilson(b.right || 0, b.pairs);
      p.root.append(svg('line', { class: 'interval', x1: p.X(b.expected), x2: p.X(b.expected), y1: p.Y(from), y2: p.Y(to) }));
    }
    for (const b of bins) p.root.append(svg('circle', { class: 'match', cx: p.X(b.expected), cy: p.Y((b.right || 0) / b.pairs), r: Math.min(9, 2 + Math.log10(b.pairs) * 1.6) }, svg('title', {}, `${count(b.pairs)}: ${percent(b.expected)} → ${percent((b.right || 0) / b.pairs)}`)));
    return p.root;
  }, t('h_reliability'));
  return el('div', { class: 'reliability halves' }, table, chart);
}
