// Fetching and decoding a picture off the main thread, with a few patient retries.

const PAUSES_MS = [300, 1200];

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

/** The decoded picture of an encoded file in base64. */
export const decodeBase64 = (content) =>
  createImageBitmap(new Blob([Uint8Array.from(atob(content), (c) => c.charCodeAt(0))]));

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
