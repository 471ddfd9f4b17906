// What is in the network's card, tables and sentences: the frame's numbers in words.
import * as words from './words.js';
import { standingOf } from './localities.js';

const MEASURES = [
  ['places', 'Places', (value) => words.count(value)],
  ['in_service', 'In service', (value) => words.count(value)],
  ['waiting', 'Waiting', (value) => words.count(value)],
  ['wait', 'Expected wait', (value) => words.quantity(value, 'weeks')],
  ['effort', 'Joint effort', (value) => words.figure(value, 'share')],
  ['routine', 'Routine of joint working', (value) => words.figure(value, 'share')],
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

export function agencyTable({ setup, frame }, locality) {
  const first = locality * setup.agencies.length;
  return {
    caption: `${setup.localities[locality].title}: its agencies ${after(frame)}`,
    columns: ['Agency', ...MEASURES.map(([, title]) => title), 'Member of the partnership'],
    rows: setup.agencies.map((agency, index) => [
      agency.title, ...cardOf(frame, first + index).map(({ text }) => text), frame.nodes.member[first + index] ? 'yes' : 'no',
    ]),
  };
}

export function localitiesTable({ setup, frame }) {
  const { unmet, unmet_counterfactual: counterfactual, joint } = frame.localities;
  return {
    caption: `People in need and not in service by locality ${after(frame)}`,
    columns: ['Locality', 'This run', 'Scenario as written', 'Difference', 'Joint intensity'],
    rows: setup.localities.map(({ title }, locality) => [
      title, words.count(unmet[locality]), words.count(counterfactual[locality]), words.size(difference(frame.localities, locality)), words.figure(joint[locality], '0-1'),
    ]),
  };
}

export function aboutLocality({ setup, frame }, locality) {
  const unmet = words.several(Math.round(frame.localities.unmet[locality]), 'person', 'people');
  return `${setup.localities[locality].title}: ${unmet} in unmet need, ${words.comparison(difference(frame.localities, locality))}`;
}

function difference(localities, locality) {
  return words.difference(localities.unmet[locality], localities.unmet_counterfactual[locality], { unit: 'people' });
}

const after = (frame) => (frame.week < 0 ? 'before the first week' : `after week ${frame.week}`);

export function aboutTown({ setup, frame }, locality) {
  const first = locality * setup.agencies.length;
  const sum = (name) => setup.agencies.reduce((total, _, index) => total + frame.nodes[name][first + index], 0);
  return `Network of ${words.several(setup.agencies.length, 'agency', 'agencies')} in ${setup.localities[locality].title} ${after(frame)}: `
    + `${words.count(sum('in_service'))} people in service, ${words.count(sum('waiting'))} waiting; `
    + `joint intensity ${words.figure(frame.localities.joint[locality], '0-1')} of 1.`;
}

export function aboutLocalities({ setup, frame }) {
  const number = { fewer: 0, more: 0, same: 0 };
  setup.localities.forEach((_, locality) => { number[standingOf(frame.localities, locality)] += 1; });
  return `${words.several(setup.localities.length, 'locality', 'localities')} ${after(frame)}: compared with the scenario as written, `
    + `unmet need is lower in ${number.fewer}, higher in ${number.more} and the same in ${number.same}.`;
}
