// This run and the counterfactual arms: numbers, words, table and lines over time.
import * as words from './words.js';

const MARKS = { run: '━━', as_written: '╌╌', none: '┈┈' };
const DASHES = { run: 'solid', as_written: 'dashed', none: 'dotted' };

// The colour and line of each arm; what-ifs are solid and thin, in colours of their own.
function styles({ setup }, colour) {
  let whatIfs = 0;
  return setup.arms.map(({ name }) => {
    if (name in MARKS) {
      return { colour: { run: colour.run, as_written: colour.counterfactual, none: colour.none }[name], mark: MARKS[name],
        dash: DASHES[name], width: name === 'run' ? 4 : 2.5 };
    }
    whatIfs += 1;
    return { colour: colour[`what-if-${whatIfs}`], mark: '──', dash: [10, 3, 2, 3], width: 2.5 };
  });
}

export function standing({ setup, frame }, outcome, look) {
  const { unit } = setup.outcomes[outcome];
  const drawn = styles({ setup }, look.colour);
  return setup.arms.map(({ name, title }, index) => ({
    name, title, colour: drawn[index].colour, mark: drawn[index].mark,
    text: words.figure(frame.arms[index].values[outcome], unit), unit: words.unitWords(unit),
  }));
}

function pair({ frame }, outcome) {
  return ['run', 'as_written'].map((name) => frame.arms.find((arm) => arm.name === name).values[outcome]);
}

export function verdict(now, outcome) {
  const found = words.difference(...pair(now, outcome), now.setup.outcomes[outcome]);
  const word = now.frame.verdicts[outcome];
  return { ...found, sentence: words.comparison(found), word, ...words.VERDICTS[word] };
}

export function about(now, outcome) {
  const { title, unit } = now.setup.outcomes[outcome];
  const [run, counterfactual] = pair(now, outcome);
  return `${words.capital(title)} over time, up to week ${now.frame.week}: ${words.quantity(run, unit)} in this run, `
    + `${words.quantity(counterfactual, unit)} in the scenario as written.`;
}

export function table({ setup, history }, outcome) {
  const { name, title, unit } = setup.outcomes[outcome];
  const last = history.weeks.length - 1;
  // Every quarter, and the present week.
  const shown = history.weeks.map((week, index) => [week, index]).filter(([week, index]) => week % 13 === 0 || index === last);
  return {
    caption: `${words.capital(title)}${unit ? ` (${unit.replace(/^share.*/, 'per cent')})` : ''}, every 13 weeks and now`,
    columns: ['Week', ...setup.arms.map((arm) => arm.title)],
    rows: shown.map(([week, index]) => [
      `${week} (${words.monthOfWeek(setup.scenario.start, week)})`,
      ...setup.arms.map((arm) => words.figure(history.arms[arm.name][name][index], unit)),
    ]),
  };
}

export function option({ setup, history, timeline }, outcome, { colour, size }) {
  const { name, unit } = setup.outcomes[outcome];
  const drawn = styles({ setup }, colour);
  const entries = (timeline ? timeline.entries : []).filter(({ arm }) => arm === null || arm === 'run');
  const axis = { fontSize: size, color: colour.soft, hideOverlap: true };
  const series = setup.arms.map((arm, index) => ({
    name: arm.title,
    type: 'line',
    showSymbol: false,
    z: arm.name === 'run' ? 5 : 3,
    lineStyle: { color: drawn[index].colour, width: drawn[index].width, type: drawn[index].dash },
    itemStyle: { color: drawn[index].colour },
    data: history.weeks.map((week, at) => [week, history.arms[arm.name][name][at]]),
  }));
  series.push(events(entries, { colour, size }));
  return {
    grid: { left: 8, right: 20, top: 1.3 * size, bottom: 1.3 * size, containLabel: true },
    xAxis: {
      type: 'value', min: 0, max: setup.scenario.weeks, interval: between(setup.scenario.weeks),
      axisLine: { lineStyle: { color: colour.soft } }, splitLine: { show: false },
      axisLabel: axis,
      name: 'week', nameLocation: 'middle', nameGap: 1.5 * size, nameTextStyle: { color: colour.soft, fontSize: size },
    },
    yAxis: {
      type: 'value', scale: true, splitNumber: 4, splitLine: { lineStyle: { color: colour.line, opacity: 0.6 } },
      axisLabel: { ...axis, formatter: (value) => words.figure(value, unit) },
    },
    tooltip: {
      trigger: 'axis',
      formatter: (points) => tooltip(points, unit, entries, setup.scenario.start),
    },
    series,
  };
}

// At most six spaces between the weeks that are named: half years, or whole years.
function between(weeks) {
  return weeks <= 156 ? 26 : 52 * Math.ceil(weeks / 52 / 6);
}

// Events stand above the lines as triangles; what was decided in the room as diamonds.
function events(entries, { colour, size }) {
  return {
    type: 'line',
    data: [],
    markLine: {
      silent: true,
      symbol: ['none', 'none'],
      lineStyle: { color: colour.soft, width: 1, type: [2, 4] },
      label: { color: colour.ink, fontSize: 0.8 * size, position: 'end', distance: 2 },
      data: entries.map(({ week, who }) => ({ xAxis: week, label: { formatter: who === 'scenario' ? '▲' : '◆' } })),
    },
  };
}

function tooltip(points, unit, entries, start) {
  const week = points[0].value[0];
  const near = entries.filter((entry) => Math.abs(entry.week - week) <= 2);
  return [
    `Week ${week} (${words.monthOfWeek(start, week)})`,
    ...points.map((point) => `${point.seriesName}: ${words.quantity(point.value[1], unit)}`),
    ...near.map((entry) => `▲ ${entry.title} (${entry.who})`),
  ].join('\n');
}
