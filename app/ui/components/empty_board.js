// What stands on a board without tiles; gone with the first key. Contract in empty_board.py.
import { board } from 'imagegen-chrome/board.js';

export default {
  props: { examples: Array, initial: Boolean },
  template: `
<div v-if="empty && !writing" class="ig-empty"><h1>Type, and watch the picture change.</h1>
  <p class="ig-lead">Start with one of these.</p>
  <div class="ig-examples"><button v-for="example in examples" :key="example.prompt" class="ig-ex" @click="begin(example)"><div class="ig-pic"><img :src="example.picture" alt=""></div><span>{{ example.prompt }}</span></button></div>
  <p class="ig-note">The built-in painter, Sketch, draws by rules. It is not AI, it is free and needs no key. <a href="/settings">Add a model</a></p></div>
<div v-else hidden></div>`,
  data: (own) => ({ empty: own.initial, writing: false }),
  mounted() {
    this.unbind = [
      board.on('loaded', ({ size }) => (this.empty = size === 0)),
      board.on('created', () => (this.empty = false)),
      board.on('writing', () => (this.writing = true)),
      board.on('written', () => (this.writing = false)),
    ];
  },
  beforeUnmount() {
    this.unbind.forEach((stop) => stop?.());
  },
  methods: {
    show({ empty }) {
      this.empty = empty;
      return { ok: true };
    },
    begin(example) {
      board.propose(example.prompt);
    },
  },
};
