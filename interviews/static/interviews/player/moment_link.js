// @ts-check
// Links to a moment: `?t=83`, also as people write them by hand, `?t=1m23s` and `?t=1:23`.

/** @param {string} search @returns {number} seconds; 0 where there is no valid time */
export function readMoment(search) {
  const text = new URLSearchParams(search).get("t") ?? "";
  if (/^\d+(:\d{1,2}){1,2}$/.test(text)) return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+(?:\.\d+)?)s?)?$/.exec(text) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** @param {string} page @param {number} seconds */
export function writeMoment(page, seconds) {
  const url = new URL(page);
  url.search = "";
  url.hash = "";
  url.searchParams.set("t", String(Math.floor(seconds)));
  return url.href;
}
