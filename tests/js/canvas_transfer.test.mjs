import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bus } from '../../app/ui/canvas/src/bus.js';
import { newId } from '../../app/ui/canvas/src/ids.js';
import { Intake, refusalWords } from '../../app/ui/canvas/src/intake.js';
import { copyMarkup, dataOf, markIn, pictureAddress, readTransfer } from '../../app/ui/canvas/src/transfer.js';

const HOST = '127.0.0.1:8080';
const address = (html, { link = '', text = '' } = {}) => pictureAddress({ html, link, text });
const transfer = (kinds, files = []) => ({ files, getData: (kind) => kinds[kind] ?? '' });

test('a copy is found again in its own HTML, whatever its prompts hold', () => {
  const copy = newId();
  for (const alt of ['a cat', '"><script>&amp;', 'data-imagegen="evil/x"', "it's > that", '']) {
    for (const src of [null, `http://${HOST}/pictures/ab/full`]) {
      const html = copyMarkup({ host: HOST, copy, pictures: [{ src, alt }, { src, alt }] });
      assert.equal(markIn(html, HOST), copy);
      assert.ok(!html.includes('<script>'), html);
    }
  }
});

test('a copy of another program, or a mark that is none, is not ours', () => {
  const html = copyMarkup({ host: 'localhost:9', copy: newId(), pictures: [{ src: null, alt: 'a' }] });
  assert.equal(markIn(html, HOST), null);
  for (const other of ['', '<p>', `data-imagegen="${HOST}/x"`, `data-imagegen="${HOST}/${'a'.repeat(5000)}"`]) assert.equal(markIn(other, HOST), null);
});

test('the picture of a dragged picture is found, however the page wrote it', () => {
  assert.equal(address('<meta><img src="https://a.b/c?d=1&amp;e=2" alt="x">', { link: 'https://a.b/page' }), 'https://a.b/c?d=1&e=2');
  assert.equal(address("<img class=x src='data:image/png;base64,AA=='>"), 'data:image/png;base64,AA==');
  assert.equal(address('<IMG width=3 SRC=https://a.b/c.png>'), 'https://a.b/c.png');
  assert.equal(address('', { link: 'https://a.b/c.JPG?x', text: 'https://a.b/c.JPG?x' }), 'https://a.b/c.JPG?x');
});

test('a link, and a text with pictures in it, are no picture', () => {
  assert.equal(address('<a href="https://a.b/">b</a>', { link: 'https://a.b/', text: 'https://a.b/' }), null);
  assert.equal(address('<p>words <img src="https://a.b/c.png"></p>', { text: 'words' }), null);
  assert.equal(address('<imgx src="https://a.b/c">'), null);
});

test('reading a hostile HTML takes no time', () => {
  const begun = performance.now();
  for (const part of ['<img ', '<img src', 'data-imagegen="', '<', ' src=']) address(part.repeat(200_000));
  assert.ok(performance.now() - begun < 2000);
});

test('a transfer is read into what it may be', () => {
  const copy = newId();
  const html = copyMarkup({ host: HOST, copy, pictures: [{ src: `http://${HOST}/p`, alt: 'a' }] });
  assert.equal(readTransfer(transfer({ 'text/html': html }, ['png']), HOST).copy, copy);
  assert.deepEqual(readTransfer(transfer({}, ['png']), HOST), { copy: null, files: ['png'], address: null, text: '' });
  assert.equal(readTransfer(transfer({ 'text/plain': '  a cat\n' }), HOST).text, 'a cat');
  assert.equal(readTransfer(transfer({ 'text/uri-list': '#c\r\nhttps://a.b/c.png\r\n' }), HOST).address, 'https://a.b/c.png');
});

test('a data address gives its bytes, and only that of a picture', () => {
  assert.deepEqual([...dataOf('data:image/png;base64,AQL/').bytes], [1, 2, 255]);
  assert.deepEqual([...dataOf('data:image/webp,%41b').bytes], [65, 98]);
  assert.equal(dataOf('data:image/svg+xml;charset=utf-8,%3Csvg/%3E').mime, 'image/svg+xml');
  for (const none of ['data:text/html,x', 'https://a.b', 'data:image/png;base64,%%%', 'data:image/png;base64,*']) assert.equal(dataOf(none), null);
});

test('one sentence says which files were not added, why, and what to do', () => {
  const [svg, cut] = [{ name: 'a.svg', fault: 'is an SVG drawing', advice: 'save it as PNG' }, { name: 'b.png', fault: 'is cut short', advice: 'get it again' }];
  assert.equal(refusalWords([svg]), '“a.svg” is an SVG drawing: save it as PNG.');
  assert.equal(refusalWords([svg, cut]), '2 files were not added: “a.svg” is an SVG drawing, and “b.png” is cut short.');
  assert.equal(refusalWords([svg, svg, svg]), '3 files were not added: “a.svg” is an SVG drawing, “a.svg” is an SVG drawing, and 1 more; save it as PNG.');
  assert.equal(refusalWords([{ ...cut, name: `${'x'.repeat(90)}.png` }]), `“${'x'.repeat(30)}…xxxxx.png” is cut short: get it again.`);
});

