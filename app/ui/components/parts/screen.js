// What the pieces of chrome know of each other in the browser: the size of the screen and which surface is open.
import { reactive, watch } from 'vue';

const narrow = window.matchMedia('(max-width: 719.98px), (max-height: 619.98px), (pointer: coarse)');

export const screen = reactive({ small: narrow.matches });
narrow.addEventListener('change', () => (screen.small = narrow.matches));

// commands: what the search palette can run here, [{id, label, icon, keys, run}].
// say: how to show a message that needs no server.
// panel: null | 'favorites' | 'details'; dialog: null | 'search' | 'help' | 'viewer'. One of each at a time.
export const shown = reactive({ panel: null, dialog: null, commands: [], say: null });

watch(
  () => shown.panel,
  (panel) => document.body.classList.toggle('ig-with-panel', panel !== null),
);

// Closes a surface and gives the focus back to where it was when the surface opened.
export function leaveSurface(kind, back) {
  shown[kind] = null;
  if (back?.isConnected) back.focus();
}
