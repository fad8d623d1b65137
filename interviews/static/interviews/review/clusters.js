// @ts-check
// Marks that would lie on each other become one, so that each remains large enough to be hit.

/** A mark's own width in CSS pixels, the smallest that WCAG 2.2 allows. */
export const markSize = 24;

/** @template {{seconds: number}} M @typedef {{x: number, marks: M[]}} Cluster  `x` is the middle, in pixels */

/**
 * @template {{seconds: number}} M
 * @param {M[]} marks in order of time
 * @param {{duration: number, width: number}} track
 * @returns {Cluster<M>[]}
 */
export function cluster(marks, { duration, width }) {
  /** @type {Cluster<M>[]} */
  const clusters = [];
  for (const mark of marks) {
    const x = place(mark.seconds, { duration, width });
    const last = clusters.at(-1);
    if (last && x - last.x < markSize + 2) last.marks.push(mark);
    else clusters.push({ x, marks: [mark] });
  }
  return clusters;
}

/** Never over the edge. @param {number} seconds @param {{duration: number, width: number}} track */
const place = (seconds, { duration, width }) =>
  Math.max(markSize / 2, Math.min(width - markSize / 2, duration ? (seconds / duration) * width : 0));
