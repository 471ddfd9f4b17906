// The scorecard of the seven risks in numbers, words and symbols.
import * as words from './words.js';

const UNRATED = 'not rated';
const WORDS = ['good', 'between', 'bad', UNRATED, words.UNKNOWN];
const SYMBOLS = { good: '✔', between: '●', bad: '✖', [UNRATED]: '○', [words.UNKNOWN]: '?' };
const STYLES = { good: 'joinup-good', between: 'joinup-between', bad: 'joinup-bad', better: 'joinup-good', worse: 'joinup-bad' };
const CHANGES = ['better', 'worse', 'different', 'same'];
const CHANGE_SYMBOLS = { better: '▲', worse: '▼', different: '≠', same: '=' };
const styleOf = (word) => STYLES[word] || 'joinup-soft';

function tally(all, found, symbols) {
  return all.map((word) => ({ word, number: found.filter((one) => one === word).length, symbol: symbols[word], style: styleOf(word) }))
    .filter(({ number }) => number > 0);
}

// What a change is in words: its direction and size beside the twin, and whether it is for the better.
function change(value, twin, word, measure) {
  if (word === words.UNKNOWN) return words.UNKNOWN;
  const found = words.difference(value, twin, { ...measure, better: null });
  if (word === 'same') return '= the same';
  const size = words.size(found);
  if (size === 'the same') return `slightly ${word}`;
  return word === 'different' ? `${found.arrow} ${size}` : `${found.arrow} ${size}, ${word}`;
}

export function risks({ setup, frame }) {
  const { scores } = frame;
  let at = 0;
  return setup.risks.map(({ risk, title, measures }) => {
    const first = at;
    at += measures.length;
    const judged = scores.words.map((word) => (word === 'no limit' ? UNRATED : word));
    const mine = (list) => measures.map((_, index) => list[first + index]);
    return {
      name: risk,
      title: words.capital(title),
      tally: tally(WORDS, mine(judged), SYMBOLS),
      changes: tally(CHANGES, mine(scores.changes), CHANGE_SYMBOLS),
      measures: measures.map((measure, index) => {
        const [word, changed] = [judged[first + index], scores.changes[first + index]];
        return {
          key: `${measure.name} ${measure.part}`,
          title: words.capital(measure.title) + (measure.part ? `: ${measure.part.replaceAll('_', ' ')}` : ''),
          text: words.quantity(scores.run[first + index], measure.unit),
          word,
          symbol: SYMBOLS[word],
          style: styleOf(word),
          meaning: `good: ${measure.good}; bad: ${measure.bad}`,
          change: change(scores.run[first + index], scores.twin[first + index], changed, measure),
          changeStyle: styleOf(changed),
        };
      }),
    };
  });
}

export function caption({ frame }) {
  if (frame.scores.week < 0) return 'Nothing to measure yet: no week has been run.';
  return `Measured over the ${words.several(frame.scores.week + 1, 'week')} up to week ${frame.scores.week}; `
    + '▲ better and ▼ worse than in the scenario as written.';
}

export function table(found, said) {
  return {
    caption: said,
    columns: ['Measure', 'Risk', 'This run', 'Rating', 'Compared with the scenario as written'],
    rows: found.flatMap(({ name, title, measures }) => measures.map((measure) => [
      measure.title, `${name} ${title}`, measure.text, measure.word, measure.change,
    ])),
  };
}
