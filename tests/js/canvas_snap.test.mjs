import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guidesOf, scaledFrom, snapMove, snapResize, surroundings } from '../../app/ui/canvas/src/snap.js';
import { random } from './random.mjs';

const box = (x, y, w = 100, h = 80) => ({ x, y, w, h });
const snap = (moved, boxes, threshold = 6) => snapMove(moved, surroundings(moved, boxes), threshold);
const shifts = ({ dx, dy }) => [dx, dy];

/** A board at random: some tiles on a loose grid, so that rows and equal gaps happen, the others anywhere. */
function arena(next) {
  const boxes = Array.from({ length: 1 + Math.floor(next() * 25) }, () => {
    const size = [60 + Math.floor(next() * 4) * 20, 40 + Math.floor(next() * 4) * 20];
    const at = next() < 0.6 ? [Math.floor(next() * 8) * 132, Math.floor(next() * 6) * 110] : [next() * 900, next() * 600];
    return box(...at, ...size);
  });
  const moved = box(next() * 900, next() * 600, 40 + next() * 120, 40 + next() * 90);
  return { boxes, moved, threshold: 1 + next() * 20 };
}

const AXES = { x: ['x', 'w', 'y', 'h'], y: ['y', 'h', 'x', 'w'] };
const close = (a, b) => Math.abs(a - b) < 0.005001;

function assertLinesHold({ lines }, stands, boxes) {
  for (const { axis, at, from, to } of lines) {
    const [start, length, side, side_length] = AXES[axis];
    const edges = (b) => [b[start], b[start] + b[length]];
    const through = (b) => edges(b).some((edge) => close(edge, at));
    const centred = (b) => close(b[start] + b[length] / 2, at);
    const others = boxes.filter((b) => (through(b) && through(stands)) || (centred(b) && centred(stands)));
    assert.ok(others.length > 0, `a line on ${axis} at ${at} joins nothing`);
    const ends = [stands, ...others].flatMap((b) => [b[side], b[side] + b[side_length]]);
    assert.ok(close(from, Math.min(...ends)) && close(to, Math.max(...ends)));
  }
}

function assertGapsHold({ gaps }, stands, boxes) {
  for (const axis of ['x', 'y']) {
    const [start, length] = AXES[axis];
    const shown = gaps.filter((gap) => gap.axis === axis);
    const all = [stands, ...boxes];
    for (const { from, to, size } of shown) {
      assert.ok(close(to - from, size) && size > 0);
      assert.ok(all.some((b) => close(b[start] + b[length], from)) && all.some((b) => close(b[start], to)), 'a gap hangs in the air');
    }
    for (const { size } of shown) {
      assert.ok(shown.filter((other) => close(other.size, size)).length > 1, `a gap of ${size} has no equal`);
    }
  }
}

test('the nearest edge counts, on each axis for itself', () => {
  const moved = snap(box(104, 303), [box(100, 0), box(107, 900), box(900, 307)]);
  assert.deepEqual(shifts(moved), [3, 4]);
});

test('an edge snaps to the opposite edge of another, and a middle to a middle', () => {
  assert.deepEqual(shifts(snap(box(204, 500), [box(100, 0)])), [-4, 0]);
  assert.deepEqual(shifts(snap(box(222, 500, 60, 80), [box(200, 0)])), [-2, 0]);
});

test('beyond the threshold nothing is pulled, and alone nothing moves', () => {
  assert.deepEqual(shifts(snap(box(107, 500), [box(100, 0)])), [0, 0]);
  assert.deepEqual(snap(box(3, 4), []), { dx: 0, dy: 0, lines: [], gaps: [] });
});

test('a line goes through everything that aligns', () => {
  const { lines } = snap(box(103, 500), [box(100, 0, 60), box(100, 900, 70)]);
  assert.deepEqual(lines, [{ axis: 'x', at: 100, from: 0, to: 980 }]);
});

test('boxes of one size have a line at each edge and none in the middle', () => {
  const { lines } = snap(box(103, 500), [box(100, 0)]);
  assert.deepEqual(lines.map(({ axis, at }) => [axis, at]), [['x', 100], ['x', 200]]);
});

test('a box goes into the middle between two neighbours', () => {
  const { dx, gaps } = snap(box(303, 11), [box(100, 0), box(500, 20)]);
  assert.equal(dx, -3);
  assert.deepEqual(gaps.map(({ axis, from, to, size }) => [axis, from, to, size]), [['x', 200, 300, 100], ['x', 400, 500, 100]]);
});

test('a row goes on with the gap it has, in every direction', () => {
  const row = [box(0, 0), box(132, 10)];
  assert.deepEqual([snap(box(267, 20), row).dx, snap(box(-129, 20), row).dx], [-3, -3]);
  const column = [box(0, 0), box(10, 112)];
  const below = snap(box(20, 226), column);
  assert.equal(below.dy, -2);
  assert.deepEqual(below.gaps.map(({ size, from }) => [size, from]).sort(), [[32, 192], [32, 80]].sort());
});

test('all gaps of a row that are equal are shown', () => {
  const row = [box(0, 0), box(132, 0), box(264, 0)];
  assert.equal(snap(box(397, 30), row).gaps.length, 3);
});

test('what is not in the row does not count as a neighbour', () => {
  assert.equal(snap(box(267, 500), [box(0, 0), box(132, 0)]).gaps.length, 0);
});

