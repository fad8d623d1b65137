// @ts-check
// A clock in a Worker: in a hidden tab animation frames stop altogether and a page's own timers slow to one a second.

addEventListener("message", ({ data: milliseconds }) => setInterval(() => postMessage(null), milliseconds), { once: true });
