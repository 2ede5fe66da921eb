// Snapping: where a moved or resized box comes to stand so that it aligns with its surroundings or keeps their gap.
//
// World units throughout. Each axis is worked out by itself: along it a box is a span {from, to}, and across it it
// reaches over {side_from, side_to}. Linear over the few hundred boxes that `surroundings` keeps: far below 1 ms.

const SAME = 0.005; // closer than any screen shows
const MOST = 300; // boxes that are looked at: among thousands everything would snap to something

const spanOf = {
  x: ({ x, y, w, h }) => ({ from: x, to: x + w, side_from: y, side_to: y + h }),
  y: ({ x, y, w, h }) => ({ from: y, to: y + h, side_from: x, side_to: x + w }),
};
const AXES = ['x', 'y'];
const same = (a, b) => Math.abs(a - b) <= SAME;
const middleOf = ({ from, to }) => (from + to) / 2;
const shifted = (box, dx, dy) => ({ ...box, x: box.x + dx, y: box.y + dy });

/** What `box` may snap to: the nearest of `boxes`, and `reach`, how far the box may go before others are nearer. */
export function surroundings(box, boxes) {
  const { near, reach } = nearest(box, boxes);
  return { x: near.map(spanOf.x), y: near.map(spanOf.y), reach };
}

function nearest(box, boxes) {
  if (boxes.length <= MOST) return { near: boxes, reach: Infinity };
  const distance = ({ x, y, w, h }) => Math.hypot(x + w / 2 - box.x - box.w / 2, y + h / 2 - box.y - box.h / 2);
  const far = Float64Array.from(boxes, distance);
  const limit = far.toSorted()[MOST - 1];
  return { near: boxes.filter((_, n) => far[n] <= limit), reach: limit / 2 };
}

/**
 * Where a moved box comes to stand: {dx, dy, lines, gaps}, neither shift longer than `threshold`. On each axis the
 * nearest counts: edge on edge, middle on middle, or a gap equal to the next one.
 */
export function snapMove(box, near, threshold) {
  const dx = least(shiftsOf(spanOf.x(box), near.x), threshold);
  const dy = least(shiftsOf(spanOf.y(shifted(box, dx, 0)), near.y), threshold);
  // The shift along y may take the box out of the row whose gap the one along x keeps.
  const both = guidesOf(shifted(box, dx, dy), near);
  const kept = [...both.lines, ...both.gaps].some(({ axis }) => axis === 'x');
  return !dx || !dy || kept ? { dx, dy, ...both } : { dx, dy: 0, ...guidesOf(shifted(box, dx, 0), near) };
}

function least(shifts, threshold) {
  let best = Infinity;
  for (const shift of shifts) if (Math.abs(shift) <= threshold && Math.abs(shift) < Math.abs(best)) best = shift;
  return best === Infinity ? 0 : best;
}

function* shiftsOf(span, spans) {
  for (const other of spans) {
    yield other.from - span.from;
    yield other.to - span.to;
    yield other.to - span.from;
    yield other.from - span.to;
    yield middleOf(other) - middleOf(span);
  }
  yield* gapShifts(span, spans);
}

/** Shifts into the middle between two neighbours, and to where a row goes on with the gap it has. */
function* gapShifts(span, spans) {
  const [before, after] = [-1, 1].map((direction) => neighbour(span, spans, direction));
  if (before && after && after.from - before.to - (span.to - span.from) > 2 * SAME) {
    yield (before.to + after.from) / 2 - middleOf(span);
  }
  const before_size = before && gapBeyond(before, spans, -1);
  const after_size = after && gapBeyond(after, spans, 1);
  if (before_size) yield before.to + before_size - span.from;
  if (after_size) yield after.from - after_size - span.to;
}

/**
 * How a box whose corner is dragged is scaled, its ratio kept: {scale, lines, gaps}. `anchor` is the corner that stays
 * {x, y}. Neither edge moves by more than `threshold`.
 */
export function snapResize(box, anchor, near, threshold) {
  let best = { scale: 1, by: Infinity };
  for (const axis of AXES) {
    const length = axis === 'x' ? box.w : box.h;
    const steepest = Math.max(1, (axis === 'x' ? box.h : box.w) / length);
    for (const growth of growthsOf(spanOf[axis](box), anchor[axis], near[axis])) {
      const by = Math.abs(growth) * steepest;
      if (by <= threshold && by < best.by) best = { scale: (length + growth) / length, by };
    }
  }
  return { scale: best.scale, ...guidesOf(scaledFrom(box, anchor, best.scale), near) };
}

