// What was deleted in the last 30 days. Contract in trash.py.
import { Icon, moment, paged, shown } from 'imagegen-chrome';

const PAGES_LOOKED_AT = 50;

export default {
  components: { Icon },
  mixins: [paged('/api/trash')],
  emits: ['restore_tile', 'restore_board'],
  template: `
<section class="ig-page ig-boardpage" role="region" aria-label="Trash">
  <div class="ig-top"><a class="ig-ib ig-ib-36" href="/boards" aria-label="Back to the boards" title="Back to the boards"><Icon name="back"/></a>
    <h1 ref="title" tabindex="-1">Trash</h1><span class="ig-meta ig-num ig-count">{{ list.total }}</span></div>
  <p class="ig-lead ig-meta">Kept for 30 days. A tile goes back to its place on its board.</p>
  <div class="ig-scroll" ref="scroll">
    <div class="ig-boards" role="list">
      <div v-for="item in list.items" :key="item.board + item.id" class="ig-boardcard" role="listitem" :data-item="item.id">
        <div class="ig-cover" :class="item.sha ? 'is-1' : 'is-0'"><img v-if="item.sha" :src="'/pictures/' + item.sha + '/256'" alt="" loading="lazy" draggable="false"><Icon v-else name="boards"/></div>
        <div class="ig-boardline"><span class="ig-clip ig-grow" :title="title(item)">{{ title(item) }}</span><span class="ig-meta ig-num">{{ moment(item.deleted_at) }}</span></div>
        <div class="ig-boardline"><span class="ig-meta ig-clip ig-grow">{{ item.kind === 'board' ? 'Board' : 'On ' + (item.board_name || 'a deleted board') }}</span>
          <button class="ig-btn ig-btn-s ig-btn-soft" :aria-label="'Restore ' + title(item)" @click="restore(item)">Restore</button></div>
      </div></div>
    <p v-if="list.state === 'failed'" class="ig-void">The trash could not be read. <button class="ig-btn ig-btn-s ig-btn-soft" @click="ask">Try again</button></p>
    <p v-else-if="list.done && !list.items.length" class="ig-void">Nothing was deleted in the last 30 days.</p>
    <div ref="end" class="ig-end"></div>
  </div>
</section>`,
  mounted() {
    const { searchParams } = new URL(location.href);
    if (searchParams.has('item')) this.goTo(searchParams.get('item'));
  },
  methods: {
    moment,
    // what the search found: its button to restore it gets the focus, however far down it stands
    async goTo(id) {
      for (let page = 0; page < PAGES_LOOKED_AT; page += 1) {
        while (this.list.state === 'loading') await new Promise(requestAnimationFrame);
        if (this.list.state === 'failed') return; // which the page says
        await this.$nextTick();
        const card = [...this.$el.querySelectorAll('[data-item]')].find(({ dataset }) => dataset.item === id);
        if (card) return card.querySelector('button').focus();
        if (this.list.next === null) return shown.say?.('It is not in the trash any more.');
        await this.list.more();
      }
    },
    // something was restored: the rest stays where it is
    async gone({ id }) {
      const at = this.list.items.findIndex((item) => item.id === id);
      this.list.items = this.list.items.filter((item) => item.id !== id);
      this.list.total -= 1;
      await this.$nextTick();
      const buttons = this.$el.querySelectorAll('[role=listitem] button');
      (buttons[Math.min(at, buttons.length - 1)] ?? this.$refs.title).focus({ preventScroll: true });
    },
    title: (item) => (item.kind === 'board' ? item.board_name : item.prompt || 'Picture without a prompt'),
    restore(item) {
      if (item.kind === 'board') this.$emit('restore_board', { id: item.id });
      else this.$emit('restore_tile', { id: item.id, board: item.board });
    },
  },
};
