// One icon of the sprite. The page's head says where the sprite is, so that its address can carry a version.
import { h } from 'vue';

const sprite = () => document.querySelector('meta[name="imagegen-icons"]')?.content ?? '/static/icons.svg';
let address = null;

export function Icon({ name, size, fill }) {
  address ??= sprite();
  return h('svg', { class: ['ig-i', size && `ig-i-${size}`, fill && 'ig-i-fill'], 'aria-hidden': 'true' }, [
    h('use', { href: `${address}#i-${name}` }),
  ]);
}
Icon.props = { name: String, size: String, fill: Boolean };