/** The box scaled around one of its corners. */
export function scaledFrom({ x, y, w, h }, anchor, scale) {
  const [wide, high] = [w * scale, h * scale];
  return { x: same(anchor.x, x) ? x : anchor.x - wide, y: same(anchor.y, y) ? y : anchor.y - high, w: wide, h: high };
}

/** By how much a span may grow, its end at `anchor` kept, to align its other end or its middle, or to equal a gap. */
function* growthsOf(span, anchor, spans) {
  const direction = same(anchor, span.from) ? 1 : -1;
  const end = direction > 0 ? span.to : span.from;
  for (const other of spans) {
    yield (other.from - end) * direction;
    yield (other.to - end) * direction;
    yield 2 * (middleOf(other) - middleOf(span)) * direction;
  }
  const beyond = neighbour(span, spans, direction);
  const behind = neighbour(span, spans, -direction);
  const sizes = beyond ? [gapBeyond(beyond, spans, direction), behind && gapOf(span, behind)] : [];
  for (const size of sizes) if (size > SAME) yield gapOf(span, beyond) - size;
}

// ---- rows -----------------------------------------------------------------------------------------------------------

const gapOf = (a, b) => Math.max(b.from - a.to, a.from - b.to);

/** The next span in a direction (-1, 1) that stands in one row with `span`. */
function neighbour(span, spans, direction) {
  let found = null;
  for (const other of spans) {
    if (other.side_from > span.side_to - SAME || other.side_to < span.side_from + SAME) continue;
    if (direction > 0 ? other.from < span.to - SAME : other.to > span.from + SAME) continue;
    if (!found || (direction > 0 ? other.from < found.from : other.to > found.to)) found = other;
  }
  return found;
}

/** The gap between a span and the one after it in that direction; 0 without one. */
function gapBeyond(span, spans, direction) {
  const next = neighbour(span, spans, direction);
  const size = next ? gapOf(span, next) : 0;
  return size > SAME ? size : 0;
}

// ---- what is shown --------------------------------------------------------------------------------------------------

/**
 * What holds for a box where it stands: lines {axis, at, from, to} through what aligns, and equal gaps
 * {axis, from, to, at, size}. `axis` is the one that is aligned or measured, so that a line on 'x' is upright.
 */
export function guidesOf(box, near) {
  return {
    lines: AXES.flatMap((axis) => linesOf(axis, box, near)),
    gaps: AXES.flatMap((axis) => gapsOf(axis, box, near)),
  };
}

function linesOf(axis, box, near) {
  const span = spanOf[axis](box);
  const edges = [span.from, span.to].flatMap((at) => line(axis, at, span, near[axis].filter(({ from, to }) => same(from, at) || same(to, at))));
  if (edges.length) return edges; // boxes of one size would have a third line between two that say the same
  const at = middleOf(span);
  return line(axis, at, span, near[axis].filter((other) => same(middleOf(other), at)));
}

function line(axis, at, span, aligned) {
  if (!aligned.length) return [];
  const from = aligned.reduce((least_, { side_from }) => Math.min(least_, side_from), span.side_from);
  const to = aligned.reduce((most, { side_to }) => Math.max(most, side_to), span.side_to);
  return [{ axis, at, from, to }];
}

function gapsOf(axis, box, near) {
  const span = spanOf[axis](box);
  const [before, after] = [-1, 1].map((direction) => equalGaps(axis, span, near[axis], direction));
  if (before.length && after.length && same(before[0].size, after[0].size)) return [...before, ...after];
  return [before, after].filter(({ length }) => length > 1).flat();
}

/** The gaps in a direction for as long as they are equal. */
function equalGaps(axis, span, spans, direction) {
  const gaps = [];
  for (let last = span, next; (next = neighbour(last, spans, direction)); last = next) {
    const size = gapOf(last, next);
    if (size <= SAME || (gaps.length && !same(size, gaps[0].size))) break;
    const [from, to] = direction > 0 ? [last.to, next.from] : [next.to, last.from];
    const at = (Math.max(last.side_from, next.side_from) + Math.min(last.side_to, next.side_to)) / 2;
    gaps.push({ axis, from, to, at, size });
  }
  return gaps;
}
