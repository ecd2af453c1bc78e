// What the columns hold, and how pairs were found.

function columnsSection() {
  const two = D.matching;
  return section('columns', el('p', { class: 'note' }, t('n_columns')),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('s_columns') }, el('table', { class: 'plain wide' },
      el('thead', {}, el('tr', {}, el('th', {}, t('column')), el('th', {}, t('kind')), el('th', {}, t('why')),
        el('th', { class: 'num', colspan: 2 }, t(two ? 'complete_left' : 'complete')), two && el('th', { class: 'num', colspan: 2 }, t('complete_right')),
        el('th', { class: 'num' }, t('distinct')), el('th', {}, t('repeats')), el('th', {}, t('common')))),
      el('tbody', {}, D.columns.map((c) => el('tr', { class: c.used ? '' : 'unused' },
        el('th', { scope: 'row' }, c.name),
        el('td', { class: 'kind' }, kindName(c.kind || ''), ' ', el('span', { class: 'tag ' + (c.used ? 'yes' : '') }, t(c.used ? 'used' : 'not_used'))),
        el('td', { class: 'why' }, reasonText(c.why)),
        c.present.map((x) => [el('td', { class: 'num' }, percent(x)), el('td', { class: 'meters' }, meter(x))]),
        el('td', { class: 'num' }, count(c.distinct)),
        el('td', {}, columnsChart(c.repeats, (i, n) => t('repeats_tip', range(i), count(n)))),
        el('td', { class: 'common' }, commonValues(c))))))));
}

const range = (i) => (i === 0 ? '1' : `${2 ** i}–${2 ** (i + 1) - 1}`);

function commonValues(c) {
  if (D.masked) return el('span', { class: 'dim' }, t('hidden'));
  if (!c.common) return el('span', { class: 'dim' }, t('no_repeat'));
  const item = (v) => el('span', { class: 'pill' }, el('bdi', {}, shown(v.value)), el('span', { class: 'dim' }, ' ' + count(v.rows)));
  const rest = c.common.slice(5).map(item);
  return [c.common.slice(0, 5).map(item), rest.length > 0 && el('details', {}, el('summary', {}, '+' + rest.length), rest)];
}

function blockingSection() {
  const estimated = D.rules.some((r) => r.found);
  const sizes = Math.max(0, ...D.rules.map((r) => (r.blocks || []).length));
  return section('blocking', el('p', { class: 'note' }, t('n_blocking')),
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': t('s_blocking') }, el('table', { class: 'plain' },
      el('thead', {}, el('tr', {}, el('th', {}, t('rule')), el('th', { class: 'num' }, t('rule_pairs')), el('th', { class: 'num' }, t('lost')), estimated && el('th', { class: 'num' }, t('finds')), sizes > 0 && [el('th', { class: 'num' }, t('blocks')), el('th', {}, t('block_sizes'))])),
      el('tbody', {}, D.rules.map((r) => el('tr', {}, el('th', { scope: 'row', class: 'rule', title: r.rule }, ruleName(r.rule)), el('td', { class: 'num' }, count(r.pairs)), el('td', { class: 'num' }, r.lost ? count(r.lost) : '0'), estimated && el('td', { class: 'num' }, r.found ? percent(r.found) : ''),
        sizes > 0 && [el('td', { class: 'num' }, count((r.blocks || []).reduce((s, x) => s + x, 0))), el('td', {}, columnsChart(pad(r.blocks || [], sizes).slice(1), (i, n) => t('blocks_tip', range(i + 1), count(n))))]))))),
    sizes > 0 && el('p', { class: 'note' }, t('blocks_axis')));
}

const pad = (a, n) => Array.from({ length: n }, (_, i) => a[i] || 0);

function unlinkableSection() {
  const u = D.unlinkable;
  if (!u || !u.curve.length) return null;
  const below = (u.combos || []).reduce((s, c) => s + c.rows, 0);
  const chart = figure(200, (width, height) => {
    const most = Math.max(0.01, ...u.curve.map((x) => x.share));
    const to = Math.max(u.curve[u.curve.length - 1].weight, u.curve[0].weight + 1);
    const p = plane(width, height, weightAxis(u.curve[0].weight, to, width), { from: 0, to: most, ticks: ticks(0, most, 4), text: (v) => percent(v) });
    const points = u.curve.map((x) => [x.weight, x.share]);
    line(p, points, { class: 'line other' });
    cutLine(p, D.summary.cut);
    return p.root;
  }, t('s_unlinkable'));
  return section('unlinkable', el('p', { class: 'note' }, t('n_unlinkable')),
    el('p', {}, t('unlinkable_lead', percent(below / Math.max(1, u.rows)), count(below))),
    legend(['key other', t('unlinkable_axis')]), chart,
    u.combos && el('table', { class: 'plain' }, el('thead', {}, el('tr', {}, el('th', {}, t('given_only')), el('th', { class: 'num' }, t('records')))),
      el('tbody', {}, u.combos.map((c) => el('tr', {}, el('td', {}, c.given.length ? c.given.map((k) => D.model.comparisons[k].name).join(lang === 'zh' ? '、' : ', ') : t('nothing')), el('td', { class: 'num' }, count(c.rows)))))));
}
