// The canvas's browser module as the chrome meets it, without a canvas.
const listeners = new Map();

export const bus = {
  on(name, listener) {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
    return () => listeners.set(name, listeners.get(name).filter((other) => other !== listener));
  },
  emit(name, payload = {}) {
    (listeners.get(name) ?? []).forEach((listener) => listener(payload));
  },
  ask: (name) => (name === 'visibleRect' ? { x: 0, y: 0, w: window.innerWidth, h: window.innerHeight } : null),
};
bus.on('deselect', () => bus.emit('selection', { ids: [], tiles: [] }));
window.stubBus = bus;

export const SHORTCUTS = [{ action: 'favorite', keys: ['F'], words: 'Favorite', group: 'Tile' }];

let last = 0;
export const newId = () => `00000000-0000-7000-8000-${String(++last).padStart(12, '0')}`;
