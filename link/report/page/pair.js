// Two records side by side, with what differs marked, and what each field adds.

// difference splits two texts into runs that both have and runs that only one
// has: the longest common subsequence of characters, or, of long texts, what
// lies between the common beginning and end.
function difference(a, b) {
  const x = Array.from(a);
  const y = Array.from(b);
  let head = 0;
  while (head < x.length && head < y.length && x[head] === y[head]) head++;
  let tail = 0;
  while (tail < x.length - head && tail < y.length - head && x[x.length - 1 - tail] === y[y.length - 1 - tail]) tail++;
  const inX = new Array(x.length).fill(true);
  const inY = new Array(y.length).fill(true);
  const n = x.length - head - tail;
  const m = y.length - head - tail;
  inX.fill(false, head, head + n);
  inY.fill(false, head, head + m);
  if (n > 0 && m > 0 && n * m <= 40000) {
    const t = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
    for (let i = n - 1; i >= 0; i--) {
      for (let j = m - 1; j >= 0; j--) t[i][j] = x[head + i] === y[head + j] ? t[i + 1][j + 1] + 1 : Math.max(t[i + 1][j], t[i][j + 1]);
    }
    for (let i = 0, j = 0; i < n && j < m;) {
      if (x[head + i] === y[head + j]) {
        inX[head + i++] = true;
        inY[head + j++] = true;
      } else if (t[i + 1][j] >= t[i][j + 1]) i++;
      else j++;
    }
  }
  // texts with next to nothing in common are two texts, not one with mistakes
  if (inX.filter(Boolean).length < 0.35 * Math.max(x.length, y.length)) {
    inX.fill(false);
    inY.fill(false);
  }
  return [runs(x, inX), runs(y, inY)];
}

function runs(chars, common) {
  const out = [];
  chars.forEach((c, i) => {
    const last = out[out.length - 1];
    if (last && last.common === common[i]) last.text += c;
    else out.push({ text: c, common: common[i] });
  });
  return out;
}

const valueOf = (record, column) => column.values[column.ids[record]];
const columnOf = (c) => D.records.columns.find((v) => v.name === c.column);

// valueCell shows a value, marked against another if it differs.
function valueCell(value, other) {
  if (value === '') return el('span', { class: 'none' }, '—');
  if (other === undefined || other === '' || other === value) return el('bdi', {}, shown(value));
  return el('bdi', {}, difference(value, other)[0].map((r) => (r.common ? shown(r.text) : el('mark', {}, shown(r.text)))));
}

const recordName = (r) => (D.records.side ? t(D.records.side[r] ? 'right' : 'left') + ' ' : '') + shown(D.records.names[r]);

// gradeOf reads the grade of comparison k from a pattern; levelOf its level,
// null when a value is missing.
const gradeOf = (pattern, k) => parseInt(D.patterns[pattern].grades[k], 16);
function levelOf(pattern, k) {
  const at = D.model.comparisons[k].grades[gradeOf(pattern, k)];
  return !at || at.level < 0 ? null : { ...at, ...pickLevel(k, at) };
}

function pickLevel(k, at) {
  const l = D.model.comparisons[k].levels[at.level];
  return { name: l.name, bands: l.bands ? l.bands.length : 1 };
}

// levelText names a level, with how common the value is.
function levelText(pattern, k) {
  const l = levelOf(pattern, k);
  if (!l) return t('missing');
  let text = levelName(l.name);
  if (l.bands > 1 && 3 * l.band < l.bands) text += lang === 'zh' ? '，' + t('common_value') : ', ' + t('common_value');
  else if (l.bands > 1 && 3 * (l.bands - 1 - l.band) < l.bands) text += lang === 'zh' ? '，' + t('rare_value') : ', ' + t('rare_value');
  return text;
}

// chip is the level of one comparison as a coloured cell.
function chip(pattern, k) {
  const w = D.patterns[pattern].steps[k];
  const l = levelOf(pattern, k);
  const strength = Math.min(0.75, Math.abs(w) / 14);
  return el('span', { class: 'chip ' + (!l ? 'null' : w < 0 ? 'minus' : 'plus'), vars: { '--s': strength.toFixed(2) }, title: D.model.comparisons[k].name + '：' + levelText(pattern, k) + ' ' + signed(w) }, l ? levelName(l.name) : '·');
}

// steps lists the bars of a waterfall: from, to, name, level, weight. A pair that
// weighs more than its pattern was lent the rest by its households.
function waterfallSteps(pattern, weight) {
  const p = D.patterns[pattern];
  const out = [{ name: t('step_prior'), level: '', weight: D.model.prior, kind: 'prior' }];
  p.steps.forEach((w, k) => out.push({ name: D.model.comparisons[k].name, level: levelText(pattern, k), weight: w, kind: gradeOf(pattern, k) || w ? 'field' : 'null' }));
  const sum = out.reduce((s, x) => s + x.weight, 0);
  out.push({ name: t('step_dependence'), level: '', weight: p.weight - sum, kind: 'dependence' });
  if (weight > p.weight + 0.02) out.push({ name: t('step_household'), level: '', weight: weight - p.weight, kind: 'household' });
  let at = 0;
  for (const s of out) {
    s.from = at;
    at += s.weight;
    s.to = at;
  }
  return out;
}

