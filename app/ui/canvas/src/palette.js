// Colours and times of the canvas, read from the page's tokens, so that both themes have one source.

const COLORS = [
  'board', 'dot', 'surface', 'mat', 'text', 'text-2', 'text-3', 'kin', 'accent', 'on-accent', 'halo', 'focus', 'danger',
  'scrim', 'on-scrim',
];

/** {board, dot, …, hairline, shadow, lift, font} as CSS colours of the element's theme. */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const token = (name) => style.getPropertyValue(`--${name}`).trim();
  const palette = Object.fromEntries(COLORS.map((name) => [name.replaceAll('-', '_'), token(name)]));
  const tints = token('shadow-tile').match(/rgb\([^)]*\)/g) ?? ['transparent'];
  palette.hairline = tints[0];
  palette.shadow = tints[1] ?? null;
  palette.font = token('font') || 'sans-serif';
  return palette;
}

/** Call `listener` when the theme of the page changes; returns a function that ends it. */
export function onThemeChange(listener) {
  const watcher = new MutationObserver(listener);
  watcher.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme', 'class'] });
  return () => watcher.disconnect();
}

/** Does the person want no motion? Asked anew each time, since it can change while the page is open. */
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
