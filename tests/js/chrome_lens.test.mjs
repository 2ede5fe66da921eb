import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as lens from '../../app/ui/components/parts/lens.js';

const PICTURE = { w: 1024, h: 768 };
const STAGE = { x: 68, y: 64, w: 1304, h: 736 };

let seed = 7;
const random = (least, most) => {
  seed = (seed * 48271) % 2147483647;
  return least + (seed / 2147483647) * (most - least);
};
const near = (a, b, slack = 1e-6) => assert.ok(Math.abs(a - b) < slack, `${a} is not ${b}`);

// The pixel of the picture that lies under a point of the window.
function pixelAt(view, { x, y }, picture = PICTURE, stage = STAGE) {
  const rect = lens.placed(view, picture, stage);
  return { x: (x - rect.x) / view.zoom, y: (y - rect.y) / view.zoom };
}

test('a fitted picture touches two edges of the stage and stands in its middle', () => {
  const rect = lens.placed(lens.fitted(PICTURE, STAGE), PICTURE, STAGE);
  near(rect.h, STAGE.h);
  near(rect.y, STAGE.y);
  near(rect.x - STAGE.x, STAGE.x + STAGE.w - rect.x - rect.w);
});

test('zooming keeps the pixel under the pointer, once the picture is longer than the stage on both sides', () => {
  for (let n = 0; n < 200; n += 1) {
    const start = lens.zoomedAt(lens.fitted(PICTURE, STAGE), random(2, 8), { x: random(300, 1100), y: random(100, 700) }, PICTURE, STAGE);
    const point = { x: random(400, 1000), y: random(200, 600) };
    const before = pixelAt(start, point);
    const after = lens.zoomedAt(start, start.zoom * random(1, 1.5), point, PICTURE, STAGE);
    near(pixelAt(after, point).x, before.x, 1e-3);
    near(pixelAt(after, point).y, before.y, 1e-3);
  }
});

test('the zoom ends at the fitted picture and at 800 %; a small picture also shows its own pixels', () => {
  const fit = lens.fitted(PICTURE, STAGE);
  const at = { x: 500, y: 300 };
  near(lens.zoomedAt(fit, 0.01, at, PICTURE, STAGE).zoom, fit.zoom);
  near(lens.zoomedAt(fit, 99, at, PICTURE, STAGE).zoom, 8);
  const icon = { w: 64, h: 64 };
  near(lens.zoomedAt(lens.fitted(icon, STAGE), 0.01, at, icon, STAGE).zoom, 1);
  near(lens.zoomedAt(lens.fitted(icon, STAGE), 99, at, icon, STAGE).zoom, STAGE.h / 64);
});

test('however one pans, a side that is longer than the stage fills it and a shorter one is centred', () => {
  for (let n = 0; n < 200; n += 1) {
    const picture = { w: random(50, 4000), h: random(50, 4000) };
    const zoomed = lens.zoomedAt(lens.fitted(picture, STAGE), random(0.1, 8), { x: random(0, 1440), y: random(0, 900) }, picture, STAGE);
    const view = lens.panned(zoomed, random(-9000, 9000), random(-9000, 9000), picture, STAGE);
    const rect = lens.placed(view, picture, STAGE);
    for (const [from, side, start, length] of [[rect.x, rect.w, STAGE.x, STAGE.w], [rect.y, rect.h, STAGE.y, STAGE.h]]) {
      if (side <= length) near(from - start, start + length - from - side, 1e-6);
      else assert.ok(from <= start + 1e-6 && from + side >= start + length - 1e-6);
    }
  }
});

test('a double click goes to the pixels and back; where that is no larger, to twice the size', () => {
  const fit = lens.fitted(PICTURE, STAGE);
  near(lens.toggledZoom(fit, PICTURE, STAGE), 2 * fit.zoom);
  const large = { w: 4096, h: 4096 };
  near(lens.toggledZoom(lens.fitted(large, STAGE), large, STAGE), 1);
  near(lens.toggledZoom({ zoom: 3, x: 0, y: 0 }, PICTURE, STAGE), fit.zoom);
});

test('two pictures share a frame in which their longer sides are equal', () => {
  assert.deepEqual(lens.sharedFrame({ w: 1024, h: 768 }, { w: 512, h: 384 }), { w: 1024, h: 768 });
  assert.deepEqual(lens.sharedFrame({ w: 1024, h: 768 }, { w: 768, h: 1024 }), { w: 1024, h: 1024 });
  assert.deepEqual(lens.sharedFrame({ w: 512, h: 512 }, { w: 1280, h: 720 }), { w: 512, h: 512 });
});

test('what the window does not show of a picture is not seen', () => {
  const pane = { x: 0, y: 0, w: 1440, h: 900 };
  assert.deepEqual(lens.seenPart({ x: -100, y: 50, w: 300, h: 2000 }, pane), { x: 0, y: 50, w: 200, h: 850 });
  assert.equal(lens.seenPart({ x: 2000, y: 0, w: 10, h: 10 }, pane).w, 0);
});
