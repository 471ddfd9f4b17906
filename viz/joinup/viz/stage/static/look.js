// How things look where a component stands: its colours, type size, theme and whether things move.
// The style sheet is the one source; canvas and charts read it from there.

const COLOURS = ['paper', 'ink', 'soft', 'line', 'raised', 'run', 'counterfactual', 'none', 'what-if-1', 'what-if-2',
  'what-if-3', 'good', 'between', 'bad', 'warm', 'cold'];
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');

export function look() {
  const probe = document.createElement('div');
  probe.className = 'joinup';
  (document.querySelector('.v-application') || document.body).append(probe);
  const style = getComputedStyle(probe);
  const read = (name) => style.getPropertyValue(`--joinup-${name}`).trim();
  const colour = Object.fromEntries(COLOURS.map((name) => [name, read(name)]));
  const kinds = read('kinds').split(',').map((text) => text.trim());
  const found = { colour, kinds, size: parseFloat(style.fontSize), font: style.fontFamily, still: stillness.matches };
  probe.remove();
  return Object.freeze(found);
}

// Call back when the theme, presenter mode or the wish for stillness changes.
export function onLook(component, callback) {
  const later = () => requestAnimationFrame(callback);
  const stop = component.$watch(() => component.$vuetify && component.$vuetify.theme.dark, later);
  const observer = new MutationObserver(later);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  stillness.addEventListener('change', later);
  return () => {
    stop();
    observer.disconnect();
    stillness.removeEventListener('change', later);
  };
}
