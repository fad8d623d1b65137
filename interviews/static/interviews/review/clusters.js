// @ts-check
// Joins marks that would overlap, so that each keeps a large enough target.

/** The width of a mark in CSS pixels: the minimum of WCAG 2.2 (target size). */
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

/** The middle of a mark in pixels, kept inside the track. @param {number} seconds @param {{duration: number, width: number}} track */
const place = (seconds, { duration, width }) =>
  Math.max(markSize / 2, Math.min(width - markSize / 2, duration ? (seconds / duration) * width : 0));
