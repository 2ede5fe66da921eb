import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bus } from '../../app/ui/canvas/src/bus.js';
import { cardKind, progressWords } from '../../app/ui/canvas/src/card.js';
import { newId } from '../../app/ui/canvas/src/ids.js';
import { scrubWindow } from '../../app/ui/canvas/src/scrub.js';
import { SHORTCUTS, actionFor, keyNames, keyWords } from '../../app/ui/canvas/src/shortcuts.js';

const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const press = (key, { code = '', ctrl = false, shift = false, alt = false, meta = false } = {}) => {
  return { key, code, ctrlKey: ctrl, shiftKey: shift, altKey: alt, metaKey: meta };
};

test('ids are uuid7, hold the time, and increase within one millisecond', () => {
  const at = Date.now() + 1000;
  const ids = Array.from({ length: 10_000 }, () => newId(at));
  for (const id of ids) assert.match(id, UUID7);
  assert.equal(Number.parseInt(ids[0].replaceAll('-', '').slice(0, 12), 16), at);
  assert.deepEqual([...ids].sort(), ids);
  assert.equal(new Set(ids).size, ids.length);
});

test('no key means two things', () => {
  const keys = SHORTCUTS.flatMap((shortcut) => shortcut.keys);
  assert.equal(new Set(keys).size, keys.length);
});

test('every shortcut has words and a group, for the help', () => {
  for (const { action, words, group } of SHORTCUTS) assert.ok(words && group, action);
});

test('keys mean their actions, with Control and with Command', () => {
  const cases = [
    [press('z', { ctrl: true }), 'undo'],
    [press('z', { meta: true }), 'undo'],
    [press('Z', { ctrl: true, shift: true }), 'redo'],
    [press('y', { ctrl: true }), 'redo'],
    [press('Delete'), 'delete'],
    [press('Backspace'), 'delete'],
    [press('!', { shift: true, code: 'Digit1' }), 'fit_all'],
    [press('"', { shift: true, code: 'Digit2' }), 'fit_selection'],
    [press('0', { ctrl: true, code: 'Digit0' }), 'zoom_100'],
    [press('+', { shift: true }), 'zoom_in'],
    [press('-'), 'zoom_out'],
    [press('?', { shift: true, code: 'Slash' }), 'help'],
    [press('/', { code: 'Slash' }), 'prompt'],
    [press('/', { code: 'Digit7', shift: true }), 'prompt'],
    [press('['), 'backward'],
    [press(' '), 'open'],
    [press('F'), 'favorite'],
    [press('f'), 'favorite'],
    [press('ArrowLeft', { shift: true }), 'nudge_far'],
    [press('ArrowLeft', { alt: true }), 'move_focus'],
    [press('ArrowLeft', { alt: true, shift: true }), 'resize'],
  ];
  for (const [event, action] of cases) assert.equal(actionFor(event), action, keyNames(event).join());
});

test('a modifier alone, or a key of the browser, means nothing', () => {
  for (const event of [press('Control', { ctrl: true }), press('r', { ctrl: true }), press('Tab'), press('f', { ctrl: true })]) {
    assert.equal(actionFor(event), null);
  }
});

test('another table can be laid out', () => {
  const table = [{ action: 'favorite', keys: ['Ctrl+Shift+L'], words: 'Favorite', group: 'Tile' }];
  assert.equal(actionFor(press('L', { ctrl: true, shift: true }), table), 'favorite');
  assert.equal(keyWords('favorite', table), 'Ctrl Shift L');
});

test('one listener that fails does not keep an event from the others', (context) => {
  context.mock.method(console, 'error', () => {});
  const bus = new Bus();
  const heard = [];
  bus.on('x', () => {
    throw new Error('broken');
  });
  const stop = bus.on('x', (payload) => heard.push(payload));
  bus.emit('x', { n: 1 });
  stop();
  bus.emit('x', { n: 2 });
  assert.deepEqual(heard, [{ n: 1 }]);
});

test('a question has the answer of its provider, else null', () => {
  const bus = new Bus();
  assert.equal(bus.ask('rect'), null);
  const stop = bus.provide('rect', (n) => n + 1);
  assert.equal(bus.ask('rect', 1), 2);
  stop();
  assert.equal(bus.ask('rect', 1), null);
});

test('a tile at work says progress only where it was told, else elapsed of usual time', () => {
  assert.equal(progressWords({ state: 'generating', fraction: 0.623 }, 0), '62 %');
  assert.equal(progressWords({ state: 'generating', started_at: 100, usual_s: 4.2 }, 102.5), '2 of about 4 s');
  assert.equal(progressWords({ state: 'generating', usual_s: 4 }, 0), 'about 4 s');
  assert.equal(progressWords({ state: 'waiting', queued_before: 2 }, 0), '2 before it');
});

test('no card lies over a picture, except a failure', () => {
  const status = { state: 'generating' };
  assert.equal(cardKind({ status }), 'working');
  assert.equal(cardKind({ status, frame: {} }), null);
  assert.equal(cardKind({ status: { state: 'failed' }, picture: {} }), 'failed');
  assert.equal(cardKind({ status: null }), null);
});

test('the scrub strip shows as many thumbnails as have room, around the shown one', () => {
  assert.deepEqual(scrubWindow(4, 7, 3), { from: 0, to: 4 });
  assert.deepEqual(scrubWindow(23, 7, 22), { from: 16, to: 23 });
  assert.deepEqual(scrubWindow(23, 7, 10), { from: 7, to: 14 });
  assert.deepEqual(scrubWindow(23, 7, 0), { from: 0, to: 7 });
});
