// What is in the network's card, tables and sentences: the frame's numbers in words.
import * as words from './words.js';
import { standingOf } from './places.js';

const MEASURES = [
  ['slots', 'Places at once', (value) => words.count(value)],
  ['in_service', 'In service', (value) => words.count(value)],
  ['waiting', 'Waiting', (value) => words.count(value)],
  ['wait', 'Expected wait', (value) => words.quantity(value, 'weeks')],
  ['effort', 'Joint effort', (value) => words.figure(value, 'share')],
  ['routine', 'Routine of working together', (value) => words.figure(value, 'share')],
  ['trust', 'Trust in partners', (value) => words.figure(value, 'share')],
  ['complaints', 'Pressure of complaints', (value) => words.quantity(value, 'per 100 people')],
];

// What the card of an agency shows: name, words and, for shares, how full its bar is.
export function cardOf({ nodes }, node) {
  return MEASURES.map(([name, title, format]) => {
    const isShare = ['effort', 'routine', 'trust'].includes(name);
    return { name, title, text: format(nodes[name][node]), share: isShare ? nodes[name][node] : null };
  });
}

export function agencyTable({ setup, frame }, place) {
  const first = place * setup.agencies.length;
  return {
    caption: `${setup.places[place].title}: its agencies ${after(frame)}`,
    columns: ['Agency', ...MEASURES.map(([, title]) => title), 'Member of the partnership'],
    rows: setup.agencies.map((agency, index) => [
      agency.title, ...cardOf(frame, first + index).map(({ text }) => text), frame.nodes.member[first + index] ? 'yes' : 'no',
    ]),
  };
}

export function placesTable({ setup, frame }) {
  const { unmet, unmet_twin: twin, joint } = frame.places;
  return {
    caption: `People in need and not in service by place ${after(frame)}`,
    columns: ['Place', 'This run', 'As the scenario has it', 'Difference', 'Joint intensity'],
    rows: setup.places.map(({ title }, place) => [
      title, words.count(unmet[place]), words.count(twin[place]), difference(frame.places, place), words.figure(joint[place], '0-1'),
    ]),
  };
}

export function aboutPlace({ setup, frame }, place) {
  const unmet = words.several(Math.round(frame.places.unmet[place]), 'person', 'people');
  return `${setup.places[place].title}: ${unmet} in unmet need, ${difference(frame.places, place)} as the scenario has it`;
}

function difference(places, place) {
  const { words: said } = words.difference(places.unmet[place], places.unmet_twin[place], { unit: 'people' });
  return said;
}

const after = (frame) => (frame.week < 0 ? 'before the first week' : `after week ${frame.week}`);

export function aboutTown({ setup, frame }, place) {
  const first = place * setup.agencies.length;
  const sum = (name) => setup.agencies.reduce((total, _, index) => total + frame.nodes[name][first + index], 0);
  return `Network of ${words.several(setup.agencies.length, 'agency', 'agencies')} in ${setup.places[place].title} ${after(frame)}: `
    + `${words.count(sum('in_service'))} people in service, ${words.count(sum('waiting'))} waiting; `
    + `joint intensity ${words.figure(frame.places.joint[place], '0-1')} of 1.`;
}

export function aboutPlaces({ setup, frame }) {
  const number = { fewer: 0, more: 0, same: 0 };
  setup.places.forEach((_, place) => { number[standingOf(frame.places, place)] += 1; });
  return `${words.several(setup.places.length, 'place')} ${after(frame)}: beside the scenario as it was written, `
    + `unmet need is lower in ${number.fewer}, higher in ${number.more} and the same in ${number.same}.`;
}
