// Every gesture and key. Contract in help.py.
import { Dialog, Icon, shown } from 'imagegen-chrome';

export default {
  components: { Dialog, Icon },
  props: { groups: Array },
  template: `
<div><Dialog v-if="shown.dialog === 'help'" label="Help" look="ig-dialog ig-help" @close="close">
  <header><h2 class="ig-grow">Keys and gestures</h2><button data-first class="ig-ib" aria-label="Close help" title="Close (Esc)" @click="close"><Icon name="close"/></button></header>
  <div class="ig-helpbody"><section v-for="group in groups" :key="group.title"><h3>{{ group.title }}</h3>
    <dl class="ig-rows ig-keys"><div v-for="row in group.rows" :key="row.does"><dt class="ig-grow">{{ row.does }}</dt><dd class="ig-ks"><kbd v-for="key in row.keys" :key="key">{{ key }}</kbd></dd></div></dl></section></div>
</Dialog></div>`,
  data: () => ({ shown }),
  methods: {
    close() {
      shown.dialog = null;
    },
  },
};
