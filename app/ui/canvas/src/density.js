// How many device px a CSS px has: it changes when the window goes to another screen, without any change of its size.

/** Call `listener` when it changes; returns a function that ends it. */
export function onDensityChange(listener, { query = (words) => matchMedia(words), density = () => devicePixelRatio } = {}) {
  let current = null;
  const stop = () => current?.removeEventListener('change', changed);
  const watch = () => {
    stop();
    current = query(`(resolution: ${density()}dppx)`); // it tells that this one does not hold any more, and no other
    current.addEventListener('change', changed);
  };
  const changed = () => {
    watch();
    listener();
  };
  watch();
  return stop;
}
