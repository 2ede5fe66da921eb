// The board's pictures in the whole window, one or two under a slider, and the way to their neighbours.
import { CompareSlider, Dialog, Film, Grip, Icon, Layers, firstLevel, lens, preload, screen, shown } from 'imagegen-chrome';
import { board } from 'imagegen-chrome/board.js';

const LEVEL = 1024; // px: the longer side of the level below the full picture
const ACTS = { favorite: 'f', variations: 'v', download: null, details: 'i' };
const LEAVING = ['variations', 'details']; // what they show is on the board

export default {
  components: { CompareSlider, Dialog, Film, Icon, Layers },
  template: `
<div><Dialog v-if="open" ref="dialog" label="Viewer" look="ig-page ig-viewer" @close="escape" @keydown="key">
  <div class="ig-stage" ref="stage" :class="{ 'is-loose': loose }"><div class="ig-room" :class="{ 'has-film': pictures.length > 1 }" ref="room"></div>
    <div v-if="drawn.length" class="ig-shown" :class="{ 'is-swiped': slide }" :style="[px(rect), { translate: slide + 'px' }]">
      <Layers :key="drawn[0].picture.sha" v-bind="layers(drawn[0])"/>
      <div v-if="drawn[1]" class="ig-b" :style="{ clipPath: 'inset(0 0 0 ' + cut + 'px)' }"><Layers :key="drawn[1].picture.sha" v-bind="layers(drawn[1])"/></div></div>
    <p v-if="missing" class="ig-missing" role="alert">This picture could not be loaded. Is ImageGen still running?</p></div>
  <CompareSlider v-if="drawn[1]" :seen="seen" :first="drawn[0].picture" :second="drawn[1].picture" :split="split" @split="split = $event"/>
  <div class="ig-vtop"><div class="ig-float ig-vname"><button class="ig-ib" aria-label="Close" title="Close (Esc)" @click="close"><Icon name="close"/></button>
      <span class="ig-ttl ig-clip" :title="subject.prompt">{{ subject.prompt }}</span><span class="ig-meta ig-num ig-facts1">{{ subject.width }} × {{ subject.height }}</span></div><span class="ig-grow"></span>
    <div class="ig-float"><span v-if="pictures.length > 1" class="ig-meta ig-num ig-of">{{ cursor + 1 }} of {{ pictures.length }}</span>
      <button class="ig-val ig-num" :aria-label="'Zoom ' + percent" title="Fit (0), 100 % (1)" @click="toggle(middle)">{{ percent }}</button>
      <button class="ig-btn ig-btn-s ig-btn-soft ig-vcompare" aria-label="Compare" title="Compare (C)" :aria-pressed="String(choosing || other >= 0)" :disabled="pictures.length < 2" @click="flipCompare"><Icon name="compare" size="s"/><span v-if="!screen.small">Compare</span></button>
      <button class="ig-ib" aria-label="Favorite" title="Favorite (F)" :aria-pressed="String(subject.favorite)" @click="act('favorite')"><Icon name="favorite" :fill="subject.favorite"/></button>
      <button class="ig-ib" aria-label="Variations" title="Variations (V)" @click="act('variations')"><Icon name="variations"/></button>
      <button class="ig-ib" aria-label="Download" title="Download" @click="act('download')"><Icon name="download"/></button>
      <button class="ig-ib" aria-label="Details" title="Details (I)" @click="act('details')"><Icon name="info"/></button></div></div>
  <button v-if="beside(-1) !== cursor" class="ig-ib ig-ib-44 ig-float ig-step ig-p" aria-label="Earlier" title="Earlier (left)" @click="go(-1)"><Icon name="left"/></button>
  <button v-if="beside(1) !== cursor" class="ig-ib ig-ib-44 ig-float ig-step ig-n" aria-label="Later" title="Later (right)" @click="go(1)"><Icon name="right"/></button>
  <p v-if="choosing" class="ig-ask ig-float" aria-hidden="true">Choose the picture to compare with</p>
  <Film v-if="pictures.length > 1" ref="film" :pictures="pictures" :cursor="cursor" :first="at" :second="other" @choose="choose"/>
  <span class="ig-vh" role="status">{{ news }}</span>
</Dialog></div>`,
  data: () => ({
    pictures: [], id: null, otherId: null, choosing: false, candidate: 0,
    drawn: [], missing: false, asked: 0, stage: null, pane: null, zoomed: null, slide: 0, split: 50, screen, shown,
  }),
  computed: {
    open() {
      return shown.dialog === 'viewer' && this.at >= 0;
    },
    at() {
      return this.pictures.findIndex(({ id }) => id === this.id);
    },
    other() {
      return this.otherId === null ? -1 : this.pictures.findIndex(({ id }) => id === this.otherId);
    },
    // where the strip stands: the arrows go on from here
    cursor() {
      if (this.choosing) return this.candidate;
      return this.other >= 0 ? this.other : this.at;
    },
    // what the buttons act on
    subject() {
      return this.pictures[this.other >= 0 ? this.other : this.at];
    },
    wanted() {
      return [this.pictures[this.at], this.pictures[this.other]].filter(Boolean);
    },
    wantedShas() {
      return this.open ? this.wanted.map(({ sha }) => sha).join(' ') : '';
    },
    frame() {
      const [first, second] = this.drawn.map(({ picture }) => ({ w: picture.width, h: picture.height }));
      return second ? lens.sharedFrame(first, second) : first;
    },
    view() {
      const { frame, stage } = this;
      return this.zoomed ? lens.held(this.zoomed, frame, stage) : lens.fitted(frame, stage);
    },
    rect() {
      return lens.placed(this.view, this.frame, this.stage);
    },
    seen() {
      return lens.seenPart(this.rect, this.pane);
    },
    cut() {
      return this.seen.x + (this.seen.w * this.split) / 100 - this.rect.x;
    },
    loose() {
      return this.drawn.length > 0 && (this.rect.w > this.stage.w + 1 || this.rect.h > this.stage.h + 1);
    },
    percent() {
      return this.drawn.length ? `${Math.round(this.view.zoom * 100)} %` : '';
    },
    middle() {
      return { x: this.stage.x + this.stage.w / 2, y: this.stage.y + this.stage.h / 2 };
    },
    news() {
      if (this.choosing) return 'Choose the picture to compare with, then press Enter';
      const [first, second] = this.wanted;
      const place = `${this.cursor + 1} of ${this.pictures.length}`;
      return second ? `Comparing A, ${first.prompt}, with B, ${second.prompt}` : `${first.prompt}, ${place}`;
    },
  },
  watch: {
    wantedShas: 'draw',
    open(open) {
      if (open) this.arrive();
      else this.leave();
    },
  },
  mounted() {
    this.unbind = [board.on('open', this.show), board.on('changed', this.refresh)];
  },
  beforeUnmount() {
    this.unbind.forEach((stop) => stop());
    this.leave();
  },
  methods: {
    // One id: that picture. Two: both under the slider.
    show({ ids }) {
      const pictures = Object.freeze(board.pictures());
      if (!ids.every((wanted) => pictures.some(({ id }) => id === wanted))) return shown.say?.('This picture is not finished yet');
      const [id, otherId = null] = ids;
      Object.assign(this, { pictures, id, otherId, choosing: false, zoomed: null, split: 50, drawn: [] });
      this.opened = id;
      shown.dialog = 'viewer';
    },
    // The board changed behind it: a picture that went makes room for its neighbour.
    refresh() {
      if (!this.open) return;
      const pictures = Object.freeze(board.pictures());
      const { at } = this;
      this.pictures = pictures;
      if (this.at < 0 && pictures.length) this.id = pictures[Math.min(at, pictures.length - 1)].id;
      if (this.other < 0 || this.other === this.at) this.otherId = null;
      this.candidate = Math.min(this.candidate, pictures.length - 1);
      if (pictures.length < 2) this.choosing = false;
      if (!pictures.length) this.close();
    },
    async arrive() {
      await this.$nextTick();
      const { stage, room } = this.$refs;
      this.grip = new Grip(stage, {
        canPan: () => this.loose,
        pan: (dx, dy) => this.drawn.length && this.look(lens.panned(this.view, dx, dy, this.frame, this.stage)),
        zoomBy: (times, point) => this.zoomTo(this.view.zoom * times, point),
        toggle: this.toggle,
        drag: (dx) => (this.slide = this.other < 0 ? dx : 0),
        swipe: this.swipe,
      });
      this.sizes = new ResizeObserver(this.measure);
      for (const element of [stage, room]) this.sizes.observe(element);
      this.measure();
      this.draw();
    },
    leave() {
      this.grip?.close();
      this.sizes?.disconnect();
      Object.assign(this, { drawn: [], choosing: false, asked: this.asked + 1 });
    },
    measure() {
      if (!this.$refs.room) return;
      [this.stage, this.pane] = [this.$refs.room, this.$refs.stage].map((element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        return { x: left, y: top, w: Math.max(1, width), h: Math.max(1, height) };
      });
    },
    // What is drawn stays until the next is decoded, so that nothing flashes.
    async draw() {
      if (!this.stage || !this.wanted.length) return;
      const asked = (this.asked += 1);
      const drawn = await Promise.all(this.wanted.map(async (picture) => ({ picture, level: await firstLevel(picture.sha) })));
      if (asked !== this.asked) return;
      this.missing = drawn.some(({ level }) => level === null);
      if (this.missing) return (this.drawn = []);
      if (drawn.length === 1) this.zoomed = null;
      this.drawn = drawn;
      for (const step of [1, -1]) preload(this.pictures[this.cursor + step]?.sha);
    },
    layers({ picture, level }) {
      const large = Math.max(picture.width, picture.height) > LEVEL;
      const full = large && Math.max(this.rect.w, this.rect.h) * devicePixelRatio > LEVEL;
      return { sha: picture.sha, alt: picture.prompt, first: level, full };
    },
    px: ({ x, y, w, h }) => ({ left: `${x}px`, top: `${y}px`, width: `${w}px`, height: `${h}px` }),

    look(view) {
      this.zoomed = lens.isFitted(view, this.frame, this.stage) ? null : view;
    },
    zoomTo(zoom, point = this.middle) {
      if (this.drawn.length) this.look(lens.zoomedAt(this.view, zoom, point, this.frame, this.stage));
    },
    toggle(point) {
      if (this.drawn.length) this.zoomTo(lens.toggledZoom(this.view, this.frame, this.stage), point);
    },
    swipe(step) {
      this.slide = 0;
      if (step && this.other < 0) this.go(step);
    },

    // The place one step from the cursor; A is not compared with itself.
    beside(step) {
      const own = this.choosing || this.other >= 0 ? this.at : -1;
      const next = this.cursor + step + (this.cursor + step === own ? step : 0);
      return next < 0 || next >= this.pictures.length ? this.cursor : next;
    },
    go(step) {
      this.goTo(this.beside(step));
    },
    async goTo(place) {
      if (this.choosing) this.candidate = place;
      else if (this.other >= 0) this.otherId = this.pictures[place].id;
      else this.id = this.pictures[place].id;
      await this.$nextTick(); // a button at the last picture goes, and the focus with it
      if (document.activeElement === document.body) this.$refs.dialog?.focus();
    },
    goToEnd(place) {
      const taken = (this.choosing || this.other >= 0) && place === this.at;
      this.goTo(taken ? place + (place === 0 ? 1 : -1) : place);
    },
    async flipCompare() {
      if (this.choosing || this.other >= 0) return Object.assign(this, { choosing: false, otherId: null });
      if (this.pictures.length < 2) return;
      this.candidate = this.at + (this.at + 1 < this.pictures.length ? 1 : -1);
      this.choosing = true;
      await this.$nextTick();
      this.$refs.film?.focus();
    },
    choose(place) {
      if (!this.choosing && this.other < 0) this.goTo(place);
      else if (place !== this.at) Object.assign(this, { choosing: false, otherId: this.pictures[place].id });
    },

    key(event) {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const zoom = (direction) => () => this.zoomTo(lens.stepped(this.view.zoom, direction));
      const keys = {
        ArrowLeft: () => this.go(-1), ArrowRight: () => this.go(1),
        Home: () => this.goToEnd(0), End: () => this.goToEnd(this.pictures.length - 1),
        0: () => (this.zoomed = null), 1: () => this.zoomTo(1), '+': zoom(1), '=': zoom(1), '-': zoom(-1),
        c: this.flipCompare, ...Object.fromEntries(Object.entries(ACTS).map(([name, letter]) => [letter, () => this.act(name)])),
      };
      const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
    act(name) {
      const { id } = this.subject;
      if (LEAVING.includes(name)) this.close();
      board.perform(name, [id]);
    },
    escape() {
      if (this.choosing) this.choosing = false;
      else this.close();
    },
    async close() {
      shown.dialog = null;
      await this.$nextTick();
      if (document.activeElement === document.body) board.focusTile(this.opened);
    },
  },
};
