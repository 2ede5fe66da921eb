import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aspect, caps, dollars, estimate, marked, moment, since, withQuery } from '../../app/ui/components/parts/format.js';

test('prices have cents, and a third digit below one cent', () => {
  assert.deepEqual([0, 0.003, 0.04, 2].map(dollars), ['$0.00', '$0.003', '$0.04', '$2.00']);
});

test('an estimate says price and usual time, or that it is free', () => {
  assert.equal(estimate({ price_usd: 0, usual_s: 0.1 }), 'free · 0.1 s');
  assert.equal(estimate({ price_usd: 0.003, usual_s: 1 }), '$0.003 · 1 s');
  assert.equal(estimate({ price_usd: 0.04, usual_s: null }), '$0.04');
});

test('durations have the digits that say something', () => {
  assert.deepEqual([0.09, 0.1, 2.5, 15].map(since), ['0.09 s', '0.1 s', '2.5 s', '15 s']);
});

test('sizes go by the name of their ratio, else by their sides', () => {
  assert.deepEqual([[1024, 768], [1280, 720], [1152, 768], [1024, 300]].map(aspect), ['4:3', '16:9', '3:2', '1024 × 300']);
});

test('moments are short, and shorter the nearer they are', () => {
  const now = new Date('2026-11-22T19:00:00');
  const ago = (text) => moment(text, now);
  assert.deepEqual(
    ['2026-11-22T18:59:30', '2026-11-22T18:40:00', '2026-10-09T08:00:00', '2025-10-09T08:00:00'].map(ago),
    ['now', '18:40', '9 Oct', '9 Oct 2025'],
  );
});

test('marks whole words in any case and leaves parts of words alone', () => {
  const pieces = marked('Xylophone and xylophones (C++)', ['xylophone', 'c++']);
  assert.deepEqual(pieces.filter(({ hit }) => hit).map(({ text }) => text), ['Xylophone', 'C++']);
  assert.equal(pieces.map(({ text }) => text).join(''), 'Xylophone and xylophones (C++)');
});

test('marks parts of words where a search asks for it', () => {
  assert.deepEqual(marked('lighthouse', ['light'], true), [{ text: 'light', hit: true }, { text: 'house', hit: false }]);
});

test('an address carries only the fields that are filled', () => {
  assert.equal(withQuery('/api', { query: 'red cat', model: '', cursor: null }), '/api?query=red+cat');
  assert.equal(withQuery('/api', {}), '/api');
});

test('a shortcut becomes its key caps', () => {
  assert.deepEqual([['Ctrl+Shift+Z', 'Ctrl+Y'], ['+', '='], ['Escape'], ['Shift+ArrowLeft', 'Shift+ArrowRight']].map(caps), [
    ['Ctrl', 'Shift', 'Z'],
    ['+'],
    ['Esc'],
    ['Shift', 'Arrows'],
  ]);
});
