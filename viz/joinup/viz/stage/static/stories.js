// One person's moves, week by week, in this run and in the scenario as written.
import * as words from './words.js';

export function rows({ story }) {
  if (!story || story.client === null) return [];
  const byWeek = new Map();
  for (const side of ['run', 'twin']) {
    for (const { week, text } of story[side]) {
      if (!byWeek.has(week)) byWeek.set(week, { week, run: [], twin: [] });
      byWeek.get(week)[side].push(text);
    }
  }
  return [...byWeek.values()].sort((one, other) => one.week - other.week)
    .map((row) => ({ ...row, differs: row.run.join('\n') !== row.twin.join('\n') }));
}

const titleOf = (list, name) => (list.find((one) => one.name === name) || { title: name }).title;

export function about({ setup, story }) {
  const [run, twin] = [story.state.run, story.state.twin].map((state) => titleOf(setup.steps, state).toLowerCase());
  const who = `Person ${words.count(story.client)} (${titleOf(setup.groups, story.group)})`;
  return run === twin ? `${who}. Now ${run} in both.` : `${who}. Now ${run}; in the scenario as written, ${twin}. The two differ.`;
}

export function table(now, found) {
  return {
    caption: found.length ? about(now) : 'Nobody is followed, or nothing has happened to them yet',
    columns: ['Week', 'This run', 'Scenario as written', 'Differs'],
    rows: found.map(({ week, run, twin, differs }) => [String(week), run.join('; ') || '–', twin.join('; ') || '–', differs ? 'yes' : '']),
  };
}
