import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences } from '../../app/ui/components/parts/difference.js';

const picture = (prompt, more = {}) => ({ id: prompt, prompt, seed: 1, axis: null, parent: null, ...more });
const between = (one, two) => differences(picture(one), picture(two));

test('labels say only what differs', () => {
  assert.deepEqual(between('a lighthouse at dusk, oil painting', 'a lighthouse at dawn, oil painting'), ['dusk', 'dawn']);
  assert.deepEqual(between('A cat on a hill', 'a dog on a hill'), ['cat', 'dog']);
});

test('what only one prompt has is missing in the other', () => {
  assert.deepEqual(between('a cat', 'a cat, watercolor'), ['without “watercolor”', 'watercolor']);
  assert.deepEqual(between('a very old cat', 'a cat'), ['very old', 'without “very old”']);
});

test('prompts that differ in much are shown whole', () => {
  const [one, two] = ['a red fox in an autumn forest with morning mist between the trees', 'three boats on a calm sea'];
  assert.deepEqual(between(one, two), [one, two]);
});

test('the same prompt is told apart by its seed', () => {
  assert.deepEqual(differences(picture('a cat', { seed: 7 }), picture('a cat', { seed: 42 })), ['Seed 7', 'Seed 42']);
});

test('a variation is named by its axis, what it came from as the parent', () => {
  const parent = picture('boats at dusk');
  const child = picture('boats at dawn', { axis: 'light', parent: parent.id });
  assert.deepEqual(differences(parent, child), ['Parent · dusk', 'Light · dawn']);
  assert.deepEqual(differences(child, parent), ['Light · dawn', 'Parent · dusk']);
});

test('an empty prompt and words that repeat break nothing', () => {
  assert.deepEqual(between('', 'a cat'), ['without “a cat”', 'a cat']);
  assert.deepEqual(between('cat cat', 'cat cat cat'), ['without “cat”', 'cat']);
});
