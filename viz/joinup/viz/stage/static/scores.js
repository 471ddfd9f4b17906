// The scorecard of the seven risks in numbers, words and symbols.
import * as words from './words.js';

const UNRATED = 'not rated';
const WORDS = ['good', 'between', 'bad', UNRATED, words.UNKNOWN];
const SYMBOLS = { good: '✔', between: '●', bad: '✖', [UNRATED]: '○', [words.UNKNOWN]: '?' };
const STYLES = { good: 'joinup-good', between: 'joinup-between', bad: 'joinup-bad' };
const VERDICTS = Object.keys(words.VERDICTS).filter((word) => word !== words.UNKNOWN);
const styleOf = (word) => STYLES[word] || 'joinup-soft';

function tally(all, found, look) {
  return all.map((word) => ({ word, number: found.filter((one) => one === word).length, ...look(word) }))
    .filter(({ number }) => number > 0);
}

// How this run differs from its counterfactual, and the verdict on that.
function compared(value, counterfactual, verdict, measure) {
  const found = words.difference(value, counterfactual, measure);
  return ['?', '='].includes(found.arrow) ? verdict : `${found.arrow} ${words.size(found)}, ${verdict}`;
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
      tally: tally(WORDS, mine(judged), (word) => ({ symbol: SYMBOLS[word], style: styleOf(word) })),
      verdicts: tally(VERDICTS, mine(scores.verdicts), (word) => words.VERDICTS[word]),
      measures: measures.map((measure, index) => {
        const [word, verdict] = [judged[first + index], scores.verdicts[first + index]];
        return {
          key: `${measure.name} ${measure.part}`,
          title: words.capital(measure.title) + (measure.part ? `: ${measure.part.replaceAll('_', ' ')}` : ''),
          text: words.quantity(scores.run[first + index], measure.unit),
          word,
          symbol: SYMBOLS[word],
          style: styleOf(word),
          meaning: `good: ${measure.good}; bad: ${measure.bad}`,
          compared: compared(scores.run[first + index], scores.counterfactual[first + index], verdict, measure),
          verdictStyle: words.VERDICTS[verdict].style,
        };
      }),
    };
  });
}

export function caption({ frame }) {
  if (frame.scores.week < 0) return 'Nothing to measure yet: no week has been run.';
  return `Measured over the ${words.several(frame.scores.week + 1, 'week')} up to week ${frame.scores.week}; `
    + (frame.scores.verdicts.includes(words.YET)
      ? 'one run beside the scenario as written cannot tell yet what is better or worse.'
      : '▲ better and ▼ worse than in the scenario as written.');
}

export function table(found, said) {
  return {
    caption: said,
    columns: ['Measure', 'Risk', 'This run', 'Rating', 'Compared with the scenario as written'],
    rows: found.flatMap(({ name, title, measures }) => measures.map((measure) => [
      measure.title, `${name} ${title}`, measure.text, measure.word, measure.compared,
    ])),
  };
}
