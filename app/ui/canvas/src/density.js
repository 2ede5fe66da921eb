// How many device px a CSS px has: it changes when the window goes to another screen, without any change of its size.

/** Call `listener` when it changes; returns a function that ends it. */
export function onDensityChange(listener) {
  let query = null;
  const changed = () => {
    watch();
    listener();
  };
  const stop = () => query?.removeEventListener('change', changed);
  const watch = () => {
    stop();
    query = matchMedia(`(resolution: ${devicePixelRatio}dppx)`); // only tells that this one does not hold any more
    query.addEventListener('change', changed);
  };
  watch();
  return stop;
}
