// @ts-check
// The geometry of the recorded picture: a tile for each person.

/** @typedef {{x: number, y: number, width: number, height: number}} Box */

const aspect = 4 / 3;

/** Equal tiles in the grid that shows people largest. @param {number} count @param {number} width @param {number} height @returns {Box[]} */
export function tiles(count, width, height) {
  const columns = mostVisible(count, width, height);
  const rows = Math.ceil(count / columns);
  const [w, h] = [Math.floor(width / columns), Math.floor(height / rows)];
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = Math.floor((width - inRow * w) / 2);
    return { x: left + (index % columns) * w, y: row * h, width: w, height: h };
  });
}

/** @param {number} count @param {number} width @param {number} height */
function mostVisible(count, width, height) {
  const shown = (/** @type {number} */ columns) => {
    const { width: w, height: h } = contain(aspect, 1, {
      x: 0,
      y: 0,
      width: width / columns,
      height: height / Math.ceil(count / columns),
    });
    return w * h;
  };
  const choices = Array.from({ length: Math.max(1, count) }, (_, index) => index + 1);
  return choices.reduce((best, columns) => (shown(columns) > shown(best) ? columns : best));
}

/** The largest box with the picture's aspect ratio inside a tile (contain). @param {number} width @param {number} height @param {Box} tile @returns {Box} */
export function contain(width, height, tile) {
  const scale = Math.min(tile.width / width, tile.height / height);
  const [w, h] = [width * scale, height * scale];
  return { x: tile.x + (tile.width - w) / 2, y: tile.y + (tile.height - h) / 2, width: w, height: h };
}
