// @ts-check
// Folding the golden logs here must give the same rooms as Python's fold (tests/interviews/test_golden_logs.py writes both).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { applyEvent, emptyRoom } from "../../interviews/static/interviews/room/room_state.js";

const folder = new URL("../golden/", import.meta.url);
const read = (/** @type {string} */ name) => readFileSync(new URL(name, folder), "utf8");

for (const name of readdirSync(folder).filter((name) => name.endsWith(".jsonl"))) {
  test(`${name} gives the same room as in Python`, () => {
    const room = emptyRoom();
    for (const line of read(name).trim().split("\n")) applyEvent(room, JSON.parse(line));
    assert.deepEqual(room, JSON.parse(read(name.replace(".jsonl", ".json"))));
  });
}
