// @ts-check
// Maps moments of the interview to positions in the film. A film consists of parts; between them nothing was recorded.

/** @typedef {{began_at: string, at_ms: number, duration_ms: number}} Part */
/** @typedef {"inside" | "before" | "gap" | "after"} Where */
/** @typedef {{seconds: number, where: Where}} Position */

/** @param {{parts: Part[], startedAt: string | null, duration: number}} film */
export function createFilmClock({ parts, startedAt, duration }) {
  const whole = { began_at: startedAt ?? "", at_ms: 0, duration_ms: duration * 1000 };
  const runs = parts.length ? parts : [whole];
  /** @param {string} at @returns {Position} */
  return (at) => {
    const moment = Date.parse(at);
    for (const [index, { began_at, at_ms, duration_ms }] of runs.entries()) {
      const offset = moment - Date.parse(began_at);
      if (offset < 0) return { seconds: at_ms / 1000, where: index ? "gap" : "before" };
      if (offset <= duration_ms) return { seconds: (at_ms + offset) / 1000, where: "inside" };
    }
    return { seconds: duration, where: "after" };
  };
}
