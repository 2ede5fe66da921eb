// What the pieces of chrome share, as one browser module: 'imagegen-chrome'.
export { SUFFIX, chooseBoard, fileOf, sendBoard } from './board_file.js';
export { CompareSlider } from './compare.js';
export { Dialog } from './dialog.js';
export { Film } from './film.js';
export { Grip } from './grip.js';
export { Icon } from './icon.js';
export { Layers, firstLevel, preload } from './layers.js';
export * as lens from './lens.js';
export { Menu } from './menu.js';
export { Writing, Drafts } from './writing.js';
export { screen, shown, leaveSurface } from './screen.js';
export { DATES, aspect, caps, daysAgo, dollars, estimate, marked, moment, month, since, withQuery } from './format.js';
export { Pages, followScroll, paged } from './pages.js';
