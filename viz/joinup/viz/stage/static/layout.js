// Where things stand in a picture: agencies of a locality, and localities beside each other.

// Points on an ellipse, the first at the top; two stand side by side and four in the corners.
export function around(number, { x, y, width, height }) {
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  if (number === 1) return [{ x: centreX, y: centreY }];
  const first = number === 2 ? Math.PI : number === 4 ? -0.75 * Math.PI : -0.5 * Math.PI;
  const stretch = number === 4 ? Math.SQRT2 : 1;
  return Array.from({ length: number }, (_, index) => {
    const angle = first + (2 * Math.PI * index) / number;
    return {
      x: centreX + (Math.cos(angle) * width * stretch) / 2,
      y: centreY + (Math.sin(angle) * height * stretch) / 2,
    };
  });
}

// Tiles of equal size that fill a rectangle: a little wider than high, and few left empty.
export function tiles(number, width, height, gap) {
  const shape = (columns) => {
    const rows = Math.ceil(number / columns);
    const [w, h] = [(width - gap * (columns - 1)) / columns, (height - gap * (rows - 1)) / rows];
    return { columns, w, h, unlike: Math.abs(Math.log(w / h / 1.4)) + 1 - number / (columns * rows) };
  };
  const all = Array.from({ length: number }, (_, index) => shape(index + 1)).filter(({ w, h }) => w > 0 && h > 0);
  const { columns, w, h } = all.reduce((best, one) => (one.unlike < best.unlike ? one : best), all[0] || shape(1));
  return Array.from({ length: number }, (_, index) => ({
    x: (index % columns) * (w + gap), y: Math.floor(index / columns) * (h + gap), width: w, height: h, columns,
  }));
}
