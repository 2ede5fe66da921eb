// Every shortcut of the board in one table: the keys act by it, help lists it, and settings can lay it out anew.
//
// A key is written "Ctrl+Shift+Z"; Ctrl also means Command. Letters and digits are those on the key, signs ("[", "?")
// are what is typed, whatever it takes to type them.

export const SHORTCUTS = [
  { action: 'duplicate', keys: ['Ctrl+D'], words: 'Duplicate', group: 'Tile' },
  { action: 'variations', keys: ['V'], words: 'Variations', group: 'Tile' },
  { action: 'seeds', keys: ['Shift+V'], words: 'Four other seeds', group: 'Tile' },
  { action: 'favorite', keys: ['F'], words: 'Favorite', group: 'Tile' },
  { action: 'reroll', keys: ['R'], words: 'Re-roll', group: 'Tile' },
  { action: 'details', keys: ['I'], words: 'Details', group: 'Tile' },
  { action: 'open', keys: ['Space'], words: 'Open', group: 'Tile' },
  { action: 'rate', keys: ['1', '2', '3', '4', '5', '0'], words: 'Rate 1 to 5, 0 for none', group: 'Tile' },
  { action: 'compare', keys: ['C'], words: 'Compare two', group: 'Tile' },
  { action: 'family', keys: ['G'], words: 'Show its family', group: 'Tile' },
  { action: 'delete', keys: ['Delete', 'Backspace'], words: 'Delete', group: 'Tile' },
  { action: 'copy', keys: ['Ctrl+C'], words: 'Copy', group: 'Tile' },
  { action: 'cut', keys: ['Ctrl+X'], words: 'Cut', group: 'Tile' },
  { action: 'move', keys: ['M'], words: 'Move to a board', group: 'Tile' },
  { action: 'forward', keys: [']'], words: 'One forward', group: 'Tile' },
  { action: 'backward', keys: ['['], words: 'One back', group: 'Tile' },
  { action: 'to_front', keys: ['}'], words: 'To the front', group: 'Tile' },
  { action: 'to_back', keys: ['{'], words: 'To the back', group: 'Tile' },
  { action: 'nudge', keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], words: 'Move by 1', group: 'Tile' },
  {
    action: 'nudge_far',
    keys: ['Shift+ArrowLeft', 'Shift+ArrowRight', 'Shift+ArrowUp', 'Shift+ArrowDown'],
    words: 'Move by 10',
    group: 'Tile',
  },
  {
    action: 'resize',
    keys: ['Alt+Shift+ArrowRight', 'Alt+Shift+ArrowDown', 'Alt+Shift+ArrowLeft', 'Alt+Shift+ArrowUp'],
    words: 'Resize by 10',
    group: 'Tile',
  },
  {
    action: 'move_focus',
    keys: ['Alt+ArrowLeft', 'Alt+ArrowRight', 'Alt+ArrowUp', 'Alt+ArrowDown'],
    words: 'Go to the next tile',
    group: 'Tile',
  },
  { action: 'choose', keys: ['Enter', 'Shift+Enter'], words: 'Select the focused tile', group: 'Tile' },
  { action: 'undo', keys: ['Ctrl+Z'], words: 'Undo', group: 'Board' },
  { action: 'redo', keys: ['Ctrl+Shift+Z', 'Ctrl+Y'], words: 'Redo', group: 'Board' },
  { action: 'paste', keys: ['Ctrl+V'], words: 'Paste tiles, pictures or text', group: 'Board' },
  { action: 'select_all', keys: ['Ctrl+A'], words: 'Select all', group: 'Board' },
  { action: 'escape', keys: ['Escape'], words: 'Leave, or select nothing', group: 'Board' },
  { action: 'prompt', keys: ['/'], words: 'Write in the prompt', group: 'Board' },
  { action: 'help', keys: ['?'], words: 'Help', group: 'Board' },
  { action: 'fit_all', keys: ['Shift+1'], words: 'Show all', group: 'View' },
  { action: 'fit_selection', keys: ['Shift+2'], words: 'Show the selection', group: 'View' },
  { action: 'zoom_100', keys: ['Ctrl+0'], words: 'Zoom to 100 %', group: 'View' },
  { action: 'zoom_in', keys: ['+', '='], words: 'Zoom in', group: 'View' },
  { action: 'zoom_out', keys: ['-'], words: 'Zoom out', group: 'View' },
  { action: 'hand', keys: ['H'], words: 'Hand', group: 'View' },
];

/** The names that the table may have for the pressed key, the typed sign first; none for a modifier alone. */
export function keyNames({ key, code = '', ctrlKey, metaKey, shiftKey, altKey }) {
  if (['Control', 'Shift', 'Alt', 'Meta', 'Dead', 'Unidentified'].includes(key) || key === undefined) return [];
  const written = (name, shift) => [(ctrlKey || metaKey) && 'Ctrl', altKey && 'Alt', shift && 'Shift', name].filter(Boolean).join('+');
  const sign = key.length === 1 && !/[a-z0-9 ]/i.test(key);
  const name = key === ' ' ? 'Space' : key.length === 1 ? key.toUpperCase() : key;
  const digit = /^Digit(\d)$/.exec(code)?.[1]; // "!" is Shift+1 on one keyboard and a key of its own on another
  return [written(name, shiftKey && !sign), ...(digit ? [written(digit, shiftKey)] : [])];
}

/** The action that a keydown event means, or null. */
export function actionFor(event, table = SHORTCUTS) {
  for (const name of keyNames(event)) {
    const found = table.find(({ keys }) => keys.includes(name));
    if (found) return found.action;
  }
  return null;
}

/** The first key of an action as people read it: "Ctrl Z", "R"; '' when it has none. */
export function keyWords(action, table = SHORTCUTS) {
  return table.find((entry) => entry.action === action)?.keys[0].replaceAll('+', ' ').replace('Arrow', '') ?? '';
}
