// Boards as files, from the browser: sent to the program, which checks them, or asked of it.

export const SUFFIX = '.imagegen';

export const fileOf = (board) => `/api/boards/${board}/file`;

// Sends a board file; {id, name} of the new board. Throws an Error whose message is one sentence.
export async function sendBoard(file, { fetcher = fetch } = {}) {
  let answer;
  try {
    answer = await fetcher(`/api/boards/file?${new URLSearchParams({ name: file.name.slice(0, 200) })}`, { method: 'POST', body: file });
  } catch {
    throw new Error(`“${file.name}” could not be sent to ImageGen: try again when it is there.`);
  }
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said;
  throw new Error(typeof said.detail === 'string' ? said.detail : `“${file.name}” was not imported: try again.`);
}

// Asks for a file in the system's dialog; null where none was chosen.
export function chooseBoard() {
  return new Promise((resolve) => {
    const input = Object.assign(document.createElement('input'), { type: 'file', accept: SUFFIX });
    input.addEventListener('change', () => resolve(input.files[0] ?? null));
    input.addEventListener('cancel', () => resolve(null));
    input.click();
  });
}
