// @ts-check
// Shows the server's times as the reader's region writes them, and tells the server the reader's zone for the next page.
import { fill, gettext } from "te/i18n.js";
import { formatDate, formatDateTime, formatDuration, formatRange, formatTime, viewerZone } from "te/time.js";

/** @type {Record<string, (moment: string, until: string | undefined) => string>} */
const shapes = {
  time: (moment) => formatTime(moment),
  date: (moment) => formatDate(moment),
  datetime: (moment) => formatDateTime(moment),
  range: (moment, until) => until ? formatRange(moment, until) : formatDateTime(moment),
};

/** Every `<time data-show="datetime">` below. @param {ParentNode} [root] */
export function showTimes(root = document) {
  for (const time of /** @type {NodeListOf<HTMLTimeElement>} */ (root.querySelectorAll("time[data-show]"))) {
    const { show = "", until } = time.dataset;
    const shown = shapes[show]?.(time.dateTime, until);
    if (shown) time.textContent = shown;
  }
}

/** Days on the next page begin and end where the reader is. */
function tellZone() {
  document.cookie = `te_zone=${viewerZone()};path=/;max-age=31536000;samesite=lax${location.protocol === "https:" ? ";secure" : ""}`;
}

for (const length of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-milliseconds]"))) {
  length.textContent = formatDuration(Number(length.dataset["milliseconds"]) / 1000);
}
tellZone();
showTimes();
for (const line of document.querySelectorAll("[data-zone]")) line.textContent = fill(gettext("Times in %(zone)s"), { zone: viewerZone() });
