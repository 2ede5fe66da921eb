// Settings: providers and their keys, spending, theme. A key is sent once and never comes back. Contract in settings_form.py.
import { Icon, dollars } from 'imagegen-chrome';

const SECTIONS = [['providers', 'Providers', 'key'], ['spending', 'Spending', 'wallet'], ['general', 'General', 'sliders'], ['about', 'About', 'info']];
const KINDS = [['day', 'By day'], ['provider', 'By provider'], ['board', 'By board']];
const SUMS_SHOWN = 7;
const THEMES = [['light', 'Light'], ['dark', 'Dark'], ['system', 'As the device']];
const STATUS = { free: ['', null, 'Free'], none: ['', null, 'No key'], ready: ['ig-ok', 'check', 'Ready'], refused: ['ig-bad', 'failed', 'Key refused'] };

export default {
  components: { Icon },
  props: { initial: Object },
  emits: ['set_key', 'remove_key', 'test', 'set_cap', 'theme'],
  template: `
<div class="ig-page ig-settings">
  <div class="ig-top"><a class="ig-ib ig-ib-36" href="/" aria-label="Back to the board" title="Back to the board"><Icon name="back"/></a><h1>Settings</h1></div>
  <div class="ig-wrap"><nav aria-label="Settings"><a v-for="[name, label, icon] in sections" :key="name" :href="'#' + name" :aria-current="current === name ? 'page' : null" @click="current = name"><Icon :name="icon"/>{{ label }}</a></nav>
  <div ref="sections">
    <section id="providers"><h2>Providers</h2><p class="ig-lead">No key ever reaches a browser. {{ keys_kept }}</p>
      <div class="ig-rows"><template v-for="item in providers" :key="item.id"><div class="ig-provider">
        <div class="ig-grow"><div class="ig-nm">{{ item.label }}</div><div class="ig-meta">{{ item.note }}</div></div>
        <span class="ig-tag" :class="status(item)[0]"><Icon v-if="status(item)[1]" :name="status(item)[1]" size="s"/>{{ status(item)[2] }}</span>
        <template v-if="item.status !== 'free'">
          <button v-if="item.status !== 'none'" class="ig-btn ig-btn-s ig-btn-soft" :aria-label="'Test ' + item.label" :disabled="busy === item.id" @click="test(item)"><i v-if="busy === item.id" class="ig-spin"></i>Test</button>
          <button v-if="!item.fixed" class="ig-btn ig-btn-s ig-btn-soft" :aria-expanded="String(editing === item.id)" :aria-label="(item.status === 'none' ? 'Add key for ' : 'Replace key of ') + item.label" @click="edit(item)">{{ item.status === 'none' ? 'Add key' : 'Replace key' }}</button>
        </template></div>
        <form v-if="editing === item.id" class="ig-keyform" @submit.prevent="send(item)">
          <span class="ig-inp ig-grow"><input :ref="'key-' + item.id" type="password" autocomplete="off" spellcheck="false" maxlength="500" :aria-label="'Key for ' + item.label" placeholder="Paste the key"></span>
          <button class="ig-btn ig-btn-ink">Save key</button>
          <button v-if="item.status !== 'none'" type="button" class="ig-btn ig-btn-line" :aria-label="'Remove the key of ' + item.label" @click="remove(item)">Remove</button>
          <button type="button" class="ig-btn ig-btn-line" @click="editing = null">Cancel</button></form>
        <p v-if="said[item.id]" class="ig-says ig-saidrow" :class="said[item.id].ok ? 'ig-ok' : 'ig-bad'" role="status"><Icon :name="said[item.id].ok ? 'check' : 'failed'" size="s"/>{{ said[item.id].text }}</p>
      </template></div></section>
    <section id="spending"><h2>Spending</h2><p class="ig-lead">Generation stops at a cap. It never passes one on its own.</p>
      <div class="ig-rows"><div v-for="cap in caps" :key="cap.name"><div class="ig-grow"><div class="ig-nm">{{ cap.label }}</div><div class="ig-meta ig-num">{{ dollars(cap.spent_usd) }} {{ cap.spent_when }}</div>
        <div v-if="cap.cap_usd" class="ig-progress" role="img" :aria-label="dollars(cap.spent_usd) + ' of ' + dollars(cap.cap_usd)"><i :style="{ width: share(cap) }"></i></div>
        <p v-if="said[cap.name] && !said[cap.name].ok" class="ig-says ig-bad" role="status"><Icon name="failed" size="s"/>{{ said[cap.name].text }}</p></div>
        <label class="ig-inp ig-num ig-cap-inp">$<input inputmode="decimal" :aria-label="cap.label + ' in dollars'" :value="cap.cap_usd.toFixed(2)" @change="setCap(cap, $event)" @keydown.enter="$event.target.blur()"></label></div></div>
      <h3 class="ig-sumhead">The last 30 days</h3><p v-if="!sums.length" class="ig-meta">Nothing was spent.</p>
      <div v-else class="ig-sums"><table v-for="[kind, title] in kinds" :key="kind"><caption>{{ title }}</caption><thead class="ig-vh"><tr><th>{{ title }}</th><th>Requests</th><th>Spent</th></tr></thead><tbody><tr v-for="sum in of(kind)" :key="sum.name"><th scope="row" class="ig-clip" :title="sum.name">{{ sum.name }}</th><td class="ig-num ig-meta">{{ sum.requests }}</td><td class="ig-num">{{ dollars(sum.usd) }}</td></tr></tbody></table></div></section>
    <section id="general"><h2>General</h2><p class="ig-lead">The look on this device.</p>
      <div class="ig-rows" role="radiogroup" aria-label="Theme"><label v-for="[mode, label] in themes" :key="mode" class="ig-choice"><input type="radio" name="theme" :value="mode" :checked="mode === theme" @change="setTheme(mode)"><span class="ig-nm">{{ label }}</span></label></div></section>
    <section id="about"><h2>About</h2><p class="ig-lead">ImageGen {{ version }}. Everything made here is kept in {{ kept_in }}.</p></section>
  </div></div>
</div>`,
  data: (own) => ({
    providers: [], caps: [], sums: [], kinds: KINDS, theme: 'system', version: '', kept_in: '', keys_kept: '',
    editing: null, busy: null, said: {}, current: 'providers', sections: SECTIONS, themes: THEMES, ...own.initial,
  }),
  mounted() {
    const named = window.location.hash.slice(1);
    if (SECTIONS.some(([name]) => name === named)) this.current = named;
  },
  methods: {
    dollars,
    of(kind) {
      const all = this.sums.filter((sum) => sum.kind === kind);
      if (all.length <= SUMS_SHOWN) return all;
      const rest = { kind, name: kind === 'day' ? 'Earlier' : 'Others', usd: 0, requests: 0 };
      for (const { usd, requests } of all.slice(SUMS_SHOWN - 1)) Object.assign(rest, { usd: rest.usd + usd, requests: rest.requests + requests });
      return [...all.slice(0, SUMS_SHOWN - 1), rest];
    },
    state(change) {
      Object.assign(this.$data, change);
      return { ok: true };
    },
    tell({ provider, ok, text }) {
      this.busy = null;
      this.said = { ...this.said, [provider]: { ok, text } };
      return { ok: true };
    },
    status(item) {
      return STATUS[item.status];
    },
    async edit(item) {
      this.editing = this.editing === item.id ? null : item.id;
      await this.$nextTick();
      this.field(item)?.focus();
    },
    field(item) {
      const found = this.$refs[`key-${item.id}`];
      return Array.isArray(found) ? found[0] : found;
    },
    send(item) {
      const field = this.field(item);
      const key = field.value.trim();
      field.value = '';
      if (!key) return;
      this.editing = null;
      this.$emit('set_key', { provider: item.id, key });
    },
    remove(item) {
      this.editing = null;
      this.$emit('remove_key', { provider: item.id });
    },
    test(item) {
      this.busy = item.id;
      this.$emit('test', { provider: item.id });
    },
    share(cap) {
      return `${Math.min(100, (100 * cap.spent_usd) / cap.cap_usd)}%`;
    },
    setCap(cap, event) {
      const usd = Number(event.target.value.replace('$', '').trim());
      const fits = Number.isFinite(usd) && usd >= 0 && usd <= 10_000 && event.target.value.trim();
      if (fits) this.$emit('set_cap', { name: cap.name, usd });
      event.target.value = (fits ? usd : cap.cap_usd).toFixed(2);
    },
    setTheme(mode) {
      this.theme = mode;
      window.imagegenTheme?.set(mode);
      this.$emit('theme', { mode });
    },
  },
};
