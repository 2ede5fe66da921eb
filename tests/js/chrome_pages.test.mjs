import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pages } from '../../app/ui/components/parts/pages.js';

const page = (from) => ({ items: [from, from + 1], next: from < 4 ? from + 2 : null, total: 6 });

test('pages follow one another until there is no next', async () => {
  const list = new Pages(async (cursor) => page(cursor ?? 0));
  await list.first();
  while (!list.done) await list.more();
  await list.more();
  assert.deepEqual(list.items, [0, 1, 2, 3, 4, 5]);
  assert.equal(list.total, 6);
});

test('an answer to an older question is not shown over a newer one', async () => {
  const answers = [];
  const list = new Pages(() => new Promise((resolve) => answers.push(resolve)));
  const first = list.first();
  const second = list.first();
  answers[1]({ items: ['new'], next: null, total: 1 });
  answers[0]({ items: ['old'], next: null, total: 1 });
  await Promise.all([first, second]);
  assert.deepEqual(list.items, ['new']);
});

test('a failed page keeps what is there and can be asked for again', async () => {
  let fails = true;
  const list = new Pages(async (cursor) => {
    if (cursor !== null && fails) throw new Error('no');
    return page(cursor ?? 0);
  });
  await list.first();
  await list.more();
  assert.equal(list.state, 'failed');
  assert.deepEqual(list.items, [0, 1]);
  fails = false;
  await list.more();
  assert.deepEqual(list.items, [0, 1, 2, 3]);
});
