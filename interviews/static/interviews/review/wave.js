// @ts-check
// Draws the waveform of a film: one bar for each stretch, from the peaks the server measured.

const most = 300;

/** @param {number[]} peaks 0..100 @returns {{bars: number, path: string}} for a viewBox of `0 0 bars 100` */
export function drawWave(peaks) {
  const bars = Math.min(most, peaks.length);
  const path = Array.from({ length: bars }, (_, index) => {
    const stretch = peaks.slice(
      Math.floor((index * peaks.length) / bars),
      Math.ceil(((index + 1) * peaks.length) / bars),
    );
    const half = Math.max(1, Math.max(...stretch) / 2);
    return `M${index + 0.5} ${50 - half}V${50 + half}`;
  });
  return { bars, path: path.join("") };
}
