import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellsNear, scrollTo } from '../../app/ui/components/parts/strip.js';

const STRIP = { length: 640, pitch: 64, count: 5000, over: 6 };

test('of 5,000 cells only those near the visible part exist', () => {
  assert.deepEqual(cellsNear({ ...STRIP, scroll: 0 }), [0, 16]);
  assert.deepEqual(cellsNear({ ...STRIP, scroll: 64 * 2500 }), [2494, 2516]);
  assert.deepEqual(cellsNear({ ...STRIP, scroll: 64 * 4990 }), [4984, 5000]);
});

test('every cell that is seen exists, wherever the strip stands', () => {
  for (let scroll = 0; scroll < 64 * 5000 - 640; scroll += 997) {
    const [first, end] = cellsNear({ ...STRIP, scroll });
    assert.ok(first * 64 <= scroll && end * 64 >= scroll + 640);
  }
});

test('a strip that is shorter than its room has all its cells, an empty one none', () => {
  assert.deepEqual(cellsNear({ ...STRIP, scroll: -8, count: 3 }), [0, 3]);
  assert.deepEqual(cellsNear({ ...STRIP, scroll: 0, count: 0 }), [0, 0]);
});

test('the chosen cell comes to the middle, and the strip never goes beyond its ends', () => {
  assert.equal(scrollTo(100, STRIP), 100.5 * 64 - 320);
  assert.equal(scrollTo(1, STRIP), 0);
  assert.equal(scrollTo(4999, STRIP), 5000 * 64 - 640);
  assert.equal(scrollTo(1, { ...STRIP, count: 3 }), 0);
});
