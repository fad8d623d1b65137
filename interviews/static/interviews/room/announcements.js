// @ts-check
// Announces what others see happen: who comes and goes, hands, recording, and a person in the waiting room.
/** @import { EventFrame } from "./wire.js" */
/** @import { Room } from "./room.js" */
import { announce } from "te/announce.js";
import { fill, gettext } from "te/i18n.js";
import { toast } from "te/toast.js";

/** What other people did, for screen readers; `%(name)s` is theirs. @param {EventFrame} event @returns {string | undefined} */
function describePerson(event) {
  switch (event.type) {
    case "participant.joined":
      return gettext("%(name)s joined.");
    case "participant.left":
      return gettext("%(name)s left.");
    case "participant.removed":
      return gettext("%(name)s was removed.");
    case "participant.away":
      return gettext("%(name)s lost the connection.");
    case "participant.back":
      return gettext("%(name)s is back.");
    case "hand.changed":
      return event.raised ? gettext("%(name)s raised a hand.") : gettext("%(name)s lowered the hand.");
    case "screen.changed":
      return event.sharing ? gettext("%(name)s is sharing the screen.") : gettext("%(name)s stopped sharing.");
    default:
      return undefined;
  }
}

/** What concerns everybody, also shown as a toast. @param {EventFrame} event @returns {string | undefined} */
function describeRoom({ type }) {
  switch (type) {
    case "session.locked":
      return gettext("The room is locked: nobody new can come in.");
    case "session.unlocked":
      return gettext("The room is open again.");
    case "recording.started":
      return gettext("Recording has started.");
    case "recording.interrupted":
      return gettext("Recording was interrupted. What was recorded is safe.");
    case "recording.resumed":
      return gettext("Recording goes on.");
    case "recording.stopped":
      return gettext("Recording has stopped.");
    case "recording.failed":
      return gettext("The recording failed.");
    default:
      return undefined;
  }
}

/** @param {Room} room @param {EventFrame} event @param {() => void} knock */
export function announceEvent(room, event, knock) {
  const general = describeRoom(event);
  if (general) return void toast(general);
  if (event.type === "participant.knocked") {
    knock();
    return announce(fill(gettext("%(name)s is waiting to be let in."), { name: event.name }), "assertive");
  }
  const sentence = describePerson(event);
  if (!sentence || !("participant" in event) || event.participant === room.you?.participant) return;
  const name = room.state.all.participants[event.participant]?.name;
  if (name) announce(fill(sentence, { name }));
}