// waterfall draws how the weight of a pattern comes about.
function waterfall(pattern, weight) {
  const steps = waterfallSteps(pattern, weight);
  const lo = Math.min(0, D.summary.cut, ...steps.map((s) => s.to));
  const hi = Math.max(0, D.summary.cut, ...steps.map((s) => s.to));
  const at = (v) => (100 * (v - lo)) / (hi - lo || 1);
  const track = (from, to, cls) => el('span', { class: 'track' },
    el('i', { class: 'zero', vars: { left: at(0) + '%' } }),
    el('i', { class: cls, vars: { left: at(Math.min(from, to)) + '%', width: Math.max(0.3, Math.abs(at(to) - at(from))) + '%' } }));
  const rows = steps.filter((s) => s.kind !== 'null').map((s) => el('div', { class: 'fall', role: 'row' },
    el('span', { class: 'fall-name' }, s.name), el('span', { class: 'fall-level' }, s.level), track(s.from, s.to, s.weight < 0 ? 'minus' : 'plus'),
    el('span', { class: 'num' }, signed(s.weight)), el('span', { class: 'num dim' }, minus(s.to, 2))));
  rows.push(el('div', { class: 'fall total', role: 'row' }, el('span', { class: 'fall-name' }, t('step_total')), el('span', { class: 'fall-level' }, t('probability') + ' ' + probability(odds(weight))),
    track(0, weight, weight < D.summary.cut ? 'minus' : 'plus'), el('span', { class: 'num' }, signed(weight)), el('span', {})));
  return el('div', { class: 'waterfall' }, rows);
}

// inWords says the same in sentences.
function inWords(pattern, weight) {
  const times = (w) => compact(2 ** Math.abs(w));
  const bitsOf = (w) => signed(w, 1) + ' ' + t('bits');
  const items = waterfallSteps(pattern, weight).map((s) => {
    if (s.kind === 'prior') return t('w_prior', compact(1 / odds(s.weight)), bitsOf(s.weight));
    if (s.kind === 'null') return t('w_missing', s.name);
    if (s.kind === 'dependence') return Math.abs(s.weight) < 0.05 ? null : t(s.weight < 0 ? 'w_dep_minus' : 'w_dep_plus', lang === 'zh' ? Math.abs(s.weight).toFixed(1) + ' ' + t('bits') : bitsOf(s.weight));
    if (s.kind === 'household') return t('w_household', bitsOf(s.weight));
    if (Math.abs(s.weight) < 0.15) return t('w_none', s.name, s.level);
    return t(s.weight < 0 ? 'w_minus' : 'w_plus', s.name, s.level, times(s.weight), bitsOf(s.weight));
  });
  items.push(t('w_end', signed(weight, 1), probability(odds(weight)), t(weight >= D.summary.cut ? 'verdict_yes' : 'verdict_no')));
  return el('ol', { class: 'words' }, items.filter(Boolean).map((s) => el('li', {}, s)));
}

// sideBySide is the table of two records.
function sideBySide(a, b, pattern) {
  const most = Math.max(4, ...D.patterns[pattern].steps.map(Math.abs));
  return el('table', { class: 'side' },
    el('thead', {}, el('tr', {}, el('th', {}, t('field')), el('th', {}, recordName(a)), el('th', {}, recordName(b)), el('th', {}, t('level')), el('th', { class: 'num', colspan: 2 }, t('weight')))),
    el('tbody', {}, D.model.comparisons.map((c, k) => {
      const col = columnOf(c);
      const x = valueOf(a, col);
      const y = valueOf(b, col);
      const w = D.patterns[pattern].steps[k];
      return el('tr', {}, el('th', { scope: 'row' }, c.name), el('td', { class: 'value' }, valueCell(x, y)), el('td', { class: 'value' }, valueCell(y, x)),
        el('td', {}, levelText(pattern, k)), el('td', { class: 'num' }, gradeOf(pattern, k) ? signed(w) : ''), el('td', { class: 'barcell' }, gradeOf(pattern, k) ? bar(w, most) : ''));
    })));
}

// pairView is all about one pair.
function pairView(a, b, pattern, weight, right) {
  const yes = weight >= D.summary.cut;
  return el('article', { class: 'pair', id: 'pair-view' },
    el('p', { class: 'verdict' }, el('b', {}, recordName(a)), ' ↔ ', el('b', {}, recordName(b)), el('span', { class: 'tag ' + (yes ? 'yes' : 'no') }, signed(weight) + ' ' + t('bits') + ' · ' + t(yes ? 'verdict_yes' : 'verdict_no')),
      right !== undefined && el('span', { class: 'tag' }, t(right ? 'label_yes' : 'label_no'))),
    sideBySide(a, b, pattern),
    el('div', { class: 'halves' },
      el('div', {}, el('h4', {}, t('waterfall')), waterfall(pattern, weight)),
      el('div', {}, el('h4', {}, t('in_words')), inWords(pattern, weight))));
}
