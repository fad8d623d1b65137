// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Transcript } from "../../interviews/static/interviews/room/transcript.js";

/** @param {string} text @returns {any} */
const chat = (text, { channel = "room", by = "carol", to = /** @type {string | null} */ (null), id = text } = {}) => ({
  type: "chat.sent",
  stream: "all",
  seq: 1,
  id,
  at: "2026-01-01T10:00:00Z",
  by,
  name: by,
  text,
  channel,
  to,
});

function memory() {
  /** @type {Record<string, string>} */
  const kept = {};
  return {
    getItem: (/** @type {string} */ name) => kept[name] ?? null,
    setItem: (/** @type {string} */ name, /** @type {string} */ text) => {
      kept[name] = text;
    },
  };
}

/** @param {{text: string}[]} lines */
const texts = (lines) => lines.map(({ text }) => text);

test("the past comes first, events that arrive while it is read follow it, and nothing comes twice", async () => {
  const transcript = new Transcript("s", memory());
  transcript.add(chat("two"));
  await transcript.recall(async () => {
    transcript.add(chat("three"));
    transcript.add(chat("four"));
    return [chat("one"), chat("two"), chat("three")];
  });
  transcript.add(chat("four"));
  transcript.add(chat("five"));
  assert.deepEqual(texts(transcript.room), ["one", "two", "three", "four", "five"]);
});

test("a past that cannot be read changes nothing", async () => {
  const transcript = new Transcript("s", memory());
  transcript.add(chat("one"));
  await assert.rejects(transcript.recall(() => Promise.reject(new Error("offline"))));
  transcript.add(chat("two"));
  assert.deepEqual(texts(transcript.room), ["one", "two"]);
});

test("the later of two readings counts", async () => {
  const transcript = new Transcript("s", memory());
  /** @type {(events: any[]) => void} */
  let late = () => {};
  const first = transcript.recall(
    () =>
      new Promise((resolve) => {
        late = resolve;
      }),
  );
  await transcript.recall(async () => [chat("one"), chat("two")]);
  late([chat("one")]);
  await first;
  assert.deepEqual(texts(transcript.room), ["one", "two"]);
});

test("the waiting room stands in the chat of the room, staff have theirs, and notes and questions are recalled", async () => {
  const transcript = new Transcript("s", memory());
  const at = { stream: "staff", seq: 1, at: "2026-01-01T10:00:00Z", by: "alice" };
  const question = /** @type {any} */ ({ ...at, id: "q", type: "question.started", question: "1" });
  const note = /** @type {any} */ ({ ...at, id: "n", type: "note.added", name: "Alice", text: "Knows queues" });
  await transcript.recall(async () => [
    chat("early", { channel: "lobby", to: "carol" }),
    chat("ours", { channel: "staff" }),
    note,
    question,
  ]);
  transcript.add(question);
  assert.deepEqual(
    [texts(transcript.room), texts(transcript.staff), texts(transcript.notes)],
    [["early"], ["ours"], ["Knows queues"]],
  );
  assert.equal(transcript.questions.length, 1);
});

test("unread is what others wrote since this tab last read, but for what the waiting room has shown", async () => {
  const storage = memory();
  const past = [
    chat("early", { channel: "lobby", to: "carol" }),
    chat("Wait", { channel: "lobby", by: "bob", to: "carol" }),
    chat("Hello", { by: "alice" }),
    chat("Hi"),
  ];
  const transcript = new Transcript("s", storage);
  await transcript.recall(async () => past);
  assert.deepEqual([transcript.unread("carol"), transcript.unread("alice")], [1, 3]);
  transcript.markRead();
  assert.equal(transcript.unread("alice"), 0);
  const reloaded = new Transcript("s", storage);
  await reloaded.recall(async () => [...past, chat("Still there?")]);
  assert.deepEqual([reloaded.unread("alice"), reloaded.unread("carol")], [1, 0]);
});
