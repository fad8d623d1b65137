// @ts-check
// Shows the server's times in the format of the reader's region, and stores the reader's time zone in a cookie for the next page.
import { fill, gettext } from "te/i18n.js";
import { formatDate, formatDateTime, formatDuration, formatRange, formatTime, viewerZone } from "te/time.js";

/** @type {Record<string, (moment: string, until: string | undefined) => string>} */
const shapes = {
  time: (moment) => formatTime(moment),
  date: (moment) => formatDate(moment),
  datetime: (moment) => formatDateTime(moment),
  range: (moment, until) => (until ? formatRange(moment, until) : formatDateTime(moment)),
};

/** Formats every `<time data-show="datetime">` below `root`. @param {ParentNode} [root] */
export function showTimes(root = document) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll("time[data-show]"))) {
    const { show = "", until } = time.dataset;
    const shown = shapes[show]?.(time.dateTime, until);
    if (shown) time.textContent = shown;
  }
}

/** The server reads it to start and end days in the reader's zone. */
function storeZone() {
  document.cookie = `te_zone=${viewerZone()};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
}

for (const length of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-milliseconds]"))) {
  length.textContent = formatDuration(Number(length.dataset["milliseconds"]) / 1000);
}
storeZone();
showTimes();
for (const line of document.querySelectorAll("[data-zone]"))
  line.textContent = fill(gettext("Times in %(zone)s"), { zone: viewerZone() });
