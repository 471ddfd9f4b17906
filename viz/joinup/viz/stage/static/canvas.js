// A canvas that is sharp on every screen: what moves is painted between two layers that stand
// still, and these are painted only when they change.

export class Layers {
  constructor(canvas) {
    this.canvas = canvas;
    this.below = document.createElement('canvas');
    this.above = document.createElement('canvas');
  }

  // Take the size that the page gives; return whether there is anything to paint on.
  fit() {
    const { clientWidth, clientHeight } = this.canvas;
    const ratio = window.devicePixelRatio || 1;
    this.width = clientWidth;
    this.height = clientHeight;
    for (const layer of [this.canvas, this.below, this.above]) {
      layer.width = Math.round(clientWidth * ratio);
      layer.height = Math.round(clientHeight * ratio);
      layer.getContext('2d').setTransform(ratio, 0, 0, ratio, 0, 0);
    }
    return clientWidth > 0 && clientHeight > 0;
  }

  paintStill(paintBelow, paintAbove) {
    for (const [layer, paint] of [[this.below, paintBelow], [this.above, paintAbove]]) {
      const context = layer.getContext('2d');
      context.clearRect(0, 0, this.width, this.height);
      paint(context);
    }
  }

  // Paint all layers; return what painting the moving one returns.
  paint(paintMoving) {
    if (!this.width || !this.height) return false;
    const context = this.canvas.getContext('2d');
    context.clearRect(0, 0, this.width, this.height);
    context.drawImage(this.below, 0, 0, this.width, this.height);
    const moves = paintMoving(context);
    context.drawImage(this.above, 0, 0, this.width, this.height);
    return moves;
  }
}

export function line(context, from, to) {
  context.beginPath();
  context.moveTo(from.x, from.y);
  context.lineTo(to.x, to.y);
  context.stroke();
}

export function disc(context, { x, y }, radius) {
  context.beginPath();
  context.arc(x, y, Math.max(0, radius), 0, 2 * Math.PI);
}

// A colour between two, both given as #rrggbb.
export function between(one, other, share) {
  const parts = [1, 3, 5].map((at) => {
    const [from, to] = [one, other].map((colour) => parseInt(colour.slice(at, at + 2), 16));
    return Math.round(from + (to - from) * Math.min(1, Math.max(0, share)));
  });
  return `rgb(${parts.join(',')})`;
}
