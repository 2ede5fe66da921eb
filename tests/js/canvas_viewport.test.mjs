import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeArea } from '../../app/ui/canvas/src/chrome.js';
import { onDensityChange } from '../../app/ui/canvas/src/density.js';
import { gridLevels } from '../../app/ui/canvas/src/grid.js';
import { MAX_ZOOM, MIN_ZOOM, Viewport, nextZoom } from '../../app/ui/canvas/src/viewport.js';
import { Wheel } from '../../app/ui/canvas/src/wheel.js';
import { random } from './random.mjs';

function viewport(fields = {}) {
  const made = new Viewport();
  made.resize(1000, 600);
  made.set({ x: 0, y: 0, zoom: 1, ...fields });
  return made;
}

test('screen and world coordinates turn into each other', () => {
  const view = viewport({ x: -40, y: 25, zoom: 0.5 });
  const world = view.toWorld(300, 120);
  assert.deepEqual(world, { x: 560, y: 265 });
  assert.deepEqual(view.toScreen(world.x, world.y), { x: 300, y: 120 });
});

test('a zoom keeps the world point under the pointer', () => {
  const view = viewport({ x: 13, y: -7 });
  const before = view.toWorld(700, 90);
  view.zoomAt(700, 90, 3.3);
  const after = view.toWorld(700, 90);
  assert.ok(Math.abs(after.x - before.x) < 1e-9 && Math.abs(after.y - before.y) < 1e-9);
  assert.equal(view.zoom, 3.3);
});

test('a zoom beyond the limits stops there, still at the pointer', () => {
  const view = viewport();
  view.zoomAt(100, 100, 1000);
  assert.equal(view.zoom, MAX_ZOOM);
  view.zoomAt(100, 100, 0);
  assert.equal(view.zoom, MIN_ZOOM);
});

test('a pan follows the hand by screen px', () => {
  const view = viewport({ zoom: 2 });
  view.panBy(30, -10);
  assert.deepEqual([view.x, view.y], [-15, 5]);
});

test('a fitted rectangle stands in the middle of the free part and is not enlarged', () => {
  const view = viewport();
  const free = { x: 100, y: 0, w: 800, h: 400 };
  view.set(view.fitted({ x: 0, y: 0, w: 1600, h: 400 }, free));
  assert.equal(view.zoom, 0.5);
  assert.deepEqual(view.rectToScreen({ x: 0, y: 0, w: 1600, h: 400 }), { x: 100, y: 100, w: 800, h: 200 });
  assert.equal(view.fitted({ x: 0, y: 0, w: 10, h: 10 }, free).zoom, 1);
});

test('zoom steps go through 100 % in both directions', () => {
  assert.equal(nextZoom(0.8, 1), 1);
  assert.equal(nextZoom(1.2, -1), 1);
  assert.equal(nextZoom(1, 1), 1.5);
  assert.equal(nextZoom(MAX_ZOOM, 1), MAX_ZOOM);
});

test('dots stand every 24 world px between 64 and 150 %', () => {
  for (const zoom of [0.64, 1, 1.5]) assert.deepEqual(gridLevels(zoom), [{ step: 24, alpha: 1 }]);
});

test('outside that the step doubles or halves, and finer dots fade without a jump', () => {
  const [coarse, fine] = gridLevels(0.639);
  assert.equal(coarse.step, 48);
  assert.ok(fine.step === 24 && fine.alpha > 0.95);
  assert.deepEqual(gridLevels(0.4), [{ step: 48, alpha: 1 }]);
  assert.equal(gridLevels(0.2)[0].step, 96);
  const [base, finer] = gridLevels(1.51);
  assert.ok(base.step === 24 && finer.step === 12 && finer.alpha < 0.1);
  assert.deepEqual(gridLevels(2.9).map(({ step, alpha }) => [step, alpha]), [[24, 1], [12, 1]]);
});

test('the dots are never closer than 12 px nor farther than 48 px at full strength', () => {
  for (let zoom = MIN_ZOOM; zoom < MAX_ZOOM; zoom *= 1.01) {
    const full = gridLevels(zoom).filter(({ alpha }) => alpha === 1).map(({ step }) => step * zoom);
    assert.ok(Math.min(...full) >= 12 && Math.min(...full) <= 48, `${zoom}: ${full}`);
  }
});

test('each part of the chrome is taken off at the edge where it costs least', () => {
  const screen = { x: 0, y: 0, w: 1440, h: 900 };
  const rail = { x: 12, y: 200, w: 44, h: 500 };
  const bar = { x: 340, y: 768, w: 760, h: 120 };
  const panel = { x: 1108, y: 12, w: 320, h: 876 };
  assert.deepEqual(freeArea(screen, [rail, bar, panel]), { x: 68, y: 0, w: 1028, h: 756 });
  assert.deepEqual(freeArea(screen, []), screen);
});

test('chrome that leaves next to nothing counts as none', () => {
  const screen = { x: 0, y: 0, w: 390, h: 844 };
  assert.deepEqual(freeArea(screen, [{ x: 0, y: 40, w: 390, h: 804 }]), screen);
});

