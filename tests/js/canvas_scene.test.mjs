import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bounds, hit, leastShift, neighbour, readingOrder, rectBetween, touching } from '../../app/ui/canvas/src/cull.js';
import { resized } from '../../app/ui/canvas/src/gestures/resize.js';
import { Holds } from '../../app/ui/canvas/src/holds.js';
import { Motion, easeMove } from '../../app/ui/canvas/src/motion.js';
import { Scene } from '../../app/ui/canvas/src/scene.js';
import { Selection } from '../../app/ui/canvas/src/selection.js';
import { tilesOf } from '../../app/ui/canvas/src/columns.js';
import { Feed } from '../../app/ui/canvas/src/snapshot.js';

const tile = (id, x = 0, y = 0, fields = {}) => ({ id, x, y, w: 100, h: 80, order: id, prompt: `a ${id}`, parent: null, ...fields });

function scene(...tiles) {
  const made = new Scene(2);
  made.load({ rev: 10, tiles });
  return made;
}

/** Tiles as a snapshot has them. */
const columnsOf = (tiles) => ({
  count: tiles.length,
  columns: Object.fromEntries(Object.keys(tiles[0] ?? {}).map((name) => [name, tiles.map((one) => one[name])])),
  picture: Object.fromEntries(['sha', 'width', 'height', 'slot'].map((name) => [name, tiles.map(() => null)])),
});

const names = (made, indices) => Array.from(indices, (i) => made.idOf(i));

test('operations of the next revision are applied', () => {
  const made = scene(tile('a'), tile('b', 200));
  const result = made.apply({ rev: 11, ops: [['create', tile('c', 400)], ['patch', 'a', { x: 7, prompt: 'new' }], ['delete', 'b']] });
  assert.ok(result.applied);
  assert.deepEqual([result.created, result.deleted], [['c'], ['b']]);
  assert.deepEqual(result.patched, [['a', { x: 7, prompt: 'new' }, { x: 0, prompt: 'a a' }]]);
  assert.deepEqual([made.tile('a').x, made.tile('a').prompt, made.tile('b'), made.size], [7, 'new', null, 2]);
});

test('a message that came twice, or late, changes nothing', () => {
  const made = scene(tile('a'));
  const message = { rev: 11, ops: [['patch', 'a', { x: 5 }]] };
  assert.ok(made.apply(message).applied);
  made.apply({ rev: 12, ops: [['patch', 'a', { x: 6 }]] });
  assert.ok(!made.apply(message).applied);
  assert.equal(made.tile('a').x, 6);
});

test('a jump in the revision is a gap and changes nothing', () => {
  const made = scene(tile('a'));
  const result = made.apply({ rev: 13, ops: [['delete', 'a']] });
  assert.deepEqual([result.gap, result.applied, made.rev, made.size], [true, false, 10, 1]);
});

test('creating a tile that is there replaces it, and operations on absent tiles are skipped', () => {
  const made = scene(tile('a'));
  made.apply({ rev: 11, ops: [['create', tile('a', 50)], ['patch', 'ghost', { x: 1 }], ['delete', 'ghost']] });
  assert.deepEqual([made.size, made.tile('a').x], [1, 50]);
});

test('the arrays grow, and the places of deleted tiles are used again', () => {
  const made = scene(...Array.from({ length: 50 }, (_, n) => tile(`t${n}`, n * 10)));
  assert.equal(made.tile('t49').x, 490);
  made.apply({ rev: 11, ops: [['delete', 't3'], ['create', tile('new', -5)]] });
  assert.deepEqual([made.size, made.tile('new').x, made.tile('t4').x], [50, -5, 40]);
});

test('a board that is loaded again takes nothing over from before', () => {
  const made = scene(tile('a'), tile('b', 200), tile('c', 400));
  assert.equal(made.stack.length, 3);
  made.load({ rev: 20, tiles: [tile('c', 400), tile('a', 7)] });
  assert.deepEqual(names(made, made.stack), ['a', 'c']);
  made.apply({ rev: 21, ops: [['create', tile('b', 9)]] });
  assert.deepEqual(names(made, made.stack), ['a', 'b', 'c']);
});

