// The picture of one locality: its agencies, how closely they work together, and people on their way.
import { around } from './layout.js';
import { between, disc, line } from './canvas.js';
import * as words from './words.js';

const FULL_TURN = 2 * Math.PI;
const TOP = -Math.PI / 2;

// In sizes of type: a row of words, the rows below an agency, and the longest of them.
const [ROW, ROWS, LONGEST] = [1.25, 4.4, 13];

export class Town {
  constructor() { this.largest = 1; }

  // Where the agencies of a locality stand; node is locality times agencies plus agency.
  arrange(setup, locality, width, height, size) {
    this.agencies = setup.agencies;
    this.first = locality * setup.agencies.length;
    this.reach = Math.min(width, height) * (setup.agencies.length > 5 ? 0.1 : 0.125);
    this.width = width;
    this.points = this.corners(width, height, size, ROWS);
    // Counts stand in one row where agencies side by side leave room for it.
    const close = (a, b) => a !== b && Math.abs(a.y - b.y) < ROWS * size && Math.abs(a.x - b.x) < LONGEST * size;
    this.stacked = this.points.some((a) => this.points.some((b) => close(a, b)));
    if (this.stacked) this.points = this.corners(width, height, size, ROWS + ROW);
  }

  corners(width, height, size, rows) {
    const room = { side: this.reach + 4.2 * size, top: this.reach + 1.2 * size, bottom: this.reach + rows * size };
    const points = around(this.agencies.length, {
      x: room.side, y: room.top, width: width - 2 * room.side, height: height - room.top - room.bottom,
    });
    if (points.length !== 4) return points;
    // Four stand in the corners; their ellipse would reach further than the picture.
    return points.map(({ x, y }) => ({ x: width / 2 + (x - width / 2) * 0.92, y }));
  }

  point(node) { return this.points[node - this.first]; }

  ends(frame, edge) {
    const [from, to] = [this.point(frame.edges.one[edge]), this.point(frame.edges.other[edge])];
    if (!from || !to) return null;
    // Each way has its side, as on a road.
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    const far = Math.hypot(dx, dy) || 1;
    const [sideX, sideY] = [(-dy / far) * 5, (dx / far) * 5];
    return {
      from: { x: from.x + sideX, y: from.y + sideY }, to: { x: to.x + sideX, y: to.y + sideY }, drop: this.reach * 1.6,
    };
  }

  radius(number) { return this.reach * Math.sqrt(number / this.largest); }

  // People pass behind the agencies and over the lines between them.
  paintBelow(context, frame, look) {
    const { nodes } = frame;
    for (const index of this.points.keys()) {
      const node = this.first + index;
      this.largest = Math.max(this.largest, nodes.places[node], nodes.in_service[node] + nodes.waiting[node]);
    }
    this.paintEdges(context, frame, look);
  }

  paintAbove(context, { nodes }, look) {
    this.points.forEach((point, index) => this.paintAgency(context, point, index, nodes, look));
  }

  paintEdges(context, { edges }, { colour }) {
    edges.one.forEach((one, edge) => {
      const [from, to] = [this.point(one), this.point(edges.other[edge])];
      if (!from || !to || one > edges.other[edge]) return;
      context.lineWidth = 1.5 + 14 * edges.joint[edge];
      context.strokeStyle = between(colour.line, colour.run, 0.15 + edges.joint[edge]);
      context.lineCap = 'round';
      line(context, from, to);
    });
  }

  paintAgency(context, point, index, nodes, look) {
    const { colour, kinds, size, font } = look;
    const node = this.first + index;
    const kind = kinds[index % kinds.length];
    const [serving, waiting] = [nodes.in_service[node], nodes.waiting[node]];
    const [inner, outer, room] = [serving, serving + waiting, nodes.places[node]].map((number) => this.radius(number));
    disc(context, point, Math.max(outer, room) + 9);
    context.fillStyle = colour.paper;
    context.fill();
    disc(context, point, outer);
    context.fillStyle = between(colour.paper, kind, 0.4);
    context.fill();
    disc(context, point, inner);
    context.fillStyle = kind;
    context.fill();
    context.strokeStyle = colour.ink;
    context.lineWidth = 1.6;
    context.setLineDash([4, 4]);
    disc(context, point, room);
    context.stroke();
    context.setLineDash([]);
    this.paintEffort(context, point, Math.max(outer, room) + 7, nodes, node, look);
    const below = point.y + Math.max(outer, room) + 13 + 0.6 * size;
    const counts = [`${words.count(serving)} in service`, `${words.count(waiting)} waiting`];
    const said = [this.agencies[index].title, ...(this.stacked ? counts : [counts.join(', ')])];
    if (!nodes.member[node]) said.push('not a member');
    said.forEach((text, row) => {
      this.write(context, text, point.x, below + ROW * row * size, `${row ? '' : '600 '}${size}px ${font}`, colour);
    });
  }

  paintEffort(context, { x, y }, radius, nodes, node, { colour }) {
    context.lineCap = 'butt';
    context.lineWidth = 5;
    context.strokeStyle = colour.line;
    disc(context, { x, y }, radius);
    context.stroke();
    if (!nodes.member[node]) return;
    context.strokeStyle = colour.ink;
    context.beginPath();
    context.arc(x, y, radius, TOP, TOP + FULL_TURN * nodes.effort[node]);
    context.stroke();
  }

  write(context, text, x, y, font, colour) {
    context.font = font;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    const half = context.measureText(text).width / 2 + 4;
    const centre = Math.min(Math.max(x, half), this.width - half);
    context.lineJoin = 'round';
    context.lineWidth = 5;
    context.strokeStyle = colour.paper;
    context.strokeText(text, centre, y);
    context.fillStyle = colour.ink;
    context.fillText(text, centre, y);
  }

  // Where the buttons over the agencies lie.
  boxes() {
    const side = 2 * this.reach + 18;
    return this.points.map(({ x, y }) => ({ left: x - side / 2, top: y - side / 2, width: side, height: side }));
  }
}