/** A board that knows a tile as soon as the server has answered, and remembers what was said and chosen. */
function aBoard() {
  const bus = new Bus();
  const [toasts, chosen] = [[], []];
  bus.on('toast', ({ text }) => toasts.push(text));
  const selection = { ids: [], set: (ids) => (selection.ids = chosen[chosen.push(ids) - 1]) };
  return { bus, toasts, chosen, selection, scene: { has: () => true }, reveal() {}, visibleRect: () => ({ x: 0, y: 0, w: 9, h: 9 }) };
}

const answer = (status, said) => ({ ok: status < 400, status, json: async () => said, blob: async () => new Blob(['x']) });
const file = (name, size = 1) => new File([new Uint8Array(size)], name);

test('files are sent one after another in one step, and a bad one does not keep the others', async () => {
  const board = aBoard();
  const asked = [];
  let running = 0;
  const fetcher = async (url, { body }) => {
    assert.equal((running += 1), 1);
    await new Promise((done) => setTimeout(done, 1));
    running -= 1;
    asked.push(new URL(url, 'http://x').searchParams);
    return body.name === 'b' ? answer(422, { fault: 'is no picture', advice: 'choose another' }) : answer(200, { tile: body.name });
  };
  const intake = new Intake(board, { url: '/api/boards/1/pictures', fetcher });
  await Promise.all([intake.add([file('a'), file('b'), file('c')], { x: 1, y: 2 }), intake.add([file('d')], { x: 3, y: 4 })]);
  assert.deepEqual(asked.map((query) => [query.get('x'), query.get('y'), query.get('of')]), [['1', '2', '3'], ['1', '2', '3'], ['1', '2', '3'], ['3', '4', '1']]);
  assert.equal(new Set(asked.slice(0, 3).map((query) => query.get('group'))).size, 1);
  assert.notEqual(asked[3].get('group'), asked[0].get('group'));
  assert.deepEqual(board.toasts, ['“b” is no picture: choose another.']);
  assert.deepEqual(board.chosen, [['a', 'c'], ['d']]);
});

test('what the person turned to meanwhile stays selected', async () => {
  const board = aBoard();
  const fetcher = async () => {
    board.selection.ids = ['another'];
    return answer(200, { tile: 'a' });
  };
  await new Intake(board, { url: '', fetcher }).add([file('a')], { x: 0, y: 0 });
  assert.deepEqual(board.chosen, []);
});

test('a file that is too large is not sent, a server that is gone or broken is told', async () => {
  const board = aBoard();
  const answers = [Promise.reject(new TypeError('gone')), answer(500, { detail: 'The disk is full. Make room.' }), answer(422, { detail: [{}] })];
  answers[0].catch(() => {});
  const intake = new Intake(board, { url: '', fetcher: async () => answers.shift() });
  await intake.add([file('a.png', 26 * 1024 * 1024)], { x: 0, y: 0 });
  assert.equal(answers.length, 3);
  for (const name of ['b', 'c', 'd']) await intake.add([file(name)], { x: 0, y: 0 });
  assert.deepEqual(board.toasts, [
    '“a.png” is larger than 25 MB: save a smaller copy and add that.',
    '“b” could not be sent to ImageGen: try again when it is there.',
    '“c” was not added: The disk is full. Make room.',
    '“d” was not added: try again.',
  ]);
});

test('what takes a moment is said to be on its way', async () => {
  const board = aBoard();
  const said = new Promise((resolve) => board.bus.on('toast', resolve));
  const fetcher = async () => {
    await said;
    return answer(200, { tile: 'a' });
  };
  await new Intake(board, { url: '', fetcher }).add([file('a'), file('b')], { x: 0, y: 0 });
  assert.deepEqual(board.toasts, ['Adding 2 pictures']);
});

test('a picture of another site is read where the browser may, else one sentence says what to do', async () => {
  const board = aBoard();
  const sent = [];
  const fetcher = async (url, { body } = {}) => {
    if (url === 'https://closed.example/c.png') throw new TypeError('refused by CORS');
    if (!body) return answer(200);
    sent.push(await body.text());
    return answer(200, { tile: 'a' });
  };
  const intake = new Intake(board, { url: '/pictures', fetcher });
  await intake.addFrom('data:image/png,abc', { x: 0, y: 0 });
  await intake.addFrom('https://open.example/c.png', { x: 0, y: 0 });
  await intake.addFrom('https://closed.example/c.png', { x: 0, y: 0 });
  assert.deepEqual(sent, ['abc', 'x']);
  assert.deepEqual(board.toasts, ['The browser may not read pictures of closed.example: save the picture and drop the file here.']);
});
