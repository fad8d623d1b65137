// @ts-check
// A timer in a Worker: in a hidden tab animation frames stop and the page's own timers slow to one a second.
// At most a few ticks are unanswered, so that a slow machine draws fewer frames instead of queueing them.

const ahead = 3;
let unanswered = 0;

addEventListener("message", ({ data: milliseconds }) => {
  if (milliseconds) setInterval(tick, milliseconds);
  else unanswered -= 1;
});

function tick() {
  if (unanswered === ahead) return;
  unanswered += 1;
  postMessage(null);
}
