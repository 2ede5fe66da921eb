import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Frames } from '../../app/ui/canvas/src/frames.js';
import { Budget, chooseLevel, slotPlace, substitutes } from '../../app/ui/canvas/src/levels.js';
import { loadBitmap } from '../../app/ui/canvas/src/load.js';
import { kinLine } from '../../app/ui/canvas/src/paint.js';
import { Pictures } from '../../app/ui/canvas/src/pictures.js';

const picture = { sha: 'cat', width: 2048, height: 1536, slot: 7 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function bitmap(width = 256, height = 256) {
  return { width, height, closed: false, close() { this.closed = true; } };
}

test('the level follows the size on screen', () => {
  assert.deepEqual([20, 64, 65, 320, 321, 1280, 1281].map((side) => chooseLevel(side, picture)), ['atlas', 'atlas', '256', '256', '1024', '1024', 'full']);
});

test('a picture has no larger level than its pixels, and no atlas without a slot', () => {
  assert.equal(chooseLevel(4000, { width: 200, height: 256, slot: null }), '256');
  assert.equal(chooseLevel(4000, { width: 1024, height: 768, slot: null }), '1024');
  assert.equal(chooseLevel(30, { width: 1024, height: 768, slot: null }), '256');
});

test('while a level loads a better one is drawn, else a worse one', () => {
  assert.deepEqual(substitutes('1024'), ['full', '256']);
  assert.deepEqual(substitutes('256'), ['1024', 'full']);
  assert.deepEqual(substitutes('full'), ['1024', '256']);
});

test('slots lie row by row on pages of 1,024', () => {
  assert.deepEqual(slotPlace(0), { page: 0, x: 0, y: 0 });
  assert.deepEqual(slotPlace(33), { page: 0, x: 64, y: 64 });
  assert.deepEqual(slotPlace(1024 + 31), { page: 1, x: 1984, y: 0 });
});

test('over budget the least recently used goes first, and what is in view stays', () => {
  const gone = [];
  const budget = new Budget(100, (key) => gone.push(key));
  for (const key of ['a', 'b', 'c']) budget.add(key, key, 30);
  budget.get('a');
  budget.add('d', 'd', 30);
  assert.deepEqual(gone, ['b']);
  budget.add('e', 'e', 60, new Set(['c', 'd']));
  assert.deepEqual([gone, budget.bytes], [['b', 'a'], 120]);
  budget.add('f', 'f', 1);
  assert.deepEqual([budget.has('f'), budget.bytes <= 100], [true, true]);
});

test('pictures load nearest first, a few at once, and wishes that were given up never start', async () => {
  const asked = [];
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load: (url) => (asked.push(url), new Promise(() => {})) });
  const wish = (n) => ({ key: `k${n}`, sha: `s${n}`, url: `/p/${n}` });
  pictures.want(Array.from({ length: 20 }, (_, n) => wish(n)));
  assert.deepEqual(asked, Array.from({ length: 8 }, (_, n) => `/p/${n}`));
  pictures.want([]);
  await settled();
  assert.equal(asked.length, 8);
  assert.equal(pictures.stats().queued, 0);
});

test('a picture is drawn at a worse level until the wished one is decoded', async () => {
  const arrived = [];
  const pictures = new Pictures({ base: '/p', onArrive: (sha) => arrived.push(sha), load: async () => bitmap() });
  const small = pictures.source(picture, 200);
  assert.deepEqual([small.image, small.wish.url], [null, '/p/cat/256']);
  pictures.want([small.wish]);
  await settled();
  assert.deepEqual(arrived, ['cat']);
  const large = pictures.source(picture, 900);
  assert.deepEqual([large.image.width, large.wish.url], [256, '/p/cat/1024']);
});

test('a picture that cannot be had is said to be unavailable and asked for again only later', async () => {
  let now = 0;
  let asked = 0;
  const load = async () => {
    asked += 1;
    throw new Error('gone');
  };
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load, now: () => now });
  const { wish } = pictures.source(picture, 200);
  assert.ok(!pictures.unavailable(wish));
  pictures.want([wish]);
  await settled();
  pictures.want([wish]);
  await settled();
  assert.deepEqual([pictures.unavailable(wish), asked], [true, 1]);
  now = 20000;
  pictures.want([wish]);
  await settled();
  assert.equal(asked, 2);
});

test('decoded bytes stay within the budget and evicted bitmaps are closed', async () => {
  const made = [];
  const load = async () => (made.push(bitmap(10, 10)), made.at(-1));
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load, budget: 1000 });
  for (const sha of ['a', 'b', 'c']) {
    pictures.want([pictures.source({ ...picture, sha, slot: null }, 200).wish]);
    await settled();
  }
  assert.equal(pictures.stats().bytes, 800);
  assert.deepEqual(made.map(({ closed }) => closed), [true, false, false]);
});

