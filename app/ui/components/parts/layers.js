// One picture, sharper as its levels arrive. A level is shown once it is decoded, in the place of the coarser one.
import { h } from 'vue';

const LEVELS = ['256', '1024', 'full'];

export const pictureAddress = (sha, level) => `/pictures/${sha}/${level}`;

/** Fetch and decode a level; says whether there is one. */
async function decoded(sha, level) {
  const image = new Image();
  image.src = pictureAddress(sha, level);
  try {
    await image.decode();
    return true;
  } catch {
    return false;
  }
}

/** The coarsest level that there is, once it is decoded; null where the picture cannot be had. */
export async function firstLevel(sha) {
  for (const level of LEVELS) if (await decoded(sha, level)) return level;
  return null;
}

/** Have a neighbour ready before it is asked for. */
export function preload(sha) {
  if (sha) new Image().src = pictureAddress(sha, '1024');
}

export const Layers = {
  props: { sha: String, alt: String, first: String, full: Boolean },
  data: (own) => ({ level: own.first }),
  watch: { full: 'sharpen' },
  mounted() {
    this.sharpen();
  },
  unmounted() {
    this.gone = true;
  },
  methods: {
    async sharpen() {
      const wanted = this.full ? LEVELS : LEVELS.slice(0, 2);
      for (const level of wanted.slice(LEVELS.indexOf(this.level) + 1)) {
        const there = await decoded(this.sha, level);
        if (this.gone) return;
        if (there && LEVELS.indexOf(level) > LEVELS.indexOf(this.level)) this.level = level;
      }
    },
  },
  render() {
    const src = pictureAddress(this.sha, this.level);
    return h('img', { key: this.level, src, alt: this.alt, decoding: 'sync', draggable: false, 'data-level': this.level });
  },
};