test('tiles are stacked by their order key, then by their id', () => {
  const made = scene(tile('a', 0, 0, { order: 'z' }), tile('b', 0, 0, { order: 'm' }), tile('c', 0, 0, { order: 'm' }));
  assert.deepEqual(names(made, made.stack), ['b', 'c', 'a']);
  made.apply({ rev: 11, ops: [['patch', 'a', { order: 'a' }]] });
  assert.deepEqual(names(made, made.stack), ['a', 'b', 'c']);
});

test('lines of lineage join children to parents that are there', () => {
  const made = scene(tile('p'), tile('c', 200, 0, { parent: 'p' }), tile('orphan', 400, 0, { parent: 'gone' }));
  assert.deepEqual(made.kin.map(([a, b]) => [made.idOf(a), made.idOf(b)]), [['p', 'c']]);
  made.apply({ rev: 11, ops: [['delete', 'p']] });
  assert.deepEqual(made.kin, []);
});

test('culling finds what touches a rectangle and leaves what only meets its edge', () => {
  const made = scene(tile('in', 10, 10), tile('edge', 100, 0), tile('out', 500, 500), tile('over', -50, -50));
  assert.deepEqual(names(made, touching(made, { x: 0, y: 0, w: 100, h: 80 })), ['in', 'over']);
});

test('a marquee of any direction selects what it touches', () => {
  const made = scene(tile('a'), tile('b', 300));
  const drawn = rectBetween({ x: 320, y: 40 }, { x: 90, y: -20 });
  assert.deepEqual(drawn, { x: 90, y: -20, w: 230, h: 60 });
  assert.deepEqual(names(made, touching(made, drawn)), ['a', 'b']);
});

test('the highest tile under a point is hit', () => {
  const made = scene(tile('low'), tile('top', 50, 0, { order: 'x' }));
  assert.equal(made.idOf(hit(made, 60, 10)), 'top');
  assert.equal(made.idOf(hit(made, 10, 10)), 'low');
  assert.equal(hit(made, 10, 100), -1);
  assert.equal(made.idOf(hit(made, 10, 84, 6)), 'low');
});

test('bounds enclose the given tiles', () => {
  const made = scene(tile('a', -10, 5), tile('b', 300, 100));
  assert.deepEqual(bounds(made, made.stack), { x: -10, y: 5, w: 410, h: 175 });
  assert.equal(bounds(made, []), null);
});

test('reading order goes by rows, not by single px', () => {
  const made = scene(tile('a', 300, 4), tile('b', 0, 0), tile('c', 150, 10), tile('d', 0, 200));
  assert.deepEqual(names(made, readingOrder(made, made.stack)), ['b', 'c', 'a', 'd']);
});

test('the neighbour in a direction is the near one, not the far one in line', () => {
  const made = scene(tile('m', 0, 0), tile('right', 150, 20), tile('far', 900, 0), tile('below', 10, 150));
  const go = (direction) => neighbour(made, made.indexOf('m'), direction, made.stack);
  assert.equal(made.idOf(go('ArrowRight')), 'right');
  assert.equal(made.idOf(go('ArrowDown')), 'below');
  assert.equal(go('ArrowUp'), -1);
});

test('a resize keeps the ratio and the opposite corner', () => {
  const before = { x: 100, y: 100, w: 200, h: 100 };
  assert.deepEqual(resized(before, 'se', 500, 210), { x: 100, y: 100, w: 400, h: 200 });
  assert.deepEqual(resized(before, 'nw', 200, 190), { x: 200, y: 150, w: 100, h: 50 });
  const least = resized(before, 'se', 0, 0);
  assert.ok(Math.abs(least.h - 32) < 0.01 && Math.abs(least.w / least.h - 2) < 0.01);
});

