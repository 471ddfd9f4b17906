// People on their way from one agency to another: dots that move along the week's hand-offs.

const MOST_A_WEEK = 240;
const MOST_AT_ONCE = 700;
const GOLDEN = 0.6180339887;

// Joint intensity from which a hand-off counts as warm: a worker knows whom they hand on to.
export const WARM = 0.3;

export class People {
  constructor() {
    this.moving = [];
    this.perDot = 1;
    this.started = 0;
    // Parts of a dot still owed by locality, so that over the weeks numbers come out right.
    this.owed = new Map();
  }

  clear() {
    this.moving.length = 0;
    this.owed.clear();
  }

  // Send the week's people off; `ends(edge)` gives the two points, or null if the edge is not shown.
  send(frame, localityOf, ends, now) {
    const { hand_offs: handOffs, joint } = frame.edges;
    const shown = handOffs.map((_, edge) => ends(edge));
    const total = handOffs.reduce((sum, number, edge) => (shown[edge] ? sum + number : sum), 0);
    this.perDot = roundUp(total / MOST_A_WEEK);
    const week = Math.min(1600, Math.max(700, 1300 / frame.speed));
    shown.forEach((points, edge) => {
      if (!points) return;
      const owed = this.owedBy(localityOf(edge));
      owed.dots += handOffs[edge] / this.perDot;
      for (; owed.dots >= 1; owed.dots -= 1) {
        if (this.moving.length >= MOST_AT_ONCE) continue;
        this.started += 1;
        owed.lost += frame.lost[localityOf(edge)] || 0;
        const falls = owed.lost >= 1;
        if (falls) owed.lost -= 1;
        const wait = ((this.started * GOLDEN) % 1) * week * 0.7;
        this.moving.push({ ...points, born: now + wait, life: week, warm: joint[edge] >= WARM, falls });
      }
    });
  }

  owedBy(locality) {
    if (!this.owed.has(locality)) this.owed.set(locality, { dots: 0.5, lost: 0.5 });
    return this.owed.get(locality);
  }

  draw(context, now, { size, colour }) {
    this.moving = this.moving.filter((person) => now - person.born < person.life);
    const paths = { warm: new Path2D(), cold: new Path2D(), lost: new Path2D() };
    for (const person of this.moving) {
      const part = (now - person.born) / person.life;
      if (part < 0) continue;
      // Those who get lost leave the way at its middle and fall.
      const along = person.falls ? Math.min(part, 0.5) : part;
      const x = person.from.x + (person.to.x - person.from.x) * along;
      let y = person.from.y + (person.to.y - person.from.y) * along;
      const falling = person.falls && part > 0.5;
      if (falling) y += (part - 0.5) ** 2 * 4 * person.drop;
      addMark(falling ? 'lost' : person.warm ? 'warm' : 'cold', paths, x, y, size);
    }
    context.fillStyle = colour.warm;
    context.fill(paths.warm);
    context.fillStyle = colour.cold;
    context.fill(paths.cold);
    context.strokeStyle = colour.bad;
    context.lineWidth = Math.max(1.2, size / 2.2);
    context.stroke(paths.lost);
    return this.moving.length > 0;
  }
}

// Circles are warm, diamonds cold, crosses lost.
function addMark(kind, paths, x, y, size) {
  const path = paths[kind];
  if (kind === 'warm') {
    path.moveTo(x + size, y);
    path.arc(x, y, size, 0, 2 * Math.PI);
  } else if (kind === 'cold') {
    path.moveTo(x, y - 1.25 * size);
    path.lineTo(x + 1.25 * size, y);
    path.lineTo(x, y + 1.25 * size);
    path.lineTo(x - 1.25 * size, y);
    path.closePath();
  } else {
    path.moveTo(x - size, y - size);
    path.lineTo(x + size, y + size);
    path.moveTo(x + size, y - size);
    path.lineTo(x - size, y + size);
  }
}

// 1, 2, 5, 10, 20, 50 …
function roundUp(number) {
  if (number <= 1) return 1;
  const ten = 10 ** Math.floor(Math.log10(number));
  return [1, 2, 5, 10].map((step) => step * ten).find((step) => step >= number);
}
