// The page for phones. It shows what comes over one socket, sends one message after the other, and
// comes back by itself with all that was typed.

const FIRST_WAIT = 500, LONGEST_WAIT = 8000, ANSWER_WITHIN = 8000;
const byId = (id) => document.getElementById(id);
const number = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

// What outlives a reload of the page: pin, name, seat, drafts (by seat, then by choice).
const kept = { ...read('joinup') };
function read(key) { try { return JSON.parse(sessionStorage.getItem(key)) || {}; } catch { return {}; } }
function keep(change) {
  Object.assign(kept, change);
  try { sessionStorage.setItem('joinup', JSON.stringify(kept)); } catch { /* A private window: kept until it closes. */ }
}

let me = null;            // the latest welcome
let state = null;         // the latest state of the session
let watchOnly = false;    // whether somebody without a seat wants none
let shared = true;
let deadline = null;
let socket = null, wait = FIRST_WAIT, retry = null, slow = null;
const outbox = [];        // the first one was sent and is not answered yet

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
function text(id, words) { const at = byId(id); if (at.textContent !== words) at.textContent = words; }
function show(id, yes) { byId(id).hidden = !yes; }

let fading = null;
function say(words, isRefusal = false) {
  clearTimeout(fading);
  byId('said').replaceChildren(make('p', { className: isRefusal ? 'refused' : '' }, words));
  fading = setTimeout(() => byId('said').replaceChildren(), isRefusal ? 9000 : 4000);
}

// ---- coming in, and back

const wantsPage = () => location.hash === '#watch';
const pinOfLink = () => (/pin=(\d{6})/.exec(location.hash) || [])[1];

async function connect() {
  clearTimeout(retry);
  if (socket) return;
  try {
    const answer = await fetch('/enter', { cache: 'no-store' });
    const who = await answer.json();
    shared = who.shared;
    if (wantsPage() && who.role) return location.replace('/');
    if (!who.inside && (kept.pin || !shared) && kept.name && !wantsPage()) {
      if (await enter(kept.pin || '', true)) return open();
    }
    if (!who.inside) return askToEnter(kept.name ? 'The session was restarted: join again.' : '');
    open();
  } catch { later(); }
}

function later() {
  connection('No connection to the session. Reconnecting …');
  clearTimeout(retry);
  retry = setTimeout(connect, wait);
  wait = Math.min(2 * wait, LONGEST_WAIT);
}

function connection(words) { text('connection', words); show('connection', words); }

function askToEnter(why) {
  connection('');
  if (!socket) me = null;
  text('when', 'Join to take part');
  text('enter-title', wantsPage() ? 'Watch the session' : 'Take part');
  show('pin-part', shared);
  show('name-part', !wantsPage());
  byId('pin').required = shared;
  byId('name').required = !wantsPage();
  byId('pin').value ||= pinOfLink() || '';
  byId('name').value ||= kept.name || '';
  const other = byId('other-way');
  other.textContent = wantsPage() ? 'Take part with this device instead' : 'Watch only on this device, on the large page';
  other.hidden = false;
  draw();
  if (why) say(why, true);
}

