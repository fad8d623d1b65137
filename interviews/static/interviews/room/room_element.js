// @ts-check
// Base class of the room's components: redraws when the room dispatches "change".
/** @import { Room } from "./room.js" */
/** @import { CommandType, FieldArguments } from "./wire.js" */
import { TeElement } from "te/element.js";
import { toast } from "te/toast.js";

export class RoomElement extends TeElement {
  constructor() {
    super();
    /** Set by the parent before the element is connected. @type {Room} */
    this.room = /** @type {any} */ (undefined);
  }

  /** @override */
  connectedCallback() {
    super.connectedCallback();
    this.room.addEventListener("change", () => this.requestUpdate(), { signal: this.signal });
  }

  /**
   * Sends a command, and shows the reason when it is refused. Resolves to whether it was done.
   * @template {CommandType} Type
   * @param {Type} type @param {FieldArguments<Type>} fields
   * @returns {Promise<boolean>}
   */
  async ask(type, ...fields) {
    try {
      await this.room.ask(type, ...fields);
      return true;
    } catch (error) {
      if (/** @type {{code?: string}} */ (error).code !== "over")
        toast(/** @type {Error} */ (error).message, { tone: "danger" });
      return false;
    }
  }
}
