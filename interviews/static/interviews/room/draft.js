// @ts-check
// The draft of the actor's scorecard: its differences from the server's copy, and when to save them.
/** @import { Card } from "./service.js" */
/** @import { Fields } from "./wire.js" */

/** @typedef {Fields<"score.set">} Changes */
/** @typedef {NonNullable<Changes["recommendation"]>} Recommendation */
/** @typedef {"clean" | "dirty" | "saving" | "failed"} SaveState */

const saveAfter = 700;

export class Draft {
  scores = /** @type {Record<string, number | null>} */ ({});
  evidence = /** @type {Record<string, string>} */ ({});
  notes = "";
  recommendation = "";
  /** @type {SaveState} */
  state = "clean";
  savedAt = /** @type {Date | null} */ (null);
  /** @type {Changes} */
  #changes = {};
  #timer = /** @type {ReturnType<typeof setTimeout> | undefined} */ (undefined);

  /** @param {{save: (changes: Changes) => Promise<unknown>, changed: () => void, wait?: number}} parts */
  constructor({ save, changed, wait = saveAfter }) {
    this.save = save;
    this.changed = changed;
    this.wait = wait;
    this.savesItself = true;
  }

  /** Loads the server's copy; unsaved changes stay. @param {Pick<Card, "scores" | "evidence" | "notes" | "recommendation">} card */
  load({ scores, evidence, notes, recommendation }) {
    this.scores = { ...scores, ...this.#changes.scores };
    this.evidence = { ...evidence, ...this.#changes.evidence };
    this.notes = this.#changes.notes ?? notes;
    this.recommendation = this.#changes.recommendation ?? recommendation;
  }

  get isDirty() {
    return Object.keys(this.#changes).length > 0;
  }

  /** @param {string} criterion @param {number | null} level */
  score(criterion, level) {
    this.scores[criterion] = level;
    this.#note({ scores: { ...this.#changes.scores, [criterion]: level } });
  }

  /** @param {string} criterion @param {string} sentence */
  explain(criterion, sentence) {
    this.evidence[criterion] = sentence;
    this.#note({ evidence: { ...this.#changes.evidence, [criterion]: sentence } });
  }

  /** @param {string} notes */
  write(notes) {
    this.notes = notes;
    this.#note({ notes });
  }

  /** @param {Recommendation} recommendation */
  recommend(recommendation) {
    this.recommendation = recommendation;
    this.#note({ recommendation });
  }

  /** Removes and returns the unsaved changes, to be sent with the submission. */
  take() {
    clearTimeout(this.#timer);
    const changes = this.#changes;
    this.#changes = {};
    return changes;
  }

  /** Restores changes that could not be sent; what was typed since takes precedence. @param {Changes} changes */
  putBack(changes) {
    const now = this.#changes;
    this.#changes = { ...changes, ...now };
    if (changes.scores) this.#changes.scores = { ...changes.scores, ...now.scores };
    if (changes.evidence) this.#changes.evidence = { ...changes.evidence, ...now.evidence };
  }

  async flush() {
    if (!this.isDirty) return;
    const changes = this.take();
    this.#become("saving");
    try {
      await this.save(changes);
      this.savedAt = new Date();
      this.#become(this.isDirty ? "dirty" : "clean");
    } catch {
      this.putBack(changes);
      this.#become("failed");
    }
  }

  /** @param {Changes} changes */
  #note(changes) {
    Object.assign(this.#changes, changes);
    clearTimeout(this.#timer);
    if (this.savesItself) this.#timer = setTimeout(() => void this.flush(), this.wait);
    this.#become("dirty");
  }

  /** @param {SaveState} state */
  #become(state) {
    this.state = state;
    this.changed();
  }
}