test('a selection tells real changes only', () => {
  const told = [];
  const selection = new Selection((ids, { by }) => told.push([ids.join(), by]));
  selection.set(['a', 'b']);
  selection.set(['a', 'b']);
  selection.toggle('a');
  selection.set(['b', 'c'], { tell: false });
  selection.tell();
  selection.drop(['c']);
  selection.set([], { by: 'program' });
  assert.deepEqual(told, [['a,b', 'person'], ['b', 'person'], ['b,c', 'person'], ['b', 'person'], ['', 'program']]);
});

test('an older confirmation does not pull a tile back under the hand', () => {
  let now = 0;
  const holds = new Holds({ now: () => now });
  holds.hold('a', { x: 100, y: 0 });
  holds.hold('a', { x: 150, y: 0 });
  assert.deepEqual(holds.filter('a', { x: 100, y: 0, prompt: 'p' }), { prompt: 'p' });
  assert.deepEqual(holds.filter('a', { x: 150, y: 0 }), { x: 150, y: 0 });
  assert.deepEqual(holds.filter('a', { x: 30, y: 0 }), { x: 30, y: 0 });
  holds.hold('b', { x: 1, y: 1 });
  holds.filter('b', { x: 9, y: 9 });
  now = 5000;
  assert.deepEqual(holds.overdue(), [['b', { x: 9, y: 9 }]]);
});

test('a snapshot that is older than what the person did leaves the tile where it was put', () => {
  let now = 0;
  const holds = new Holds({ now: () => now });
  holds.hold('a', { x: 150, y: 20 });
  assert.deepEqual(holds.over(tile('b', 3)), tile('b', 3));
  assert.deepEqual(holds.over(tile('a', 0)), tile('a', 150, 20));
  now = 5000;
  assert.deepEqual(holds.overdue(), [['a', { x: 0, y: 0, w: 100, h: 80 }]]);
  assert.deepEqual(holds.over(tile('a', 0)), tile('a', 0));
});

test('a flight ends at its place, and a pointer ends it at once', () => {
  let now = 0;
  const made = scene(tile('a'), tile('b'));
  const motion = new Motion(made, { reduced: () => false, now: () => now });
  const [a, b] = [made.indexOf('a'), made.indexOf('b')];
  motion.start([{ i: a, from: { x: 0, y: 0 }, to: { x: 100, y: 0 } }, { i: b, from: { x: 0, y: 0 }, to: { x: 0, y: 50 } }]);
  now = 160;
  assert.ok(motion.tick());
  assert.ok(made.x[a] > 50 && made.x[a] < 100);
  motion.finish();
  assert.deepEqual([made.x[a], made.y[b], motion.tick()], [100, 50, false]);
});

test('the easing begins at rest, ends at rest and never goes back', () => {
  let last = -1;
  for (let t = 0; t <= 1.0001; t += 0.01) {
    assert.ok(easeMove(t) >= last);
    last = easeMove(t);
  }
  assert.deepEqual([easeMove(0), easeMove(1)], [0, 1]);
});

test('with reduced motion nothing flies', () => {
  const made = scene(tile('a', 100));
  const motion = new Motion(made, { reduced: () => true });
  motion.start([{ i: 0, from: { x: 0, y: 0 }, to: { x: 100, y: 0 } }]);
  assert.deepEqual([motion.active, made.x[0]], [false, 100]);
});

test('operations that come while the snapshot loads are applied after it, and a gap fetches anew', async () => {
  const made = new Scene();
  const revs = [4, 9];
  let gaps = 0;
  const fetcher = async () => ({ ok: true, json: async () => ({ rev: revs.shift(), tiles: columnsOf([tile('a')]) }) });
  const statuses = [];
  const status = (told) => statuses.push([made.rev, told]);
  const board = { load: (snapshot) => made.load(snapshot), apply: (message) => made.apply(message), status };
  const feed = new Feed({ url: '/board', board, onGap: () => (gaps += 1), fetcher });
  const started = feed.start();
  feed.tell('apply', { rev: 5, ops: [['patch', 'a', { x: 5 }]] });
  feed.tell('apply', { rev: 4, ops: [['delete', 'a']] });
  feed.tell('status', { a: 'waiting' });
  await started;
  assert.deepEqual(statuses, [[5, { a: 'waiting' }]]);
  assert.deepEqual([made.rev, made.tile('a').x], [5, 5]);
  assert.ok(feed.tell('apply', { rev: 8, ops: [] }).gap);
  feed.tell('apply', { rev: 10, ops: [['patch', 'a', { x: 10 }]] });
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([gaps, made.rev, made.tile('a').x], [1, 10, 10]);
});

