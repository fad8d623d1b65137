// @ts-check
// Types of the room protocol `te.v1`: the generated ones, with the fields that the server always sends made required.
/** @import * as generated from "../protocol.gen.js" */

/** @typedef {generated.Person["role"]} Role */
/** @typedef {"all" | "staff"} Stream */
/** @typedef {generated.You} You */
/** @typedef {generated.Position} Position */
/** @typedef {Required<generated.Person>} Person */
/** @typedef {generated.RecordingNow} RecordingNow */
/** @typedef {generated.LobbyMessage} LobbyMessage */
/** @typedef {Required<generated.Waiting>} Waiting */
/** @typedef {Required<Omit<generated.AllState, "participants">> & {participants: Record<string, Person>}} AllState */
/** @typedef {Required<Omit<generated.StaffState, "waiting">> & {waiting: Record<string, Waiting>}} StaffState */
/** @typedef {{all: AllState, staff: StaffState}} RoomState */
/** @typedef {Omit<generated.Welcome, "snapshot" | "position"> & {position: Position, snapshot?: {all: AllState, staff?: StaffState}}} Welcome */
/** @typedef {generated.LobbyFrame} Lobby */
/** @typedef {generated.Ack} Ack */
/** @typedef {generated.Refusal} Refusal */
/** @typedef {generated.Signalled} Signalled */
/** Every frame of the server but events. @typedef {Welcome | Exclude<generated.Outgoing, generated.Welcome>} ServerFrame */
/** @typedef {generated.Incoming} ClientFrame */

/**
 * An event of a type this code knows: `switch (event.type)` narrows it to its own fields.
 * A newer server may send others; they are counted, and fall through every switch and every EventTable.
 * @typedef {generated.RoomEvent} EventFrame
 */
/**
 * The event of one type: `EventOf<"chat.sent">`.
 * @template {EventFrame["type"]} Type
 * @typedef {Extract<EventFrame, {type: Type}>} EventOf
 */
/**
 * One function per type of event, for `callEntry`.
 * @template Context
 * @template [Result=void]
 * @typedef {{[Type in EventFrame["type"]]?: (context: Context, event: EventOf<Type>) => Result}} EventTable
 */

/** @typedef {Extract<ClientFrame, {id: string}>} Command */
/** @typedef {Command["type"]} CommandType */
/**
 * The fields of a command: `Fields<"mute.set">` is `{muted: boolean, participant?: string | null}`.
 * @template {CommandType} Type
 * @typedef {Omit<Extract<Command, {type: Type}>, "type" | "id">} Fields
 */
/**
 * The arguments behind a command's type: its fields, or nothing where none is required.
 * @template {CommandType} Type
 * @typedef {{} extends Fields<Type> ? [fields?: Fields<Type>] : [fields: Fields<Type>]} FieldArguments
 */

/**
 * Calls the table's function for the type of the event. Returns undefined when there is none.
 * @template Context
 * @template Result
 * @param {EventTable<Context, Result>} table
 * @param {Context} context
 * @param {EventFrame} event
 * @returns {Result | undefined}
 */
export function callEntry(table, context, event) {
  if (!Object.hasOwn(table, event.type)) return undefined;
  // Each entry takes its own type of event, which is the one it is found by.
  const entry = /** @type {((context: Context, event: EventFrame) => Result) | undefined} */ (table[event.type]);
  return entry?.(context, event);
}

/** The subprotocol that both sides of the socket must offer. */
export const protocol = "te.v1";

/** The absolute address of the socket; the service may return only its path. @param {string} url */
export function socketUrl(url, base = globalThis.location?.href) {
  const full = new URL(url, base);
  full.protocol = full.protocol.replace("http", "ws");
  return full.href;
}
