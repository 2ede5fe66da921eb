// Fetching and decoding a picture off the main thread, with a few patient retries.

const PAUSES_MS = [300, 1200];
const TYPES = { 0x89: 'image/png', 0xff: 'image/jpeg', 0x52: 'image/webp' }; // by a file's first byte

/** The decoded picture behind `url`. Tries three times; a 404 or 410 is final at once. Throws when it cannot be had. */
export async function loadBitmap(url, { fetcher = fetch, decode = createImageBitmap, pause = sleep } = {}) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetcher(url);
      if (response.ok) return await decode(await response.blob());
      throw Object.assign(new Error(`${url} answered ${response.status}`), { final: [404, 410].includes(response.status) });
    } catch (error) {
      if (error.final || attempt >= PAUSES_MS.length) throw error;
      await pause(PAUSES_MS[attempt]);
    }
  }
}

/** The decoded picture of an encoded file in base64. A decoder beside the page spares it the way through a Blob. */
export async function decodeBase64(content) {
  const data = bytesOf(content);
  if (typeof ImageDecoder === 'undefined') return createImageBitmap(new Blob([data]));
  const decoder = new ImageDecoder({ data, type: TYPES[data[0]] });
  try {
    const { image } = await decoder.decode();
    const bitmap = await createImageBitmap(image);
    image.close();
    return bitmap;
  } finally {
    decoder.close();
  }
}

const bytesOf = (content) =>
  Uint8Array.fromBase64?.(content) ?? Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
