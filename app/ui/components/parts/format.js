// Numbers, prices and moments as people read them. No DOM.

// Dollars: cents for sums, a third digit where a price is below one cent. 0.003 -> "$0.003", 0.5 -> "$0.50".
export function dollars(usd) {
  const digits = usd > 0 && usd < 0.01 ? 3 : 2;
  return `$${usd.toFixed(digits)}`;
}

// What a picture costs and how long it usually takes: "free · 0.1 s", "$0.003 · 1 s".
export function estimate(model) {
  const price = model.price_usd ? dollars(model.price_usd) : 'free';
  return model.usual_s === null || model.usual_s === undefined ? price : `${price} · ${since(model.usual_s)}`;
}

// A duration in seconds: one digit below ten seconds where it says something. 0.09 -> "0.1 s", 15 -> "15 s".
export function since(seconds) {
  if (seconds < 1) return `${Math.max(seconds, 0.01).toFixed(seconds < 0.1 ? 2 : 1)} s`;
  const text = seconds < 10 ? seconds.toFixed(1).replace('.0', '') : String(Math.round(seconds));
  return `${text} s`;
}

const RATIOS = [['1:1', 1], ['4:3', 4 / 3], ['3:4', 3 / 4], ['3:2', 3 / 2], ['2:3', 2 / 3], ['16:9', 16 / 9], ['9:16', 9 / 16]];

// The ratio of a picture's sides by its usual name, else the sides themselves.
export function aspect([width, height]) {
  const ratio = width / height;
  const known = RATIOS.find(([, value]) => Math.abs(value / ratio - 1) < 0.02);
  return known ? known[0] : `${width} × ${height}`;
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dayOfYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
const monthOfYear = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric' });

// When something was, short: "now", "18:40" today, "9 Oct" this year, "9 Oct 2025" before.
export function moment(iso, now = new Date()) {
  const at = new Date(iso);
  if (Math.abs(now - at) < 60_000) return 'now';
  if (at.toDateString() === now.toDateString()) return clock.format(at);
  return at.getFullYear() === now.getFullYear() ? day.format(at) : dayOfYear.format(at);
}

// Ways to look back, as [days, words]; the first asks for nothing.
export const DATES = [['', 'Any date'], [1, 'Last day'], [7, 'Last 7 days'], [30, 'Last 30 days'], [365, 'Last year']];

export const daysAgo = (days, now = Date.now()) => new Date(now - days * 24 * 3600 * 1000).toISOString();

// The heading a favorite stands under: "November 2026".
export const month = (iso) => monthOfYear.format(new Date(iso));

// The text in pieces, those that hold one of the words marked: [{text, hit}]. Whole words, any case.
// With `anywhere`, parts of words count too.
export function marked(text, words, anywhere = false) {
  const wanted = words.filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (!wanted.length || !text) return text ? [{ text, hit: false }] : [];
  const edge = anywhere ? ['', ''] : ['(?<![\\p{L}\\p{N}])', '(?![\\p{L}\\p{N}])'];
  const pieces = text.split(new RegExp(`${edge[0]}(${wanted.join('|')})${edge[1]}`, 'giu'));
  return pieces.map((piece, index) => ({ text: piece, hit: index % 2 === 1 })).filter((piece) => piece.text);
}

// An address with the query's filled fields.
export function withQuery(path, fields) {
  const filled = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const query = new URLSearchParams(filled).toString();
  return query ? `${path}?${query}` : path;
}

// The key caps of a shortcut that the canvas writes as "Ctrl+Shift+Z": the first of its keys, or the arrows together.
export function caps(keys) {
  const parts = keys[0] === '+' ? ['+'] : keys[0].split('+');
  const last = parts.at(-1);
  const name = last.startsWith('Arrow') ? (keys.length > 1 ? 'Arrows' : last.slice(5)) : last === 'Escape' ? 'Esc' : last;
  return [...parts.slice(0, -1), name];
}
