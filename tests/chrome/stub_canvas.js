// Stands where the canvas would: the real module with its bus, and no board behind it.
import { bus } from 'imagegen-canvas';

bus.provide('visibleRect', () => ({ x: 0, y: 0, w: window.innerWidth, h: window.innerHeight }));
bus.provide('pictures', () => structuredClone(window.stubPictures ?? []));
bus.on('deselect', () => bus.emit('selection', { ids: [], tiles: [] }));
window.stubBus = bus;

export default { template: '<main class="ig-board" role="region" aria-label="Board"></main>' };
