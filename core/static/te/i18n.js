// @ts-check
// Words in the reader's language, from Django's JavaScriptCatalog; English as written where no catalogue is loaded.

/** @typedef {{gettext(text: string): string, ngettext(one: string, many: string, count: number): string, pgettext(context: string, text: string): string}} Catalogue */

const catalogue = () => /** @type {{django?: Partial<Catalogue>}} */ (globalThis).django;

/** @type {Catalogue["gettext"]} */
export const gettext = (text) => catalogue()?.gettext?.(text) ?? text;

/** @type {Catalogue["ngettext"]} */
export const ngettext = (one, many, count) => catalogue()?.ngettext?.(one, many, count) ?? (count === 1 ? one : many);

/** @type {Catalogue["pgettext"]} */
export const pgettext = (context, text) => catalogue()?.pgettext?.(context, text) ?? text;

/**
 * Fills `%(name)s` after translating, so that translators can reorder: `fill(gettext("Mute %(name)s"), {name})`.
 * @param {string} text @param {Record<string, string | number>} values
 */
export const fill = (text, values) => text.replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));

/** For `Intl`: the language of the page, in the region the reader's browser names for it ("en-GB" on an "en" page). */
export function readerLocale() {
  const page = globalThis.document?.documentElement.lang || "en";
  const [language = page] = page.split("-");
  return globalThis.navigator?.languages?.find((locale) => locale.split("-")[0] === language) ?? page;
}
