// Watches what a page really shows: after an animation frame was drawn it reads the picture's 8 × 8 fields from the
// pixels. All times are epoch ms and those of the animation frame. `look()` tells where the picture is: {image, x, y, w, h, mark} or null; a new `mark`
// is a new picture that the page has just drawn for the first time, be it as the first step of a cross-fade.
(() => {
  const NEW_MS = 300; // longer than any cross-fade
  const small = new OffscreenCanvas(8, 8).getContext('2d', { willReadFrequently: true });
  small.imageSmoothingEnabled = false;
  const watch = { keys: [], drawn: [], seen: [], frames: 0, code: null, mark: null };

  addEventListener('keydown', (event) => watch.keys.push(performance.timeOrigin + event.timeStamp), true);

  const looks = {
    board() {
      const id = window.imagegen?.ids()[0];
      const tile = id && window.imagegen.tile(id);
      const shown = id && window.imagegen.shown(id);
      if (!tile || !(shown || tile.picture)) return null;
      const { x, y, w, h } = tile.screen;
      return { image: document.querySelector('.ig-canvas'), x, y, w, h, mark: shown?.seq ?? null };
    },
    img(selector) {
      const image = document.querySelector(selector);
      if (!image?.complete || !image.naturalWidth || covered(image)) return null;
      return { image, x: 0, y: 0, w: image.naturalWidth, h: image.naturalHeight, mark: image.currentSrc };
    },
  };

  // Gradio lays its progress over the picture. Anything but a see-through ground hides what is under it.
  function covered(image) {
    const { x, y, width, height } = image.getBoundingClientRect();
    if (!width || !height) return true;
    const over = image.closest('.block')?.querySelectorAll('[data-testid="status-tracker"]') ?? [];
    return [...over].some((element) => {
      const style = getComputedStyle(element);
      const alpha = /rgba\(.*, ([\d.]+)\)|transparent/.exec(style.backgroundColor);
      const clear = alpha ? Number(alpha[1] ?? 0) * Number(style.opacity) < 0.5 : Number(style.opacity) < 0.5;
      const box = element.getBoundingClientRect();
      const there = box.width > width / 2 && box.height > height / 2;
      return there && style.visibility !== 'hidden' && style.display !== 'none' && !clear;
    });
  }

  function read({ image, x, y, w, h }) {
    small.clearRect(0, 0, 8, 8);
    small.drawImage(image, x, y, w, h, 0, 0, 8, 8);
    const { data } = small.getImageData(0, 0, 8, 8);
    let code = 0n;
    for (let i = 0; i < 64; i += 1) code = (code << 1n) | (data[4 * i] > 127 ? 1n : 0n);
    return code.toString(16).padStart(16, '0');
  }

  // Reading the screen costs the page time: every frame is read while a picture is new, else every sixth.
  const afterFrame = new MessageChannel();
  let due = null;
  let news = 0;
  afterFrame.port1.onmessage = ({ data: at }) => {
    const mark = due?.mark ?? null;
    if (mark !== null && mark !== watch.mark) watch.drawn.push({ at, mark });
    if (mark !== watch.mark) news = at;
    watch.mark = mark;
    watch.frames += 1;
    if (at - news > NEW_MS && watch.frames % 6) return;
    const code = due && read(due);
    if (code !== watch.code) watch.seen.push({ at, code, mark });
    watch.code = code;
  };

  window.watchPicture = (kind, selector) => {
    const frame = () => {
      requestAnimationFrame(frame);
      due = looks[kind](selector); // as this frame will draw it: the board's own callback stands behind this one
      afterFrame.port2.postMessage(performance.timeOrigin + performance.now()); // read when the frame has been drawn
    };
    requestAnimationFrame(frame);
  };
  window.watched = () => ({ ...watch, now: performance.timeOrigin + performance.now(), clock: Date.now() });
})();