test('loading tries again after a fault, and gives up at once on a picture that is not there', async () => {
  const pauses = [];
  const pause = async (ms) => pauses.push(ms);
  const decode = async (blob) => blob;
  const answers = [{ ok: false, status: 503 }, { ok: true, blob: async () => 'picture' }];
  assert.equal(await loadBitmap('/p', { fetcher: async () => answers.shift(), decode, pause }), 'picture');
  assert.deepEqual(pauses, [300]);
  await assert.rejects(loadBitmap('/p', { fetcher: async () => ({ ok: false, status: 404 }), decode, pause }), /404/);
  assert.deepEqual(pauses, [300]);
  await assert.rejects(loadBitmap('/p', { fetcher: async () => { throw new Error('offline'); }, decode, pause }), /offline/);
  assert.deepEqual(pauses, [300, 300, 1200]);
});

/** Frames whose pictures are decoded when the test says so. */
function frames(clock = { now: 0 }) {
  const pending = new Map();
  const shown = [];
  const made = new Frames({
    onShown: (id) => shown.push([id, made.seqOf(id)]),
    swap_ms: () => 120,
    load: (url) => new Promise((resolve, reject) => pending.set(url, { done: () => resolve(bitmap()), fail: reject })),
    now: () => clock.now,
  });
  const decode = async (url) => (pending.get(url).done(), settled());
  return { made, shown, decode, pending };
}

test('a frame whose decoding ends after that of a newer one is never shown', async () => {
  const { made, shown, decode } = frames();
  made.offer('t', { seq: 1, url: 'one' });
  made.offer('t', { seq: 2, url: 'two' });
  await decode('two');
  await decode('one');
  assert.deepEqual([shown, made.last('t').url], [[['t', 2]], 'two']);
  assert.equal(await made.offer('t', { seq: 2, url: 'again' }), false);
});

test('the old frame stays under the new one until the cross-fade ends', async () => {
  const clock = { now: 0 };
  const { made, decode } = frames(clock);
  made.offer('t', { seq: 1, url: 'one' });
  await decode('one');
  clock.now = 1000;
  made.offer('t', { seq: 2, url: 'two' });
  assert.deepEqual(made.layers('t').layers.map(({ alpha }) => alpha), [1]);
  await decode('two');
  clock.now = 1060;
  assert.deepEqual(made.layers('t').layers.map(({ alpha }) => alpha), [1, 0.5]);
  clock.now = 1120;
  assert.deepEqual([made.layers('t').layers.length, made.layers('t').moving], [1, false]);
});

test('a frame that cannot be loaded leaves the old picture', async () => {
  const { made, pending, decode } = frames();
  made.offer('t', { seq: 1, url: 'one' });
  await decode('one');
  const offered = made.offer('t', { seq: 2, url: 'two' });
  pending.get('two').fail(new Error('gone'));
  assert.equal(await offered, false);
  assert.equal(made.last('t').seq, 1);
});

test('what a drawing was given stays whole while it draws, though the frame is told to leave', async () => {
  const clock = { now: 0 };
  const { made, decode } = frames(clock);
  made.offer('t', { seq: 1, url: 'one' });
  await decode('one');
  clock.now = 1000;
  made.offer('t', { seq: 2, url: 'two' });
  await decode('two');
  const { layers } = made.layers('t');
  made.leave('t');
  assert.deepEqual(layers.map(({ image }) => image.closed), [false, false]);
  made.layers('t');
  assert.equal(layers[0].image.closed, true);
});

test('after the finished picture took over, an old frame still does not come back', async () => {
  const clock = { now: 0 };
  const { made, decode } = frames(clock);
  made.offer('t', { seq: 5, url: 'five' });
  await decode('five');
  made.leave('t');
  clock.now = 500;
  assert.deepEqual(made.layers('t').layers, []);
  assert.equal(await made.offer('t', { seq: 4, url: 'four' }), false);
});

test('a line of lineage is straight where the tiles are in line, else it leaves in the middle', () => {
  const parent = { x: 100, y: 100, w: 100, h: 100 };
  assert.deepEqual(kinLine(parent, { x: 110, y: 0, w: 60, h: 60 }), { from: [140, 100], to: [140, 60], straight: true, across: false });
  const bent = kinLine(parent, { x: 300, y: 300, w: 50, h: 50 });
  assert.deepEqual([bent.straight, bent.from], [false, [200, 150]]);
  assert.equal(kinLine(parent, { x: 150, y: 150, w: 50, h: 50 }), null);
});
