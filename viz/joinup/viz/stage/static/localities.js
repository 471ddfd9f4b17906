// The picture of many localities: each a tile with its little network, shaded by unmet need beside the counterfactual.
import { around, tiles } from './layout.js';
import { between, disc } from './canvas.js';
import { figure } from './words.js';

const GAP = 4;
// A difference of this share of the counterfactual's unmet need has the full colour.
const FULL_COLOUR = 0.3;
// Radius of the busiest agency, in reaches.
const LARGEST = 1.4;

// "fewer", "more" or "same": people in unmet need of a locality beside the counterfactual.
export function standingOf(localities, locality) {
  const [run, counterfactual] = [localities.unmet[locality], localities.unmet_counterfactual[locality]];
  if (figure(run, 'people') === figure(counterfactual, 'people')) return 'same';
  return run < counterfactual ? 'fewer' : 'more';
}

export class Localities {
  arrange(setup, width, height, size) {
    this.setup = setup;
    this.size = size;
    this.tiles = tiles(setup.localities.length, width, height, GAP);
    const { width: w, height: h } = this.tiles[0];
    this.titled = w >= 8 * size && h >= 4.5 * size;
    const top = this.titled ? 1.5 * size : Math.min(0.3 * h, size);
    this.reach = Math.min(w, h - top) * 0.12;
    const inset = LARGEST * this.reach + 2;
    this.points = this.tiles.flatMap(({ x, y }) => around(setup.agencies.length, {
      x: x + 0.2 * w, y: y + top + inset, width: 0.6 * w, height: h - top - 2 * inset,
    }));
    this.largest = 1;
  }

  ends(frame, edge) {
    const [from, to] = [this.points[frame.edges.one[edge]], this.points[frame.edges.other[edge]]];
    return from && to ? { from, to, drop: this.reach * 2 } : null;
  }

  paintBelow(context, frame, look) {
    this.tiles.forEach((tile, locality) => this.paintTile(context, tile, locality, frame, look));
    this.paintEdges(context, frame, look);
  }

  paintTile(context, { x, y, width, height }, locality, { localities }, { colour, font }) {
    const standing = standingOf(localities, locality);
    const part = Math.abs(localities.unmet[locality] - localities.unmet_counterfactual[locality]) / Math.max(1, localities.unmet_counterfactual[locality]);
    const tint = { fewer: colour.cold, more: colour.warm, same: colour.soft }[standing];
    const strength = standing === 'same' ? 0.06 : 0.12 + 0.38 * Math.min(1, part / FULL_COLOUR);
    context.fillStyle = between(colour.paper, tint, strength);
    context.fillRect(x, y, width, height);
    context.fillStyle = colour.ink;
    context.textBaseline = 'top';
    context.textAlign = 'left';
    const size = Math.min(this.size, Math.max(9, 0.3 * height));
    context.font = `700 ${size}px ${font}`;
    context.fillText({ fewer: '▼', more: '▲', same: '=' }[standing], x + 3, y + 3);
    if (this.titled) {
      context.font = `${size}px ${font}`;
      context.fillText(shorten(context, this.setup.localities[locality].title, width - 2 * size), x + 1.3 * size, y + 3);
    }
  }

  paintEdges(context, { edges }, { colour }) {
    // Lines of about the same joint intensity are drawn at once.
    const levels = Array.from({ length: 6 }, () => new Path2D());
    edges.one.forEach((one, edge) => {
      const other = edges.other[edge];
      if (one > other) return;
      const path = levels[Math.min(5, Math.floor(edges.joint[edge] * 6))];
      path.moveTo(this.points[one].x, this.points[one].y);
      path.lineTo(this.points[other].x, this.points[other].y);
    });
    levels.forEach((path, level) => {
      context.lineWidth = 0.8 + level * Math.max(0.5, this.reach / 8);
      context.strokeStyle = between(colour.soft, colour.run, level / 4);
      context.globalAlpha = 0.45 + 0.11 * level;
      context.stroke(path);
    });
    context.globalAlpha = 1;
  }

  paintAbove(context, { nodes }, { kinds, colour }) {
    this.points.forEach((_, node) => {
      this.largest = Math.max(this.largest, nodes.in_service[node] + nodes.waiting[node]);
    });
    this.points.forEach((point, node) => {
      const part = (nodes.in_service[node] + nodes.waiting[node]) / this.largest;
      disc(context, point, Math.max(2, LARGEST * this.reach * Math.sqrt(part)));
      context.fillStyle = kinds[(node % this.setup.agencies.length) % kinds.length];
      context.fill();
      context.lineWidth = 0.8;
      context.strokeStyle = colour.ink;
      context.stroke();
    });
  }

  boxes() {
    return this.tiles.map(({ x, y, width, height }) => ({ left: x, top: y, width, height }));
  }
}

function shorten(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length - 1;
  while (end > 0 && context.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end).trim()}…`;
}
