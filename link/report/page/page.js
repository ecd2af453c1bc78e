// The page as a whole.

let D = null;

function section(name, ...children) {
  return el('section', { id: name, 'aria-labelledby': 'h-' + name }, el('h2', { id: 'h-' + name }, t('s_' + name)), children);
}

function summarySection() {
  const s = D.summary;
  const cell = (name, value, more) => el('div', { class: 'figure-cell' }, el('dt', {}, name), el('dd', {}, value), more && el('small', {}, more));
  const lead = (D.matching ? t('lead_match', count(s.rows), count(s.compared), count(s.matches), count(s.right_rows || 0)) : t('lead_summary', count(s.rows), count(s.compared), count(s.matches))) +
    (D.matching ? t('stop') : t('lead_dedupe', count(s.entities || 0), count(s.groups || 0)));
  const quality = (q, how) => [['precision', q.precision], ['recall', q.recall]].map(([key, e]) =>
    cell(t(key) + (lang === 'zh' ? '（' + how + '）' : ', ' + how), percent(e.value), e.high ? t('interval', percent(e.low || 0), percent(e.high)) : q.how === 'model' ? t(D.one_to_one && key === 'recall' ? 'one_to_one' : 'by_model') : q.how === 'labels' ? t('by_labels') : q.how));
  return section('summary', el('p', { class: 'lead' }, lead), el('dl', { class: 'figures' },
    D.matching ? [cell(t('left_rows'), count(s.rows)), cell(t('right_rows'), count(s.right_rows || 0))] : cell(t('rows'), count(s.rows)),
    cell(t('compared'), count(s.compared), t('of_all', s.all_pairs > 0 ? percent(Math.min(1, s.compared / s.all_pairs)) : '—')),
    cell(t('matches'), count(s.matches), t('expected_matches', compact(s.expected))),
    !D.matching && [cell(t('entities'), count(s.entities || 0), count(s.groups || 0) + ' ' + t('groups')), cell(t('surplus'), count(s.rows - (s.entities || 0)))],
    cell(t('threshold'), probability(s.threshold), t('weight') + ' ' + signed(s.cut)),
    quality(s.quality, t('estimated')),
    s.observed && quality(s.observed, t('measured'))));
}

const SECTIONS = ['summary', 'columns', 'blocking', 'model', 'weights', 'pairs', 'clusters', 'unlinkable'];

function render() {
  document.documentElement.lang = lang === 'zh' ? 'zh-CN' : 'en';
  const made = { summary: summarySection, columns: columnsSection, blocking: blockingSection, model: modelSection, weights: weightsSection, pairs: pairsSection, clusters: clustersSection, unlinkable: unlinkableSection };
  const parts = SECTIONS.map((name) => made[name]()).filter(Boolean);
  const top = el('header', { class: 'top' },
    el('div', {}, el('h1', {}, shown(D.title)), el('p', { class: 'dim' }, [...(D.files || []), D.made].filter(Boolean).map(shown).join(' · ')),
      el('p', { class: D.masked ? 'privacy' : 'privacy warn', role: 'note' }, t(D.masked ? 'masked' : 'personal'), lang === 'en' && ' ', el('span', { class: 'dim' }, t('offline')))),
    el('div', { class: 'buttons' },
      el('button', { type: 'button', id: 'language', lang: lang === 'zh' ? 'en' : 'zh-CN', onclick: () => {
        lang = lang === 'zh' ? 'en' : 'zh';
        render();
        document.getElementById('language').focus();
      } }, t('language')),
      el('button', { type: 'button', id: 'theme', onclick: flip }, t('theme'))));
  const nav = el('nav', { 'aria-label': t('contents') }, parts.map((p) => el('a', { href: '#' + p.id }, t('s_' + p.id))));
  document.getElementById('page').replaceChildren(top, nav, ...parts);
}

// flip changes between light and dark, whatever the system's is.
function flip() {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  root.dataset.theme = dark ? 'light' : 'dark';
}

async function unpack(text) {
  const raw = atob(text.trim());
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
}

async function start() {
  const page = document.getElementById('page');
  lang = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
  if (typeof DecompressionStream === 'undefined') {
    page.replaceChildren(el('p', { class: 'privacy warn' }, t('old_browser')));
    return;
  }
  try {
    D = await unpack(document.getElementById('data').textContent);
    lang = D.lang === 'en' ? 'en' : 'zh';
    // names of columns are texts of strangers as values are
    for (const x of [...D.model.comparisons, ...D.columns, ...D.model.classes]) x.name = shown(x.name);
    for (const x of D.records.columns) x.title = shown(x.name);
    for (const x of D.rules) x.rule = shown(x.rule);
    render();
    document.documentElement.dataset.ready = 'yes';
    performance.mark('drawn');
  } catch (e) {
    page.replaceChildren(el('p', { class: 'privacy warn' }, t('failed', String(e))));
    throw e;
  }
}

start();
