// One connection to the room for the whole page: it keeps what came over it, and tells those who
// draw at the pace at which the screen is drawn.

const FIRST_WAIT = 500;
const LONGEST_WAIT = 10000;

class Live {
  constructor() {
    this.connected = false;
    this.setup = this.frame = this.history = this.timeline = this.room = this.story = null;
    this.next = this.latest = null;
    this.counters = { connections: 0, framesReceived: 0, framesDrawn: 0 };
    this.messageListeners = new Set();
    this.watchers = new Set();
    this.animations = new Set();
    this.wait = FIRST_WAIT;
    this.tick = this.tick.bind(this);
  }

  state() {
    const { connected, setup, frame, history, timeline, room, story } = this;
    return { connected, setup, frame, history, timeline, room, story };
  }

  connect() {
    const root = (window.solara && window.solara.rootPath) || '';
    const scheme = location.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(`${scheme}//${location.host}${root}/live`);
    socket.onopen = () => {
      this.counters.connections += 1;
      this.wait = FIRST_WAIT;
      this.setConnected(true);
    };
    socket.onmessage = (event) => this.receive(JSON.parse(event.data));
    socket.onclose = () => {
      this.setConnected(false);
      setTimeout(() => this.connect(), this.wait);
      this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    };
  }

  setConnected(connected) {
    if (connected === this.connected) return;
    this.connected = connected;
    this.changed({ kind: 'connection' });
  }

  receive(message) {
    const before = this.frame;
    if (message.kind === 'setup') this.next = message;
    else if (message.kind === 'frame') {
      this.counters.framesReceived += 1;
      this.latest = message;
    } else if (['timeline', 'room', 'story'].includes(message.kind)) this[message.kind] = message;
    else return;
    if (message.kind === 'setup' || message.kind === 'frame') this.adopt();
    this.changed(message, before);
  }

  // A setup and a frame are shown only together, whichever comes first: numbers of another epoch,
  // or of other arms, mean something else.
  adopt() {
    const isOf = (setup) => setup && this.latest && setup.epoch === this.latest.epoch
      && setup.arms.map(({ name }) => name).join() === this.latest.arms.map(({ name }) => name).join();
    if (isOf(this.next)) {
      this.setup = this.next;
      this.history = this.next.history;
      this.next = null;
    } else if (!isOf(this.setup)) return;
    this.frame = this.latest;
    const { weeks, arms } = this.history;
    if (this.frame.week < 0 || (weeks.length && weeks[weeks.length - 1] >= this.frame.week)) return;
    weeks.push(this.frame.week);
    for (const arm of this.frame.arms) {
      this.setup.outcomes.forEach(({ name }, index) => arms[arm.name][name].push(arm.values[index]));
    }
  }

  changed(message, before) {
    for (const listener of this.messageListeners) listener(message, before);
    for (const watcher of this.watchers) watcher.stale = true;
    this.requestTick();
  }

  // Call back for each message as it comes, with the frame before it: for what must miss nothing.
  onMessage(listener) {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }

  // Call back after changes, at most so often a second, when the screen is drawn.
  watch(callback, { perSecond }) {
    const watcher = { callback, gap: 1000 / perSecond, last: -Infinity, stale: false };
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  // Call back each time the screen is drawn, for as long as the callback returns true.
  animate(callback) {
    this.animations.add(callback);
    this.requestTick();
  }

  still(callback) { this.animations.delete(callback); }

  requestTick() {
    if (!this.requested) this.requested = requestAnimationFrame(this.tick);
  }

  tick(time) {
    this.requested = 0;
    let drawn = false;
    for (const watcher of this.watchers) {
      if (!watcher.stale || time - watcher.last < watcher.gap) continue;
      watcher.stale = false;
      watcher.last = time;
      watcher.callback();
      drawn = true;
    }
    for (const animation of this.animations) {
      drawn = true;
      if (!animation(time)) this.animations.delete(animation);
    }
    if (drawn) this.counters.framesDrawn += 1;
    if (this.animations.size || [...this.watchers].some((watcher) => watcher.stale)) this.requestTick();
  }
}

export const live = new Live();
window.joinup = { live, counters: live.counters };
