// In what two pictures differ, as short labels. No DOM.

const LONGEST = 40;

/** A label for each of two pictures {id, prompt, seed, axis, parent}: what only its prompt says where that is short. */
export function differences(a, b) {
  const [said, other] = texts(a, b);
  return [label(a, b, said), label(b, a, other)];
}

function texts(a, b) {
  if (a.prompt === b.prompt) return [`Seed ${a.seed}`, `Seed ${b.seed}`];
  const [one, two] = unshared(a.prompt, b.prompt);
  if (one.length > LONGEST || two.length > LONGEST) return [a.prompt, b.prompt];
  return [one || `without “${two}”`, two || `without “${one}”`];
}

/** The words between those that both begin with and those that both end with. */
function unshared(one, two) {
  const [a, b] = [one, two].map((text) => text.trim().split(/\s+/));
  const least = Math.min(a.length, b.length);
  let start = 0;
  while (start < least && bare(a[start]) === bare(b[start])) start += 1;
  let end = 0;
  while (end < least - start && bare(a.at(-1 - end)) === bare(b.at(-1 - end))) end += 1;
  return [a, b].map((words) => trimmed(words.slice(start, words.length - end).join(' ')));
}

const bare = (word) => trimmed(word).toLowerCase();
const trimmed = (text) => text.replace(/^[\s,.;:]+|[\s,.;:]+$/g, '');

function label(picture, other, text) {
  const axis = picture.axis && picture.axis[0].toUpperCase() + picture.axis.slice(1);
  const kin = picture.id === other.parent ? 'Parent' : axis;
  return kin ? `${kin} · ${text}` : text;
}
