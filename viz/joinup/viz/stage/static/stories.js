// One person's moves, week by week, in this run and in the scenario as written.
import * as words from './words.js';

export function rows({ story }) {
  if (!story || story.client === null) return [];
  const byWeek = new Map();
  for (const side of ['run', 'counterfactual']) {
    for (const { week, text } of story[side]) {
      if (!byWeek.has(week)) byWeek.set(week, { week, run: [], counterfactual: [] });
      byWeek.get(week)[side].push(text);
    }
  }
  return [...byWeek.values()].sort((one, other) => one.week - other.week)
    .map((row) => ({ ...row, differs: row.run.join('\n') !== row.counterfactual.join('\n') }));
}

const titleOf = (list, name) => (list.find((one) => one.name === name) || { title: name }).title;

export function about({ setup, story }) {
  const [run, counterfactual] = [story.state.run, story.state.counterfactual].map((state) => titleOf(setup.steps, state).toLowerCase());
  const who = `Person ${words.count(story.client)} (${titleOf(setup.groups, story.group)})`;
  return run === counterfactual ? `${who}. Now ${run} in both.` : `${who}. Now ${run}; in the scenario as written, ${counterfactual}. The two differ.`;
}

export function table(now, found) {
  return {
    caption: found.length ? about(now) : 'Nobody is followed, or nothing has happened to them yet',
    columns: ['Week', 'This run', 'Scenario as written', 'Differs'],
    rows: found.map(({ week, run, counterfactual, differs }) => [String(week), run.join('; ') || '–', counterfactual.join('; ') || '–', differs ? 'yes' : '']),
  };
}
