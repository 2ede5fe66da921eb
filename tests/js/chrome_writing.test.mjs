import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Drafts, Writing } from '../../app/ui/components/parts/writing.js';

const VIEW = { x: 0, y: 0, w: 100, h: 100 };
const CAT = { id: 'cat', prompt: 'a cat' };

function writer(clock = { now: 0 }) {
  let last = 0;
  return new Writing({ newId: () => `new-${++last}`, view: () => VIEW, now: () => clock.now });
}

test('the first key makes a tile in view, and the next key belongs to it', () => {
  const writing = writer();
  assert.deepEqual(writing.type('a'), { text: 'a', n: 1, tile: 'new-1', new: true, view: VIEW, restored: false });
  assert.deepEqual(writing.type('ab'), { text: 'ab', n: 2, tile: 'new-1', new: true, view: VIEW, restored: false });
});

test('a tile is no longer new once the board has selected it', () => {
  const writing = writer();
  writing.type('a');
  writing.select([{ id: 'new-1', prompt: '' }]);
  assert.equal(writing.text, 'a');
  assert.deepEqual(writing.type('ab'), { text: 'ab', n: 2, tile: 'new-1', new: false, view: null, restored: false });
});

test('selecting a tile brings its prompt, and typing changes that tile', () => {
  const writing = writer();
  writing.select([CAT]);
  assert.equal(writing.text, 'a cat');
  assert.equal(writing.type('a red cat').tile, 'cat');
});

test('undone text gives way to the prompt of its tile and leaves no draft', () => {
  const writing = writer();
  writing.select([CAT]);
  writing.type('a red cat');
  assert.equal(writing.undo({ tile: 'dog', text: 'a dog' }).ok, false);
  assert.equal(writing.text, 'a red cat');
  assert.equal(writing.undo({ tile: 'cat', text: 'a cat' }).ok, true);
  assert.deepEqual([writing.text, writing.tile, writing.draft], ['a cat', 'cat', null]);
  assert.equal(writing.type('a cat!').tile, 'cat');
});

test('a selection of the tile in hand does not overwrite what is being typed', () => {
  const writing = writer();
  writing.select([CAT]);
  writing.type('a red cat');
  writing.select([CAT]);
  assert.equal(writing.text, 'a red cat');
});

test('an untouched tile follows the prompt that the board has for it', () => {
  const writing = writer();
  writing.select([CAT]);
  writing.select([{ ...CAT, prompt: 'a dog' }]);
  assert.equal(writing.text, 'a dog');
});

test('an empty selection ends the text, but not that of a tile which the board does not know yet', () => {
  const writing = writer();
  writing.type('a');
  writing.select([]);
  assert.equal(writing.text, 'a');
  writing.select([CAT]);
  writing.select([]);
  assert.deepEqual([writing.text, writing.tile], ['', null]);
});

test('settling tells the text and readies a new tile', () => {
  const writing = writer();
  writing.type('a hill');
  const said = writing.settle();
  assert.deepEqual([said.text, said.tile, said.new], ['a hill', 'new-1', true]);
  assert.deepEqual([writing.text, writing.tile], ['', null]);
  assert.equal(writing.type('b').tile, 'new-2');
});

test('there is nothing to settle in an empty text', () => {
  assert.equal(writer().settle(), null);
});

test('a new tile that the program selects after it was settled is let go again', () => {
  const writing = writer();
  writing.type('a');
  writing.settle();
  assert.equal(writing.select([{ id: 'new-1', prompt: 'a' }]), 'deselect');
  assert.equal(writing.text, '');
});

test('the same tile selected by the person, or later, is taken', () => {
  const clock = { now: 0 };
  const writing = writer(clock);
  writing.type('a');
  writing.settle();
  assert.equal(writing.select([{ id: 'new-1', prompt: 'a' }], 'person'), null);
  assert.equal(writing.text, 'a');
  writing.select([]);
  clock.now = 4000;
  assert.equal(writing.select([{ id: 'new-1', prompt: 'a' }]), null);
});

test('the server replaces the text only if it has seen the newest change', () => {
  const writing = writer();
  const { tile, n } = writing.type('a');
  writing.type('ab');
  assert.equal(writing.replace({ text: 'old', tile, n }).ok, false);
  assert.equal(writing.text, 'ab');
  assert.equal(writing.replace({ text: 'new', tile, n: 2 }).ok, true);
  assert.equal(writing.text, 'new');
  assert.equal(writing.replace({ text: 'forced', tile: 'cat', n: 0, force: true }).ok, true);
  assert.deepEqual([writing.text, writing.tile], ['forced', 'cat']);
});

test('a recalled prompt makes no tile until it is settled', () => {
  const writing = writer();
  writing.recall('a cat');
  assert.equal(writing.tile, null);
  assert.equal(writing.settle().text, 'a cat');
});

test('a draft brings text and tile back after a reload, with a later count', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value), removeItem: (key) => kept.delete(key) };
  const before = writer();
  before.type('a');
  new Drafts(storage, 'b1').write(before.draft);
  const after = writer();
  const said = after.restore(new Drafts(storage, 'b1').read());
  assert.deepEqual(said, { text: 'a', n: 2, tile: 'new-1', new: true, view: VIEW, restored: true });
  assert.equal(after.restore(new Drafts(storage, 'b2').read()), null);
});

test('a text that a reload brought back survives the board that begins with nothing selected', () => {
  const writing = writer();
  writing.restore({ text: 'a red cat', tile: 'cat', isNew: false, n: 3 });
  writing.select([]);
  assert.deepEqual([writing.text, writing.tile], ['a red cat', 'cat']);
  writing.select([CAT]);
  assert.equal(writing.text, 'a red cat');
  writing.select([]);
  assert.equal(writing.text, '');
});

test('a settled text leaves no draft', () => {
  const writing = writer();
  writing.type('a');
  writing.settle();
  assert.equal(writing.draft, null);
});

test('a draft that came back by a reload and was left at once is not taken up by the late selection of its tile', () => {
  const writing = writer();
  writing.restore({ text: 'a red cat', tile: 'cat', isNew: false, n: 3 });
  writing.leave();
  assert.equal(writing.select([CAT], 'program'), 'deselect');
  assert.equal(writing.type('an owl').text, 'an owl');
  assert.equal(writing.tile, 'new-1');
});
