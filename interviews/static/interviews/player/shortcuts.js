// @ts-check
// The player's keys, and the dialog that lists them.
import { html } from "lit";
import { gettext } from "te/i18n.js";

/** @returns {[keys: string[], meaning: string][]} */
const meanings = () => [
  [["Space", "K"], gettext("Play or pause")],
  [["←", "→"], gettext("Back or forward 5 seconds")],
  [["J", "L"], gettext("Back or forward 10 seconds")],
  [[",", "."], gettext("One picture back or forward")],
  [["<", ">"], gettext("Slower or faster")],
  [["↑", "↓"], gettext("Louder or quieter")],
  [["M"], gettext("Sound on or off")],
  [["N", "P"], gettext("Next or previous moment")],
  [["F"], gettext("Full screen")],
  [["?"], gettext("This help")],
];

/** @param {() => void} close */
export const drawHelp = (close) => html`
  <h2 id="keys">${gettext("Keyboard shortcuts")}</h2>
  <dl class="facts keys">${meanings().map(([keys, meaning]) => html`<dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt><dd>${meaning}</dd>`)}</dl>
  <div class="dialog-actions"><button class="button button-primary" @click=${close}>${gettext("Close")}</button></div>`;

/** @import { Player } from "./player.js" */

/** @param {Player} player @returns {Record<string, () => void>} */
export const playerKeys = (player) => ({
  space: () => player.toggle(),
  k: () => player.toggle(),
  arrowleft: () => player.skip(-5),
  arrowright: () => player.skip(5),
  j: () => player.skip(-10),
  l: () => player.skip(10),
  ",": () => player.step(-1),
  ".": () => player.step(1),
  "<": () => player.changeRate(-1),
  ">": () => player.changeRate(1),
  arrowup: () => player.changeVolume(0.1),
  arrowdown: () => player.changeVolume(-0.1),
  m: () => player.toggleSound(),
  f: () => player.toggleFullscreen(),
  "?": () => player.help(),
});
