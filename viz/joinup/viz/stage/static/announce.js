// What is said to people who do not see the screen: pauses, events and the connection, nothing else.
import { capital, comparison, dateOf, difference } from './words.js';

function region() {
  const element = document.createElement('div');
  element.id = 'joinup-announcer';
  element.className = 'joinup-unseen';
  element.setAttribute('role', 'status');
  element.setAttribute('aria-live', 'polite');
  document.body.append(element);
  return element;
}

function banner() {
  const element = document.createElement('div');
  element.id = 'joinup-connection';
  element.className = 'joinup joinup-connection';
  element.hidden = true;
  element.textContent = '⚠ Connection lost. Trying again …';
  document.body.append(element);
  return element;
}

// One sentence that compares this run with the scenario as written.
export function standing({ setup, frame }) {
  const outcome = setup.outcomes[0];
  const [run, counterfactual] = ['run', 'as_written'].map((name) => frame.arms.find((arm) => arm.name === name));
  return `${capital(outcome.title)}: ${comparison(difference(run.values[0], counterfactual.values[0], outcome))}.`;
}

export function announceChanges(live) {
  const element = region();
  const lost = banner();
  let known = new Set();
  let lostOnce = false;
  const say = (text) => { element.textContent = text; };
  const key = (entry) => `${entry.week} ${entry.who} ${entry.title} ${entry.arm}`;

  live.onMessage((message, before) => {
    if (message.kind === 'connection') {
      lost.hidden = live.connected;
      if (!live.connected) say('Connection lost. Trying again.');
      else if (lostOnce) say('Connected again.');
      lostOnce = lostOnce || !live.connected;
    } else if (message.kind === 'timeline') {
      const entries = message.entries.filter((entry) => !known.has(key(entry)));
      const isFirst = !known.size;
      known = new Set(message.entries.map(key));
      const decided = entries.filter((entry) => entry.who !== 'scenario');
      if (!isFirst && decided.length) say(decided.map((e) => `Week ${e.week}: ${e.title}, by ${e.who}.`).join(' '));
    } else if (message.kind === 'frame' && before && live.frame === message) {
      const entries = (live.timeline ? live.timeline.entries : []).filter(
        (entry) => entry.who === 'scenario' && entry.week > before.week && entry.week <= message.week);
      if (entries.length) say(entries.map((entry) => `Week ${entry.week}: ${entry.title}.`).join(' '));
      if (before.playing && !message.playing) {
        const what = message.over ? 'The run is over' : 'Paused';
        say(`${what} after week ${message.week}, ${dateOf(message.date)}. ${standing(live)}`);
      }
    }
  });
}
