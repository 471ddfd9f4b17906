// Events and decisions along the weeks: where their marks stand, the years, and the table.
import * as words from './words.js';

// In type sizes, about how wide a letter is and how long a mark gets; one that would lie on another
// goes a lane down.
const LETTER = 0.53;
const LONGEST = 28;
const APART = 0.4;

// Marks on a line so many type sizes long.
export function marks({ setup, timeline }, length) {
  const { weeks, start } = setup.scenario;
  const ends = [];
  return ordered(timeline).map((entry, index) => {
    const width = Math.min(LONGEST, 1.8 + LETTER * entry.title.length);
    const left = Math.max(0, Math.min((length * entry.week) / weeks, length - width));
    let lane = ends.findIndex((end) => end <= left);
    if (lane < 0) lane = ends.length;
    ends[lane] = left + width;
    const decided = entry.who !== 'scenario';
    return {
      ...entry, decided, lane, left, key: `${index} ${entry.week} ${entry.title}`,
      label: `Week ${entry.week}, ${words.dayOfWeek(start, entry.week)}: ${entry.title}${decided ? `, decided by ${entry.who}` : ''}`,
    };
  });
}

const ordered = (timeline) => [...(timeline ? timeline.entries : [])].sort((one, other) => one.week - other.week);

// Years under a line so many type sizes long; one that would lie on the one before is left out.
export function ticks({ setup }, length) {
  const { weeks, start } = setup.scenario;
  const years = Math.max(1, Math.floor(weeks / 52));
  const step = 52 * Math.ceil(years / 8);
  const found = [];
  let end = 0;
  for (let week = 0; week <= weeks; week += step) {
    const text = week ? `week ${week}` : `week 0, ${words.monthOfWeek(start, 0)}`;
    const [at, width] = [(length * week) / weeks, LETTER * text.length];
    const begins = Math.max(0, Math.min(at - width / 2, length - width));
    if (begins >= end) {
      found.push({ week, left: (100 * week) / weeks, last: begins < at - width / 2, text });
      end = begins + width + APART;
    }
  }
  return found;
}

export function present({ setup, frame }) {
  const { weeks, start } = setup.scenario;
  if (frame.week < 0) return `Before week 0, ${words.dayOfWeek(start, 0)}`;
  return `Week ${frame.week} of ${weeks}, ${words.dateOf(frame.date)}${frame.over ? ', over' : ''}`;
}

export function table({ setup, timeline }) {
  return {
    caption: 'Events of the scenario and what was decided in the room',
    columns: ['Week', 'Date', 'What', 'By'],
    rows: ordered(timeline).map((entry) => [
      String(entry.week), words.dayOfWeek(setup.scenario.start, entry.week), entry.title, entry.who,
    ]),
  };
}
