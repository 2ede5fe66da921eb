import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeArea } from '../../app/ui/canvas/src/chrome.js';
import { gridLevels } from '../../app/ui/canvas/src/grid.js';
import { MAX_ZOOM, MIN_ZOOM, Viewport, nextZoom } from '../../app/ui/canvas/src/viewport.js';

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
