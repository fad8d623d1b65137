// @ts-check
// Tells, politely, what others see happen: who comes and goes, hands, recording, and a knock at the door.
/** @import { EventFrame } from "./wire.js" */
/** @import { Room } from "./room.js" */
import { announce } from "te/announce.js";
import { fill, gettext } from "te/i18n.js";
import { toast } from "te/toast.js";

/** @type {Record<string, (event: EventFrame) => string>} */
const aboutOthers = {
  "participant.joined": () => gettext("%(name)s joined."),
  "participant.left": () => gettext("%(name)s left."),
  "participant.removed": () => gettext("%(name)s was removed."),
  "participant.away": () => gettext("%(name)s lost the connection."),
  "participant.back": () => gettext("%(name)s is back."),
  "hand.changed": ({ raised }) => (raised ? gettext("%(name)s raised a hand.") : gettext("%(name)s lowered the hand.")),
  "screen.changed": ({ sharing }) => (sharing ? gettext("%(name)s is sharing the screen.") : gettext("%(name)s stopped sharing.")),
};

/** Said to everybody, and shown. @type {Record<string, () => string>} */
const aboutTheRoom = {
  "session.locked": () => gettext("The room is locked: nobody new can come in."),
  "session.unlocked": () => gettext("The room is open again."),
  "recording.started": () => gettext("Recording has started."),
  "recording.interrupted": () => gettext("Recording was interrupted. What was recorded is safe."),
  "recording.resumed": () => gettext("Recording goes on."),
  "recording.stopped": () => gettext("Recording has stopped."),
  "recording.failed": () => gettext("The recording failed."),
};

/** @param {Room} room @param {EventFrame} event @param {() => void} knock */
export function announceEvent(room, event, knock) {
  const general = aboutTheRoom[event.type];
  if (general) return void toast(general());
  if (event.type === "participant.knocked") {
    knock();
    return announce(fill(gettext("%(name)s is waiting to be let in."), { name: event["name"] }), "assertive");
  }
  const sentence = aboutOthers[event.type]?.(event);
  const name = room.state.all.participants[event["participant"]]?.name;
  if (sentence && name && event["participant"] !== room.you?.participant) announce(fill(sentence, { name }));
}
