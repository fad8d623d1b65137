// @ts-check
// What the server wrote into the page for its script, by Django's `json_script`.

/**
 * The page's data: `{{ page|json_script:"page" }}` in the template, `readPage()` here.
 * @template T
 * @param {string} [id]
 * @returns {T}
 */
export const readPage = (id = "page") => JSON.parse(document.getElementById(id)?.textContent ?? "null");
