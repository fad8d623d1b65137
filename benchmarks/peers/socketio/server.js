// Socket.IO 4 + redis-adapter: join a room, send to the others in it. node server.js PORT REDIS_URL
import { createServer } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import { Redis } from "ioredis";
import { Server } from "socket.io";

const [port, redisUrl] = process.argv.slice(2);
const publisher = new Redis(redisUrl);
const server = createServer();
const io = new Server(server, { transports: ["websocket"], perMessageDeflate: false });
io.adapter(createAdapter(publisher, publisher.duplicate()));
io.on("connection", (socket) => {
  socket.on("join", (room, joined) => {
    socket.join(room);
    joined(true);
  });
  socket.on("send", (room, payload) => socket.to(room).emit("text", payload));
});
server.listen(Number(port), "127.0.0.1");
