// @ts-check
// The browser's own room client, in Node, against the stage: commands come in and what it hears goes out, a line each.
import { createInterface } from "node:readline";
import { RoomSocket } from "../../interviews/static/interviews/room/socket.js";

const service = process.argv[2];
/** @param {string} what @param {unknown} said */
const tell = (what, said) => process.stdout.write(`${JSON.stringify([what, said])}\n`);
/** @param {unknown} frame */
const heard = (frame) => void tell("heard", frame);

const room = new RoomSocket({
  ticket: async () => {
    const answer = await fetch(`${service}/ticket`);
    const told = await answer.json();
    if (!answer.ok) throw Object.assign(new Error("refused"), { status: answer.status, code: told.code });
    return told;
  },
  listener: {
    welcome: heard,
    event: heard,
    lobby: heard,
    signal: heard,
    other: heard,
    status: (status, ending) => { if (status === "over") tell("over", ending); },
  },
});

createInterface({ input: process.stdin }).on("line", (line) => {
  const { type, fields } = JSON.parse(line);
  room.command(type, fields).then((ack) => tell("answer", ack), (error) => tell("answer", { refused: error.code }));
});
room.start();
