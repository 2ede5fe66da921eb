// The finished pictures of the board as the viewer shows them.
import { readingOrder } from './cull.js';

/** In reading order: [{id, sha, width, height, prompt, seed, axis, parent, favorite}]. */
export function finishedPictures(scene) {
  const done = [...scene.stack].filter((i) => scene.fields(i).picture);
  return readingOrder(scene, done).map((i) => {
    const { id, prompt, seed, axis, parent, favorite, picture } = scene.fields(i);
    return { id, sha: picture.sha, width: picture.width, height: picture.height, prompt, seed, axis, parent, favorite };
  });
}
