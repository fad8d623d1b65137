// @ts-check
// Runs the browser's room client in Node against the stage: reads commands and writes received frames, one JSON line each.
import { createInterface } from "node:readline";
import { RoomSocket } from "../../interviews/static/interviews/room/socket.js";

const service = process.argv[2];
/** @param {string} name @param {unknown} value */
const write = (name, value) => process.stdout.write(`${JSON.stringify([name, value])}\n`);
/** @param {unknown} frame */
const receive = (frame) => void write("heard", frame);

const room = new RoomSocket({
  ticket: async () => {
    const response = await fetch(`${service}/ticket`);
    const body = await response.json();
    if (!response.ok) throw Object.assign(new Error("refused"), { status: response.status, code: body.code });
    return body;
  },
  listener: {
    welcome: receive,
    event: receive,
    lobby: receive,
    signal: receive,
    other: receive,
    status: (status, ending) => {
      if (status === "over") write("over", ending);
    },
  },
});

createInterface({ input: process.stdin }).on("line", (line) => {
  const { type, fields } = JSON.parse(line);
  room.command(type, fields).then(
    (ack) => write("answer", ack),
    (error) => write("answer", { refused: error.code }),
  );
});
room.start();
