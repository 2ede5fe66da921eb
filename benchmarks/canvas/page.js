// Added to every page that is measured: what plays a scenario and notes each animation frame. Our own page gets the
// adapter that the peers' pages bring with them (benchmarks/canvas/peers): it reads `window.imagegen`, and goes to a
// view by the wheel as a hand would, in one go between two frames.
(() => {
  const MIDDLE = { clientX: 720, clientY: 450 };
  let travelled = [0, 0];
  const board = () => document.elementFromPoint(MIDDLE.clientX, MIDDLE.clientY);

  function wheel(deltaX, deltaY, ctrlKey = false) {
    const turn = { ...MIDDLE, deltaX, deltaY, ctrlKey, bubbles: true, cancelable: true, composed: true };
    board().dispatchEvent(new WheelEvent('wheel', turn));
    if (!ctrlKey) travelled = [travelled[0] + deltaX, travelled[1] + deltaY];
  }

  const ours = () => window.imagegen;
  const idOf = (i) => ours().ids()[i];
  const adapter = {
    loaded: true,
    ready: () => ours()?.rev() != null,
    camera(x, y, zoom) {
      while (Math.abs(ours().viewport().zoom / zoom - 1) > 1e-9) {
        const turn = -100 * Math.log(zoom / ours().viewport().zoom);
        wheel(0, Math.max(-20, Math.min(20, turn)), true);
      }
      const now = ours().viewport();
      wheel((x - now.x) * zoom, (y - now.y) * zoom);
    },
    zoom: () => ours().viewport().zoom,
    turn: (ratio) => -100 * Math.log(ratio),
    place: (i) => { const { x, y } = ours().tile(idOf(i)); return [x, y]; },
    selected: () => ours().selection().length,
  };

  /**
   * Play `kind` for `ms`: the same way at any frame rate. Resolves with the times of the animation frames and
   * how far the wheel went.
   */
  function play(kind, ms, fit) {
    const { bench } = window;
    return new Promise((resolve) => {
      const times = [];
      const start = performance.now();
      let last = start;
      travelled = [0, 0];
      performance.mark(`begin:${kind}`);
      const frame = (time) => {
        times.push(time);
        const passed = time - start;
        const step = Math.max(0, time - last);
        last = time;
        if (passed >= ms) {
          performance.mark(`end:${kind}`);
          resolve({ times, travelled });
          return;
        }
        if (kind === 'pan') wheel(step, step * 0.6);
        if (kind === 'pan_all') {
          const way = Math.floor(passed / 500) % 2 ? -1 : 1;
          wheel(way * step * 0.6, way * step * 0.4);
        }
        if (kind === 'zoom') {
          const ratio = (fit * (2 / fit) ** (passed / ms)) / bench.zoom();
          if (Math.abs(ratio - 1) > 0.002) wheel(0, Math.max(-10, Math.min(10, bench.turn(ratio))), true);
        }
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
  }

  // What the page's socket hears is noted before the page itself hears it.
  let heard = { at: 0, bytes: 0 };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener('message', ({ data }) => {
        heard = { at: performance.now(), bytes: heard.bytes + (data.length ?? data.byteLength) };
        watch();
      });
    }
  };
  let watch = () => {};

  /** The bytes and milliseconds of the next message that brings a tile: until the scene holds it, until it is drawn. */
  function next_tile() {
    const before = ours().size();
    heard = { at: 0, bytes: 0 };
    return new Promise((resolve) => {
      watch = () => {
        const { at, bytes } = heard;
        Promise.resolve().then(() => setTimeout(() => {
          if (ours().size() === before) return;
          watch = () => {};
          const apply = performance.now() - at;
          requestAnimationFrame(() => {
            const begin = performance.now();
            setTimeout(() => resolve({ bytes, apply, drawn: apply + performance.now() - begin }));
          });
        }));
      };
    });
  }

  /** Milliseconds from the frame in which a motion ended until all in view is sharp, and tiles that were blank on the way. */
  async function settle(kind, ms, fit) {
    const before = ours().stats().blank;
    const { times } = await play(kind, ms, fit);
    while (!ours().stats().sharp) await new Promise(requestAnimationFrame);
    return { sharp: performance.now() - times.at(-1), blank: ours().stats().blank - before };
  }

  /** Epoch milliseconds of the frame that first draws tile `id` elsewhere than it stands now. */
  function next_place(id) {
    const { x, y } = ours().tile(id);
    return new Promise((resolve) => {
      const look = () => {
        const now = ours().tile(id);
        if (now.x === x && now.y === y) requestAnimationFrame(look);
        else resolve(performance.timeOrigin + performance.now());
      };
      look();
    });
  }

  /** Epoch milliseconds at which the pointer is lifted next. */
  const next_lift = () =>
    new Promise((resolve) => {
      const heard = ({ timeStamp }) => resolve(performance.timeOrigin + timeStamp);
      addEventListener('pointerup', heard, { capture: true, once: true });
    });

  window.benchmark = { play, next_tile, settle, next_place, next_lift };
  window.bench = adapter; // a peer's page puts its own here
})();
