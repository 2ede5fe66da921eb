// Every gesture and key. Contract in help.py.
import { Dialog, Icon, caps, shown } from 'imagegen-chrome';
import { shortcuts } from 'imagegen-chrome/board.js';

export default {
  components: { Dialog, Icon },
  props: { groups: Array },
  template: `
<div><Dialog v-if="shown.dialog === 'help'" label="Help" look="ig-dialog ig-help" @close="close">
  <header><h2 class="ig-grow">Keys and gestures</h2><button data-first class="ig-ib" aria-label="Close help" title="Close (Esc)" @click="close"><Icon name="close"/></button></header>
  <div class="ig-helpbody"><section v-for="group in all" :key="group.title"><h3>{{ group.title }}</h3>
    <dl class="ig-rows ig-keys"><div v-for="row in group.rows" :key="row.does"><dt class="ig-grow">{{ row.does }}</dt><dd class="ig-ks"><kbd v-for="key in row.keys" :key="key">{{ key }}</kbd></dd></div></dl></section></div>
</Dialog></div>`,
  data: () => ({ shown }),
  computed: {
    // those of the canvas and those of the rest of the page, under the same headings
    all() {
      const groups = this.groups.map((group) => ({ ...group, rows: [...group.rows] }));
      for (const { keys, words, group: title } of shortcuts) {
        let group = groups.find((other) => other.title === title);
        if (!group) groups.push((group = { title, rows: [] }));
        group.rows.push({ does: words, keys: caps(keys) });
      }
      return groups;
    },
  },
  methods: {
    close() {
      shown.dialog = null;
    },
  },
};
