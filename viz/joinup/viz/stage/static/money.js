// What each payer paid in the last week, in this run and in the scenario as written.
import * as words from './words.js';

export const KINDS = ['Spending', 'Cost of unmet need', 'Incentives paid'];

const armNamed = (frame, name) => frame.arms.find((arm) => arm.name === name);

export function rows({ setup, frame }) {
  const [run, counterfactual] = [armNamed(frame, 'run').money, armNamed(frame, 'as_written').money];
  const largest = Math.max(1, ...run.flat().map(Math.abs), ...counterfactual.flat().map(Math.abs));
  const cells = (mine, other) => KINDS.map((name, kind) => ({
    name,
    text: words.pounds(mine[kind]),
    difference: difference(mine[kind], other[kind]),
    run: (100 * Math.abs(mine[kind])) / largest,
    counterfactual: (100 * Math.abs(other[kind])) / largest,
  }));
  const sum = (all) => KINDS.map((_, kind) => all.reduce((total, paid) => total + paid[kind], 0));
  return [
    ...setup.payers.map(({ name, title }, index) => ({ name, title, cells: cells(run[index], counterfactual[index]), isTotal: false })),
    { name: 'all', title: 'All payers', cells: cells(sum(run), sum(counterfactual)), isTotal: true },
  ];
}

function difference(value, other) {
  const found = words.difference(value, other, { unit: 'GBP' });
  return found.arrow === '=' ? '= the same' : `${found.arrow} ${words.size(found)}`;
}

export function caption({ frame }) {
  return frame.week < 0 ? 'No week has been run yet.'
    : `GBP in week ${frame.week}, and the difference from the scenario as written.`;
}

export function table({ setup, frame }, said) {
  const [run, counterfactual] = [armNamed(frame, 'run').money, armNamed(frame, 'as_written').money];
  return {
    caption: said,
    columns: ['Payer', ...KINDS.flatMap((kind) => [`${kind}, this run`, `${kind}, scenario as written`])],
    rows: setup.payers.map(({ title }, payer) => [
      title, ...KINDS.flatMap((_, kind) => [words.pounds(run[payer][kind]), words.pounds(counterfactual[payer][kind])]),
    ]),
  };
}
