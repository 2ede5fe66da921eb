// Runs in the head, before the first paint: light or dark on <html>, and small screens marked.
(() => {
  const root = document.documentElement;
  const device = window.matchMedia('(prefers-color-scheme: dark)');
  // also a desk's window at 200 %, which is too low for the rail
  const narrow = window.matchMedia('(max-width: 719.98px), (max-height: 619.98px), (pointer: coarse)');
  let mode = IMAGEGEN_THEME;

  const apply = () => {
    const dark = mode === 'dark' || (mode === 'system' && device.matches);
    root.dataset.theme = dark ? 'dark' : 'light';
    window.Quasar?.Dark.set(dark);
    document.body?.classList.toggle('body--dark', dark);
    document.body?.classList.toggle('body--light', !dark);
    window.dispatchEvent(new CustomEvent('imagegen-theme', { detail: { mode, dark } }));
  };
  const measure = () => root.toggleAttribute('data-small', narrow.matches);

  window.imagegenTheme = {
    get mode() {
      return mode;
    },
    set(next) {
      mode = next;
      apply();
    },
  };
  root.lang ||= 'en';
  device.addEventListener('change', apply);
  narrow.addEventListener('change', measure);
  window.addEventListener('load', apply);
  measure();
  apply();
})();