function somewhere(next) {
  const zoom = MIN_ZOOM * (MAX_ZOOM / MIN_ZOOM) ** next();
  return { view: viewport({ x: next() * 2e4 - 1e4, y: next() * 2e4 - 1e4, zoom }), at: [next() * 1000, next() * 600] };
}

test('property: whatever the zoom, the world point under the pointer stays within half a px', () => {
  const next = random(3);
  for (let n = 0; n < 20_000; n += 1) {
    const { view, at } = somewhere(next);
    const point = view.toWorld(...at);
    for (let turns = 0; turns < 20; turns += 1) view.zoomAt(...at, view.zoom * Math.exp(next() * 0.4 - 0.2));
    const seen = view.toScreen(point.x, point.y);
    assert.ok(Math.hypot(seen.x - at[0], seen.y - at[1]) < 0.5);
  }
});

test('property: a zoom within the limits is taken back by its inverse', () => {
  const next = random(5);
  for (let n = 0; n < 20_000; n += 1) {
    const { view, at } = somewhere(next);
    const { x, y, zoom } = view;
    const factor = Math.exp(next() * 2 - 1);
    if (zoom * factor > MAX_ZOOM || zoom * factor < MIN_ZOOM) continue;
    view.zoomAt(...at, view.zoom * factor);
    view.zoomAt(...at, view.zoom / factor);
    assert.ok(Math.abs(view.x - x) < 1e-6 && Math.abs(view.y - y) < 1e-6 && Math.abs(view.zoom / zoom - 1) < 1e-9);
  }
});

test('zoom steps up and down meet again, from each step', () => {
  for (let zoom = MIN_ZOOM; zoom < MAX_ZOOM; zoom = nextZoom(zoom, 1)) assert.equal(nextZoom(nextZoom(zoom, 1), -1), zoom);
});

const turn = (at, fields) => ({ timeStamp: at, deltaX: 0, deltaY: 0, deltaMode: 0, ctrlKey: false, metaKey: false, shiftKey: false, ...fields });

test('a wheel in px, lines and pages pans by what it says, and sideways with shift', () => {
  const wheel = new Wheel();
  assert.deepEqual(wheel.read(turn(0, { deltaX: 4, deltaY: 1.5 }), 600), { pan: { x: -4, y: -1.5 } });
  assert.deepEqual(wheel.read(turn(0, { deltaY: 3, deltaMode: 1 }), 600).pan.y, -48);
  assert.deepEqual(wheel.read(turn(0, { deltaY: 1, deltaMode: 2 }), 600).pan.y, -600);
  assert.deepEqual(wheel.read(turn(0, { deltaY: 30, shiftKey: true }), 600), { pan: { x: -30, y: 0 } });
});

test('a notch of a mouse and the small turns of a trackpad zoom by what they say, and back', () => {
  for (const deltaY of [100, 1.25, 0.1]) {
    const wheel = new Wheel();
    const out = wheel.read(turn(0, { deltaY, ctrlKey: true }), 600).zoom;
    const back = wheel.read(turn(0, { deltaY: -deltaY, metaKey: true }), 600).zoom;
    assert.ok(out < 1 && Math.abs(out * back - 1) < 1e-12);
  }
});

test('what rolls on from before a gesture means nothing, until it pauses', () => {
  const wheel = new Wheel();
  for (let n = 0; n < 5; n += 1) assert.ok(wheel.read(turn(n * 16, { deltaY: 40 - n }), 600));
  wheel.hush(70);
  for (let n = 5; n < 30; n += 1) assert.equal(wheel.read(turn(n * 16, { deltaY: 40 - n, ctrlKey: n > 20 }), 600), null);
  assert.ok(wheel.read(turn(29 * 16 + 200, { deltaY: 5 }), 600));
});

test('a new swipe counts although the last one still rolled on, and so does a wheel that had come to rest', () => {
  const wheel = new Wheel();
  wheel.read(turn(0, { deltaY: 12 }), 600);
  wheel.hush(50);
  assert.equal(wheel.read(turn(60, { deltaY: 8 }), 600), null);
  assert.ok(wheel.read(turn(80, { deltaY: 20 }), 600));
  assert.ok(wheel.read(turn(96, { deltaY: 20 }), 600));
  wheel.hush(400);
  assert.ok(wheel.read(turn(410, { deltaY: 1 }), 600));
});

test('each change of the density is told, and none after the end', () => {
  let density = 1;
  let told = 0;
  const queries = new Map();
  const query = (words) => queries.get(words) ?? queries.set(words, new EventTarget()).get(words);
  const stop = onDensityChange(() => (told += 1), { query, density: () => density });
  const goTo = (next) => {
    const words = `(resolution: ${density}dppx)`;
    density = next;
    queries.get(words).dispatchEvent(new Event('change'));
  };
  [2, 1.5, 1].forEach(goTo);
  assert.equal(told, 3);
  stop();
  goTo(2);
  assert.equal(told, 3);
});
