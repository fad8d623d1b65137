// @ts-check
// Data for the page's script, written into the page by Django's `json_script`.

/**
 * The page's data: `{{ page|json_script:"page" }}` in the template, `readPage()` here.
 * @template T
 * @param {string} [id]
 * @returns {T}
 */
export const readPage = (id = "page") => JSON.parse(document.getElementById(id)?.textContent ?? "null");
