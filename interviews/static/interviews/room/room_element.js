// @ts-check
// The base of every part of the room: given a room, it draws itself again whenever something in there has changed.
/** @import { Room } from "./room.js" */
/** @import { CommandType, FieldArguments } from "./wire.js" */
import { TeElement } from "te/element.js";
import { toast } from "te/toast.js";

export class RoomElement extends TeElement {
  constructor() {
    super();
    /** Set by whoever draws this element, before it is connected. @type {Room} */
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
      if (/** @type {{code?: string}} */ (error).code !== "over") toast(/** @type {Error} */ (error).message, { tone: "danger" });
      return false;
    }
  }
}
