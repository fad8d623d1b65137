// @ts-check
// A clock in a Worker: in a hidden tab animation frames stop altogether and a page's own timers slow to one a second.
// It runs ahead of the answers by a few ticks only, so that a slow machine draws fewer pictures instead of choking.

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