async function enter(pin, quietly = false) {
  const body = JSON.stringify({ pin, as: wantsPage() ? 'viewer' : 'seat' });
  const answer = await fetch('/enter', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  if (answer.ok) { keep({ pin }); return true; }
  const { problems } = await answer.json().catch(() => ({ problems: [] }));
  if (!quietly) say(problems.join(' ') || 'Entry was refused.', true);
  return false;
}

function open() {
  const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
  const opened = socket = new WebSocket(`${scheme}//${location.host}/seat`);
  opened.onopen = () => { wait = FIRST_WAIT; connection(''); };
  opened.onmessage = (event) => { if (socket === opened) receive(JSON.parse(event.data)); };
  opened.onclose = () => { if (socket === opened) drop(); };
}

function drop() {
  const dropped = socket;
  socket = null;
  clearTimeout(slow);
  me = me && { ...me, isStale: true };
  if (dropped) { dropped.onclose = null; dropped.close(); }
  later();
}

addEventListener('offline', drop);
addEventListener('online', () => { wait = FIRST_WAIT; connect(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden && !socket) { wait = FIRST_WAIT; connect(); } });
addEventListener('hashchange', () => location.reload());

// ---- what is sent: one message after the other, again if the connection was lost

function send(message) { outbox.push(message); if (outbox.length === 1) sendFirst(); }

function sendFirst() {
  clearTimeout(slow);
  if (!outbox.length || !me || me.isStale || !socket || socket.readyState !== WebSocket.OPEN) return;
  socket.send(JSON.stringify(outbox[0]));
  slow = setTimeout(() => { say('No answer. Trying again …', true); drop(); }, ANSWER_WITHIN);
}

function answered() { clearTimeout(slow); const message = outbox.shift(); sendFirst(); return message || {}; }

// ---- what comes

function receive(message) {
  if (message.kind === 'welcome') welcome(message);
  else if (message.kind === 'phone') { state = message; takeRound(); }
  else if (message.kind === 'accepted') { answered(); say(message.text || 'Done.'); }
  else if (message.kind === 'refused') refused(message.problems);
  draw();
}

function welcome(message) {
  const isBack = !me || me.isStale;
  const had = me && me.seat;
  me = message;
  if (isBack) {
    // A server that does not know the name was started again: say it once more, and take the seat again.
    if (!message.name && kept.name) {
      const again = [{ do: 'name', name: kept.name }];
      if (kept.seat) again.push({ do: 'take_seat', seat: kept.seat });
      outbox.unshift(...again);
    } else keep({ seat: message.seat });
    return sendFirst();
  }
  if (had && !message.seat && (outbox[0] || {}).do !== 'leave_seat') say('Your seat was freed by the facilitator.', true);
  if (message.name) keep({ seat: message.seat });
}

function refused(problems) {
  const message = answered();
  if (message.do === 'name') { keep({ name: '' }); askToEnter(''); }
  if (message.do === 'take_seat') keep({ seat: null });
  say(`Not done: ${problems.join(' ')}`, true);
}

function takeRound() {
  const before = deadline, round = state.round;
  deadline = round ? performance.now() + 1000 * round.seconds_left : null;
  const seat = mySeat();
  if (round && before === null && seat && !seat.submitted) say(`Decide now: ${Math.round(round.seconds_left)} seconds.`);
  if (seat && kept.quarter !== quarter()) {
    // What was decided for a quarter holds until it begins; then the sliders show it as the present value.
    if (kept.decided) keep({ drafts: {}, decided: false });
    keep({ quarter: quarter() });
  }
}

const quarter = () => (state.round ? state.round.quarter : Math.floor((state.week + 1) / 13) + 1);
const mySeat = () => me && state && state.seats.find((seat) => seat.name === me.seat);

// ---- what is shown

function draw() {
  const inside = Boolean(me && (me.name || outbox.length || kept.name)), seat = mySeat();
  if (state) {
    text('title', state.scenario);
    if (inside) text('when', `${day.format(new Date(state.date))} · week ${state.week + 1} · ${state.round ? 'deciding' : state.playing ? 'playing' : 'paused'}`);
  }
  show('enter', !inside && !(me === null && byId('other-way').hidden));
  const choosing = inside && state && !seat && !watchOnly;
  show('choose', choosing);
  show('seat', inside && seat);
  show('watching', inside && state && !choosing);
  show('leaving', inside && state);
  show('other-seat', inside && state && !seat && watchOnly);
  show('leave-seat', Boolean(seat));
  byId('leave-seat').disabled = state && state.locked;
  if (!inside || !state) return show('ask', false);
  drawQuestion();
  if (choosing) drawSeats();
  if (seat) drawSeat(seat);
  byId('headline').replaceChildren(...state.headline.map((line) => make('tr', {},
    make('th', { scope: 'row' }, capital(line.title) + (/^share/.test(line.unit) ? '' : `, ${line.unit}`)), make('td', {}, inTable(line, line.run)), make('td', {}, inTable(line, line.counterfactual)))));
  drawCountdown();
}

const shown = (value) => (value === null || value === undefined ? '–' : number.format(value));

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

function inUnit({ unit }, value) {
  return /^share/.test(unit) ? `${number.format(100 * value)}%` : `${number.format(value)} ${unit}`.trim();
}

function inTable({ unit }, value) {
  return value === null || value === undefined ? '–' : /^share/.test(unit) ? inUnit({ unit }, value) : number.format(value);
}

let drawnSeats = '';
function drawSeats() {
  const now = JSON.stringify([state.locked, state.seats.map((seat) => [seat.name, seat.title, seat.who])]);
  if (now === drawnSeats) return;
  drawnSeats = now;
  text('choose-help', state.locked ? 'The facilitator has locked the seats.'
    : 'You decide for an agency in every locality, or for the funder, before each quarter.');
  byId('seats').replaceChildren(...state.seats.map((seat) => make('li', {}, make('button', {
    type: 'button', disabled: Boolean(seat.who) || state.locked, onclick: () => { keep({ seat: seat.name }); send({ do: 'take_seat', seat: seat.name }); },
  }, seat.title, make('small', {}, seat.who ? `taken by ${seat.who}` : seat.kind === 'funder' ? 'free: decides about money' : 'free')))));
}

let drawnChoices = '', touching = false;
function drawSeat(seat) {
  text('seat-title', seat.title);
  const list = byId('objectives-list');
  if (list.textContent !== seat.objectives.join('')) list.replaceChildren(...seat.objectives.map((words) => make('li', {}, words)));
  show('objectives', seat.objectives.length);
  drawCard(seat.card);
  const now = JSON.stringify([seat.name, seat.choices.map((choice) => [choice.name, choice.title, choice.low, choice.high])]);
  if (now !== drawnChoices) {
    drawnChoices = now;
    byId('choices').replaceChildren(...seat.choices.map((choice, at) => slider(seat, choice, at)));
  }
  seat.choices.forEach((choice, at) => setSlider(seat, choice, at));
  text('submit', seat.submitted ? 'Change the decision' : 'Submit for next quarter');
}

function drawCard(card) {
  show('load', card && card.places);
  show('card', card);
  show('card-title', card);
  if (!card) return;
  if (card.places) {
    const share = Math.min(1, card.in_service / card.places);
    byId('load-bar').style.width = `${100 * share}%`;
    byId('load-bar').className = share > 0.95 ? 'full' : '';
    text('load-text', `${shown(card.in_service)} of ${shown(card.places)} places in use, ${shown(card.waiting)} waiting`);
  }
  const lines = [
    ['Wait', card.wait, 'weeks'], ['Spending', card.spending, ''], ['Trust in partners', card.trust, 'share'],
    ['Complaints', card.complaints, ''], ['Target', card.target, ''], ['Reported', card.reported, ''],
    ['Joint effort now', card.effort, 'share'],
  ].filter((line) => line[1] !== null && line[1] !== undefined);
  byId('card').replaceChildren(...lines.flatMap(([title, value, unit]) => [
    make('dt', {}, title), make('dd', {}, unit === 'share' ? `${shown(100 * value)}%` : `${shown(value)} ${unit}`.trim())]));
}

const drafts = (seat) => (kept.drafts || {})[seat.name] || {};
function draft(seat, name, value) {
  keep({ decided: false, drafts: { ...kept.drafts, [seat.name]: { ...drafts(seat), [name]: value } } });
}

function slider(seat, choice, at) {
  const id = `choice-${at}`;
  const input = make('input', { id, type: 'range', min: choice.low, max: choice.high, step: stepOf(choice) });
  input.oninput = () => { draft(seat, choice.name, Number(input.value)); showValue(seat, choice, at); };
  input.onpointerdown = () => { touching = true; };
  input.onpointerup = input.onpointercancel = () => { touching = false; };
  return make('div', { className: 'choice' },
    make('label', { htmlFor: id }, capital(choice.title), make('output', { htmlFor: id })), input);
}

// A hundred steps; whole numbers where the range is long.
const stepOf = ({ low, high }) => (high - low > 50 && Number.isInteger(low) && Number.isInteger(high) ? Math.max(1, Math.round((high - low) / 100)) : (high - low) / 100);

function setSlider(seat, choice, at) {
  const input = byId(`choice-${at}`), drafted = drafts(seat)[choice.name];
  if (!touching && document.activeElement !== input) input.value = drafted ?? choice.value;
  showValue(seat, choice, at);
}

function showValue(seat, choice, at) {
  const input = byId(`choice-${at}`), row = input.parentElement, drafted = drafts(seat)[choice.name];
  const words = inUnit(choice, drafted ?? choice.value);
  row.classList.toggle('changed', drafted !== undefined);
  row.querySelector('output').textContent = drafted === undefined ? words : `${words} (now ${inUnit(choice, choice.value)})`;
  input.setAttribute('aria-valuetext', words);
}

let chosen = null;
function drawQuestion() {
  const question = state.question;
  show('ask', question);
  if (!question) { chosen = null; return; }
  if (chosen && chosen.text !== question.text) chosen = null;
  text('ask-text', question.text);
  const box = byId('ask-options');
  if (box.dataset.of !== JSON.stringify(question.options)) {
    box.dataset.of = JSON.stringify(question.options);
    box.replaceChildren(...question.options.map((option) => make('button', {
      type: 'button', onclick: () => { chosen = { text: question.text, option }; send({ do: 'vote', choice: option }); draw(); },
    }, make('span', {}, option))));
  }
  question.options.forEach((option, at) => {
    const button = box.children[at], count = question.counts && question.counts[at];
    button.disabled = !question.open;
    button.setAttribute('aria-pressed', chosen !== null && chosen.option === option);
    button.firstChild.textContent = option + (question.counts ? `: ${count}` : '') + (question.truth === option ? ' (actual)' : '');
  });
  text('ask-said', question.open
    ? `Answers: ${question.votes}.${chosen ? ' You may change yours.' : ''}`
    : question.truth ? `Voting has closed. Actual outcome: ${question.truth}.` : 'Voting has closed.');
}

function drawCountdown() {
  const seat = mySeat();
  if (!seat) return;
  const left = deadline === null ? null : Math.max(0, Math.ceil((deadline - performance.now()) / 1000));
  byId('countdown').classList.toggle('late', left !== null && left <= 10 && !seat.submitted);
  text('countdown', left === null
    ? (seat.submitted ? 'Submitted; applies from next quarter.' : '')
    : seat.submitted ? `Submitted. Others have ${left} s` : left ? `${left} s left` : 'Time is up: your agency\'s own rule decides.');
}
setInterval(() => { if (deadline !== null) drawCountdown(); }, 250);

// ---- what people press

byId('enter-form').onsubmit = async (event) => {
  event.preventDefault();
  const name = byId('name').value.trim();
  if (!wantsPage() && !name) return say('Give your name.', true);
  byId('come-in').disabled = true;
  try {
    if (!(await enter(byId('pin').value))) return;
    if (wantsPage()) return location.replace('/');
    keep({ name });
    if (me) send({ do: 'name', name }); else if (!socket) open();
  } catch { later(); } finally { byId('come-in').disabled = false; }
};
byId('other-way').onclick = (event) => { event.preventDefault(); location.hash = wantsPage() ? '' : 'watch'; };
byId('watch').onclick = () => { watchOnly = true; draw(); };
byId('other-seat').onclick = () => { watchOnly = false; draw(); };
byId('leave-seat').onclick = () => { keep({ seat: null, drafts: {} }); send({ do: 'leave_seat' }); };
byId('leave').onclick = () => { keep({ name: '', seat: null, drafts: {} }); send({ do: 'leave' }); };
byId('decide').onsubmit = (event) => {
  event.preventDefault();
  const seat = mySeat(), message = { do: 'submit' };
  for (const choice of seat.choices) {
    const value = drafts(seat)[choice.name] ?? choice.value;
    if (choice.name === 'effort') message.effort = value;
    else if (choice.name.startsWith('accommodation:')) (message.accommodation ||= {})[choice.name.slice(14)] = value;
    else if (drafts(seat)[choice.name] !== undefined) (message.set ||= {})[choice.path || choice.name] = value;
  }
  keep({ decided: true });
  byId('objectives').open = false;
  send(message);
};

connect();