test('a revision that stays ahead of the snapshot does not fetch it for ever', async () => {
  const made = new Scene();
  let fetched = 0;
  const fetcher = async () => ({ ok: true, json: async () => ((fetched += 1), { rev: 4, tiles: columnsOf([]) }) });
  const board = { load: (snapshot) => made.load(snapshot), apply: (message) => made.apply(message) };
  const feed = new Feed({ url: '/board', board, onGap: () => {}, fetcher });
  await feed.start();
  feed.tell('apply', { rev: 6, ops: [] });
  for (let n = 0; n < 5; n += 1) await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([fetched, made.rev], [2, 4]);
});

test('columns become tiles again, packed digits and tiles without a picture among them', () => {
  const packed = (...hex) => Buffer.from(hex.join('').replaceAll('-', ''), 'hex').toString('base64');
  const ids = ['01900000-0000-7000-8000-000000000001', '01900000-0000-7000-8000-000000000002'];
  const columns = { id: packed(...ids), x: [1, 2], prompt: ['a', 'b'] };
  const picture = { sha: packed('ab'.repeat(32)), width: [null, 640], height: [null, 480], slot: [null, 3] };
  assert.deepEqual(tilesOf({ count: 2, columns, picture }), [
    { id: ids[0], x: 1, prompt: 'a', picture: null },
    { id: ids[1], x: 2, prompt: 'b', picture: { sha: 'ab'.repeat(32), width: 640, height: 480, slot: 3 } },
  ]);
  assert.deepEqual(tilesOf(columnsOf([])), []);
});

test('a tile that comes to a scene that was drawn gets its place in the stack without a new drawing of all', () => {
  const made = scene(tile('a'), tile('c'), tile('e'));
  assert.deepEqual(names(made, made.stack), ['a', 'c', 'e']);
  made.takeChanges();
  made.apply({ rev: 11, ops: [['create', tile('d', 300)], ['create', tile('f')], ['create', tile('0')]] });
  assert.deepEqual(names(made, made.stack), ['0', 'a', 'c', 'd', 'e', 'f']);
  const { all, places } = made.takeChanges();
  assert.deepEqual([all, names(made, places.map(({ i }) => i))], [false, ['d', 'f', '0']]);
  made.apply({ rev: 12, ops: [['create', tile('b', 0, 0, { parent: 'a' })]] });
  assert.deepEqual([made.kin.length, made.inKin(made.indexOf('a'))], [1, true]);
});

test('a family is all that is joined by lines, in both directions', () => {
  const made = scene(tile('a'), tile('b', 0, 0, { parent: 'a' }), tile('c', 0, 0, { parent: 'b' }), tile('d', 0, 0, { parent: 'a' }), tile('x'), tile('y', 0, 0, { parent: 'x' }));
  const family = (id) => names(made, made.family(made.indexOf(id))).sort();
  assert.deepEqual(family('c'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(family('x'), ['x', 'y']);
  made.apply({ rev: made.rev + 1, ops: [['delete', 'b']] });
  assert.deepEqual(family('a'), ['a', 'd']);
  assert.deepEqual(family('c'), ['c']);
});

test('a tile is brought into view by the least way', () => {
  assert.equal(leastShift(10, 50, 0, 100, 16), 0);
  assert.equal(leastShift(-30, 50, 0, 100, 16), -46);
  assert.equal(leastShift(80, 50, 0, 100, 16), 46);
  assert.equal(leastShift(200, 96, 0, 100, 16), 198);
});
