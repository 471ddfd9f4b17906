// Numbers, dates and differences in words, as people in this country write them.

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const rough = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const oneDecimal = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const twoDecimals = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const month = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

const WEEK = 7 * 24 * 3600 * 1000;

export const UNKNOWN = 'cannot tell';
export const YET = 'cannot tell yet';

export const isKnown = (value) => typeof value === 'number' && Number.isFinite(value);
const isMoney = (unit) => /^GBP/.test(unit);
const isShare = (unit) => /^share/.test(unit);
const isCount = (unit) => /^(people|clients|episodes|cases|times|complaints|firms|families)/.test(unit);
const isFraction = (unit) => /^(0-1|ratio|rank correlation)/.test(unit);

export const count = (value) => (isKnown(value) ? whole.format(value) : UNKNOWN);

export function pounds(value) {
  if (!isKnown(value)) return UNKNOWN;
  const sign = Math.round(value) < 0 ? '−' : '';
  const size = Math.abs(value);
  if (size >= 1e9) return `${sign}£${rough.format(size / 1e9)} billion`;
  return size >= 1e6 ? `${sign}£${rough.format(size / 1e6)} million` : `${sign}£${whole.format(size)}`;
}

// A number as it is written for its unit, without the unit's words.
export function figure(value, unit) {
  if (!isKnown(value)) return UNKNOWN;
  if (isMoney(unit)) return pounds(value);
  if (isShare(unit)) return `${(Math.abs(value) < 0.1 ? oneDecimal : whole).format(100 * value)}%`;
  if (isCount(unit)) return whole.format(value);
  if (isFraction(unit)) return twoDecimals.format(value);
  return (Math.abs(value) < 100 ? oneDecimal : whole).format(value);
}

// The words that follow such a number.
export function unitWords(unit) {
  if (isMoney(unit)) return unit.replace(/^GBP\s*/, '');
  if (isShare(unit)) return unit.replace(/^share\s*/, '');
  return isFraction(unit) ? unit.replace('0-1', 'of 1') : unit;
}

export function quantity(value, unit) {
  return isKnown(value) ? `${figure(value, unit)} ${unitWords(unit)}`.trim() : UNKNOWN;
}

// What a verdict looks like; it comes from the server, which alone says what is better.
export const VERDICTS = {
  better: { symbol: '▲', style: 'joinup-good' },
  worse: { symbol: '▼', style: 'joinup-bad' },
  higher: { symbol: '↑', style: 'joinup-soft' },
  lower: { symbol: '↓', style: 'joinup-soft' },
  'no difference': { symbol: '=', style: 'joinup-soft' },
  [YET]: { symbol: '?', style: 'joinup-soft' },
  [UNKNOWN]: { symbol: '?', style: 'joinup-soft' },
};

// How a value differs from another: words and an arrow.
export function difference(value, other, { unit }) {
  if (!isKnown(value) || !isKnown(other)) return { words: 'no comparison', arrow: '?' };
  if (figure(value, unit) === figure(other, unit)) return { words: 'the same', arrow: '=' };
  const higher = value > other;
  const size = Math.abs(value - other);
  let words;
  if (isShare(unit)) words = `${oneDecimal.format(100 * size)} percentage points ${higher ? 'higher than' : 'lower than'}`;
  else if (isMoney(unit)) words = `${figure(size, unit)} ${higher ? 'more than' : 'less than'}`;
  else if (isCount(unit) || unit === 'weeks') words = `${figure(size, unit)} ${higher ? 'more than' : 'fewer than'}`;
  else words = `${figure(size, unit)} ${higher ? 'higher than' : 'lower than'}`;
  return { words, arrow: higher ? '↑' : '↓' };
}

// Such words by themselves, as for a cell of a table.
export const size = (found) => found.words.replace(/ than$/, '');

// Such words in a sentence about the scenario as it was written.
export function comparison({ words, arrow }) {
  if (arrow === '?') return 'no comparison with the scenario as written';
  return arrow === '=' ? 'the same as in the scenario as written' : `${words} in the scenario as written`;
}

const parse = (date) => new Date(`${date}T00:00:00Z`);
export const dateOf = (date) => day.format(parse(date));
export const dayOfWeek = (start, week) => day.format(new Date(parse(start).getTime() + week * WEEK));
export const monthOfWeek = (start, week) => month.format(new Date(parse(start).getTime() + week * WEEK));
export const yearOfWeek = (start, week) => new Date(parse(start).getTime() + week * WEEK).getUTCFullYear();
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

// "3 agencies", "1 agency"
export const several = (number, one, more = `${one}s`) => `${count(number)} ${number === 1 ? one : more}`;
