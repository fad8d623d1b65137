// @ts-check
// Stands in for the room after the interview: the actor's scorecard over REST, with the interface <te-scorecard> expects.
/** @import { Service } from "./service.js" */
/** @import { Fields } from "./wire.js" */
import { Draft } from "./draft.js";

export class FollowUp extends EventTarget {
  /** @param {Service} service */
  constructor(service) {
    super();
    this.service = service;
    this.draft = new Draft({ save: (changes) => this.ask("score.set", { ...changes }), changed: () => this.changed() });
  }

  /** @param {"score.set" | "score.submit"} type @param {Fields<"score.set">} fields */
  ask(type, fields) {
    const { api, path } = this.service;
    return type === "score.submit"
      ? api.post(`${path}scorecard/submit/`, fields)
      : api.patch(`${path}scorecard/`, fields);
  }

  changed() {
    this.dispatchEvent(new Event("change"));
  }
}