test('a corner snaps with the ratio kept, the other corner stays', () => {
  const dragged = box(0, 0, 196, 98);
  const near = surroundings(dragged, [box(200, 400)]);
  const { scale, lines } = snapResize(dragged, { x: 0, y: 0 }, near, 6);
  assert.deepEqual(scaledFrom(dragged, { x: 0, y: 0 }, scale), box(0, 0, 200, 100));
  assert.deepEqual(lines.map(({ axis, at }) => [axis, at]), [['x', 200]]);
});

test('a corner at the upper left snaps as well', () => {
  const dragged = box(103, 51.5, 197, 98.5);
  const anchor = { x: 300, y: 150 };
  const { scale } = snapResize(dragged, anchor, surroundings(dragged, [box(0, 400)]), 6);
  assert.deepEqual(scaledFrom(dragged, anchor, scale), { x: 100, y: 50, w: 200, h: 100 });
});

test('a corner grows to the gap that its row has', () => {
  const row = [box(-132, 0), box(330, 0), box(0, 900, 5, 5)];
  const { scale, gaps } = snapResize(box(0, 0, 300, 100), { x: 0, y: 0 }, surroundings(box(0, 0), row), 6);
  assert.equal(scale * 300, 298);
  assert.deepEqual(gaps.map(({ size }) => size), [32, 32]);
});

test('among thousands only the near ones count, and it says how far that holds', () => {
  const grid = Array.from({ length: 5000 }, (_, n) => box((n % 70) * 120, Math.floor(n / 70) * 100));
  const near = surroundings(box(4000, 3000), grid);
  assert.ok(near.x.length >= 300 && near.x.length < 330);
  assert.ok(near.reach > 100 && near.reach < 2000);
});

test('property: no box is pulled farther than the threshold, and what pulls it is shown', () => {
  const next = random(7);
  for (let n = 0; n < 20_000; n += 1) {
    const { boxes, moved, threshold } = arena(next);
    const found = snap(moved, boxes, threshold);
    assert.ok(Math.abs(found.dx) <= threshold && Math.abs(found.dy) <= threshold);
    for (const axis of ['x', 'y']) {
      if (found[`d${axis}`]) assert.ok([...found.lines, ...found.gaps].some((mark) => mark.axis === axis), `run ${n}: pulled along ${axis} by nothing`);
    }
  }
});

test('property: lines join edges that coincide, and gaps that are shown are equal', () => {
  const next = random(11);
  let shown = 0;
  for (let n = 0; n < 20_000; n += 1) {
    const { boxes, moved, threshold } = arena(next);
    const found = snap(moved, boxes, threshold);
    const stands = { ...moved, x: moved.x + found.dx, y: moved.y + found.dy };
    assertLinesHold(found, stands, boxes);
    assertGapsHold(found, stands, boxes);
    shown += found.gaps.length;
  }
  assert.ok(shown > 1000, 'the boards of this test have hardly any equal gaps');
});

test('property: what snapped stays where it is when it is snapped again', () => {
  const next = random(13);
  for (let n = 0; n < 5000; n += 1) {
    const { boxes, moved, threshold } = arena(next);
    const near = surroundings(moved, boxes);
    const { dx, dy, lines } = snapMove(moved, near, threshold);
    const stands = { ...moved, x: moved.x + dx, y: moved.y + dy };
    assert.deepEqual(guidesOf(stands, near).lines, lines);
    const again = snapMove(stands, near, threshold);
    if (lines.some(({ axis }) => axis === 'x')) assert.ok(Math.abs(again.dx) < 0.01);
  }
});

test('property: a resize keeps the ratio and one corner, moves neither edge farther than the threshold, and lines hold', () => {
  const next = random(17);
  for (let n = 0; n < 20_000; n += 1) {
    const { boxes, moved, threshold } = arena(next);
    const anchor = { x: moved.x + (next() < 0.5 ? moved.w : 0), y: moved.y + (next() < 0.5 ? moved.h : 0) };
    const found = snapResize(moved, anchor, surroundings(moved, boxes), threshold);
    const stands = scaledFrom(moved, anchor, found.scale);
    assert.ok(Math.abs(stands.w / stands.h - moved.w / moved.h) < 1e-9);
    assert.ok(Math.abs(stands.w - moved.w) <= threshold + 1e-9 && Math.abs(stands.h - moved.h) <= threshold + 1e-9);
    for (const [axis, length] of [['x', 'w'], ['y', 'h']]) {
      assert.ok([stands[axis], stands[axis] + stands[length]].some((edge) => Math.abs(edge - anchor[axis]) < 1e-9));
    }
    assertLinesHold(found, stands, boxes);
    assertGapsHold(found, stands, boxes);
    if (found.scale !== 1) assert.ok(found.lines.length + found.gaps.length > 0, `run ${n}: pulled by nothing`);
  }
});

test('a move among 5,000 boxes takes far less than a millisecond', () => {
  const grid = Array.from({ length: 5000 }, (_, n) => box((n % 70) * 120, Math.floor(n / 70) * 100));
  const near = surroundings(box(4000, 3000), grid);
  const moves = 500;
  const start = performance.now();
  for (let n = 0; n < moves; n += 1) snapMove(box(4000 + n / 3, 3000 + n / 7), near, 6);
  assert.ok((performance.now() - start) / moves < 1);
});
