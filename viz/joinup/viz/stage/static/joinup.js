// What every component of the page imports: the room's state, how things look, and words.
import { announceChanges } from './announce.js';
import { live } from './live.js';
import { look, onLook } from './look.js';
import { panel } from './panel.js';

export { Charts } from './charts.js';
export { live } from './live.js';
export * as words from './words.js';

const home = new URL('.', import.meta.url);

function addStyle() {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL('joinup.css', home).href;
  document.head.append(link);
  return new Promise((resolve) => { link.onload = link.onerror = resolve; });
}

window.Vue.component('joinup-panel', panel);
const styled = addStyle();
announceChanges(live);
live.connect();

// Keep `component.now` (what the room shows) and `component.look` up to date until it goes away.
// What it is given is frozen, so Vue does not walk through thousands of numbers.
export async function follow(component, { perSecond = 4 } = {}) {
  await styled;
  const show = () => { component.now = Object.freeze(live.state()); };
  const dress = () => { component.look = look(); };
  const stops = [live.watch(show, { perSecond }), onLook(component, dress)];
  component.$once('hook:beforeDestroy', () => stops.forEach((stop) => stop()));
  dress();
  show();
}
