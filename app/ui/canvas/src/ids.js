// Ids as the whole program makes them: uuid version 7, which sort by the time they were made.

let last_ms = 0;
let sequence = 0;

/** A new uuid7; ids made by one page are strictly increasing, also within one millisecond. */
export function newId(now_ms = Date.now()) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  if (now_ms > last_ms) {
    last_ms = now_ms;
    sequence = ((bytes[6] & 0x07) << 8) | bytes[7]; // the top bit stays free, so that the count has room
  } else if (++sequence > 0xfff) {
    last_ms += 1;
    sequence = 0;
  }
  let ms = last_ms;
  for (let i = 5; i >= 0; i -= 1, ms = Math.floor(ms / 256)) bytes[i] = ms % 256;
  bytes[6] = 0x70 | (sequence >> 8);
  bytes[7] = sequence & 0xff;
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
