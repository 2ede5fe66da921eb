import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Atlas } from '../../app/ui/canvas/src/atlas.js';
import { Frames } from '../../app/ui/canvas/src/frames.js';
import { Budget, SIDES, chooseLevel, slotPlace, substitutes } from '../../app/ui/canvas/src/levels.js';
import { loadBitmap } from '../../app/ui/canvas/src/load.js';
import { kinLine } from '../../app/ui/canvas/src/paint.js';
import { Pictures } from '../../app/ui/canvas/src/pictures.js';

const picture = { sha: 'cat', width: 2048, height: 1536, slot: 7 };
const settled = () => new Promise((resolve) => setImmediate(resolve));

function bitmap(width = 256, height = 256) {
  return { width, height, closed: false, close() { this.closed = true; } };
}

test('the level follows the size on screen', () => {
  const sides = [7, 16, 17, 24, 25, 64, 65, 320, 321, 1280, 1281];
  assert.deepEqual(sides.map((side) => chooseLevel(side, picture)), [16, 16, 32, 32, 64, 64, '256', '256', '1024', '1024', 'full']);
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

test('slots lie row by row on pages of 2048 px', () => {
  assert.deepEqual(slotPlace(0, 64), { page: 0, x: 0, y: 0 });
  assert.deepEqual(slotPlace(33, 64), { page: 0, x: 64, y: 64 });
  assert.deepEqual(slotPlace(1024 + 31, 64), { page: 1, x: 1984, y: 0 });
  assert.deepEqual(slotPlace(1024 + 31, 32), { page: 0, x: 992, y: 512 });
  assert.deepEqual(slotPlace(16384 + 129, 16), { page: 1, x: 16, y: 16 });
});

test('no two slots share a place in an atlas, and each lies inside its page', () => {
  for (const side of SIDES) {
    const places = Array.from({ length: 20000 }, (_, slot) => slotPlace(slot, side));
    assert.equal(new Set(places.map(({ page, x, y }) => `${page} ${x} ${y}`)).size, 20000);
    assert.ok(places.every(({ x, y }) => x >= 0 && y >= 0 && x + side <= 2048 && y + side <= 2048));
  }
});

const PAGES = [16, 32, 64].map((side) => ({ side, url: `/a/${side}` }));
const plain = () => new Atlas({ dress: (page) => page });

test('an atlas page is wished for at the size that is needed, and a smaller one stands in for it', async () => {
  const asked = [];
  const load = async (url) => (asked.push(url), bitmap(2048, 32));
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load, atlas: plain() });
  pictures.setAtlas(PAGES);
  pictures.want([]);
  await settled();
  assert.deepEqual(asked, ['/a/16']); // the ground: in any case
  const medium = pictures.source(picture, 40);
  assert.deepEqual([medium.w, medium.wish.url], [15, '/a/64']);
  pictures.want([medium.wish]);
  await settled();
  const sharp = pictures.source(picture, 40);
  assert.deepEqual([sharp.w, sharp.x, sharp.wish], [63, 7 * 64 + 0.5, null]);
});

test('a page that cannot be had is replaced by thumbnails', async () => {
  const load = async () => { throw new Error('gone'); };
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load, atlas: plain() });
  pictures.setAtlas(PAGES);
  pictures.want([pictures.source(picture, 40).wish]);
  await settled();
  assert.equal(pictures.source(picture, 40).wish.url, '/p/cat/256');
});

test('what is on the screen is not let go for what has no room beside it', async () => {
  const made = [];
  const load = async () => (made.push(bitmap(10, 10)), made.at(-1));
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, load, budget: 1000 });
  const wishes = () => ['a', 'b', 'c'].map((sha) => pictures.source({ ...picture, sha, slot: null }, 200).wish).filter(Boolean);
  pictures.beginDrawing();
  pictures.want(wishes().map((wish) => ({ ...wish, bytes: 400 })));
  await settled();
  pictures.beginDrawing();
  pictures.want(wishes().map((wish) => ({ ...wish, bytes: 400 })));
  await settled();
  assert.deepEqual(made.map(({ closed }) => closed), [false, false]);
});

test('an atlas page that is let go is wished for again when it is needed', async () => {
  const pictures = new Pictures({ base: '/p', onArrive: () => {}, atlas: plain(), load: async () => bitmap(2048, 2048), budget: 2048 * 2048 * 4 });
  pictures.setAtlas([{ side: 64, url: '/a/64/0' }, { side: 64, url: '/a/64/1' }]);
  for (const slot of [0, 1024]) {
    pictures.beginDrawing();
    pictures.want([pictures.source({ ...picture, slot }, 40).wish]);
    await settled();
  }
  assert.equal(pictures.source({ ...picture, slot: 1024 }, 40).wish, null);
  assert.equal(pictures.source({ ...picture, slot: 0 }, 40).wish.url, '/a/64/0');
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
    pictures.beginDrawing();
    pictures.want([{ ...pictures.source({ ...picture, sha, slot: null }, 200).wish, bytes: 400 }]);
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
