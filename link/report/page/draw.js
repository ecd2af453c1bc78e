// Elements, figures and charts.

const SVG = 'http://www.w3.org/2000/svg';

function put(node, attrs, children) {
  for (const [k, v] of Object.entries(attrs || {})) {
    if (v === undefined || v === null || v === false) continue;
    if (k.startsWith('on')) node.addEventListener(k.slice(2), v);
    else if (k === 'vars') for (const [name, value] of Object.entries(v)) node.style.setProperty(name, value);
    else node.setAttribute(k, v === true ? '' : v);
  }
  for (const c of children.flat(3)) {
    if (c !== null && c !== undefined && c !== false) node.append(c);
  }
  return node;
}

const el = (tag, attrs, ...children) => put(document.createElement(tag), attrs, children);
const svg = (tag, attrs, ...children) => put(document.createElementNS(SVG, tag), attrs, children);

// Figures in the language of the page.
const formats = new Map();
function numberFormat(options) {
  const key = lang + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.NumberFormat(lang === 'zh' ? 'zh-CN' : 'en', options));
  return formats.get(key);
}
const count = (n) => numberFormat({ maximumFractionDigits: 0 }).format(n);
const compact = (n) => (n < 10000 ? numberFormat({ maximumSignificantDigits: 3 }).format(n) : numberFormat({ notation: 'compact', maximumSignificantDigits: 3 }).format(n));

function percent(x, rough) {
  if (x > 0 && x < 0.0001) return '<0.01%';
  const digits = x > 0.999 && x < 1 && !rough ? 3 : x >= 0.1 ? 1 : 2;
  const shown = Math.min(x, x < 1 ? 1 - 10 ** (-digits - 2) : 1);
  return numberFormat({ style: 'percent', minimumFractionDigits: x === 1 || x === 0 ? 0 : digits, maximumFractionDigits: digits }).format(shown);
}

function probability(x) {
  if (x > 0.9999) return '> 0.9999';
  if (x === 0) return '0';
  if (x < 0.001) return x.toExponential(1).replace('e', ' × 10^').replace(/\^(.*)/, (_, e) => e.replace('+', '').split('').map((c) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[c] || '⁻').join(''));
  return x.toFixed(4);
}

const signed = (w, digits = 2) => (w < 0 ? '−' : w > 0 ? '+' : '') + Math.abs(w).toFixed(digits);
const minus = (w, digits = 0) => (w < 0 ? '−' : '') + Math.abs(w).toFixed(digits);
const odds = (w) => 1 / (1 + 2 ** -w);

// shown makes characters visible that would not be, or would change the order
// of what stands beside them.
function shown(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (c) => {
    const n = c.codePointAt(0);
    return n < 32 ? String.fromCodePoint(0x2400 + n) : '⟨' + n.toString(16).toUpperCase().padStart(4, '0') + '⟩';
  });
}

// bar draws a weight to the left or right of a middle line.
function bar(w, most) {
  const size = Math.min(50, (50 * Math.abs(w)) / most);
  return el('span', { class: 'bar', 'aria-hidden': 'true' },
    el('i', { class: w < 0 ? 'minus' : 'plus', vars: { left: (w < 0 ? 50 - size : 50) + '%', width: size + '%' } }));
}

// meter draws a share.
const meter = (x) => el('span', { class: 'meter', 'aria-hidden': 'true' }, el('i', { vars: { width: 100 * x + '%' } }));

// columnsChart is a small histogram without axes.
function columnsChart(values, tip, height = 26) {
  const w = 9;
  const most = Math.max(1, ...values.map((v) => Math.log1p(v)));
  const s = svg('svg', { class: 'spark', width: w * values.length, height, role: 'img' });
  values.forEach((v, i) => {
    const h = v > 0 ? Math.max(1.5, (Math.log1p(v) / most) * (height - 1)) : 0;
    s.append(svg('rect', { x: i * w, y: height - h, width: w - 2, height: h, class: 'fill' }, svg('title', {}, tip(i, v))));
  });
  return s;
}

// ticks are round numbers between two.
function ticks(lo, hi, about) {
  const raw = (hi - lo) / about || 1;
  const unit = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((k) => k * unit).find((s) => s >= raw);
  const out = [];
  for (let i = Math.ceil(lo / step - 1e-9); i * step <= hi + 1e-9; i++) out.push(+(i * step).toPrecision(12));
  return out;
}

const logTicks = (most) => {
  const out = [];
  for (let e = 0; 10 ** e <= most * 1.0001; e++) out.push(10 ** e);
  return out;
};

// figure holds a drawing that follows the width of the page.
function figure(height, draw, label) {
  const box = el('div', { class: 'figure', role: 'img', 'aria-label': label });
  let width = 0;
  const redraw = () => {
    const w = Math.round(box.clientWidth);
    if (w > 0 && w !== width) {
      width = w;
      box.replaceChildren(draw(w, height));
    }
  };
  new ResizeObserver(redraw).observe(box);
  box.redraw = () => {
    width = 0;
    redraw();
  };
  return box;
}

// plane is an SVG with axes. x and y are {from, to, ticks, text, log, label}.
function plane(width, height, x, y) {
  const m = { l: 62, r: 14, t: 12, b: 34 };
  const scale = (a, lo, hi) => {
    const f = a.log ? (v) => Math.log10(Math.max(v, 0.7)) : (v) => v;
    const from = f(a.from), span = f(a.to) - from || 1;
    return (v) => lo + ((f(v) - from) / span) * (hi - lo);
  };
  const p = { X: scale(x, m.l, width - m.r), Y: scale(y, height - m.b, m.t), left: m.l, right: width - m.r, top: m.t, bottom: height - m.b };
  p.root = svg('svg', { viewBox: `0 0 ${width} ${height}`, width: '100%', height, class: 'chart' });
  const grid = svg('g', { class: 'grid' });
  for (const v of y.ticks) {
    grid.append(svg('line', { x1: p.left, x2: p.right, y1: p.Y(v), y2: p.Y(v) }), svg('text', { x: p.left - 7, y: p.Y(v) + 3.5, 'text-anchor': 'end' }, y.text(v)));
  }
  for (const v of x.ticks) {
    grid.append(svg('line', { x1: p.X(v), x2: p.X(v), y1: p.bottom, y2: p.bottom + 4 }), svg('text', { x: p.X(v), y: p.bottom + 16, 'text-anchor': 'middle' }, x.text(v)));
  }
  grid.append(svg('line', { class: 'axis', x1: p.left, x2: p.right, y1: p.bottom, y2: p.bottom }));
  if (x.label) grid.append(svg('text', { class: 'axis-label', x: p.right, y: height - 3, 'text-anchor': 'end' }, x.label));
  p.root.append(grid);
  return p;
}

function line(p, points, attrs) {
  const d = points.map(([x, y], i) => (i ? 'L' : 'M') + p.X(x).toFixed(1) + ' ' + p.Y(y).toFixed(1)).join('');
  p.root.append(svg('path', { d, fill: 'none', ...attrs }));
}

const legend = (...items) => el('ul', { class: 'legend' }, items.map(([cls, text]) => el('li', {}, el('i', { class: cls }), text)));
