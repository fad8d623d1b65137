// @ts-check
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fill, gettext, ngettext } from "te/i18n.js";

const page = /** @type {{django?: object}} */ (globalThis);
afterEach(() => {
  delete page.django;
});

test("without a catalogue the English text stands", () => {
  assert.equal(gettext("Leave interview"), "Leave interview");
  assert.equal(ngettext("one guest", "many guests", 1), "one guest");
  assert.equal(ngettext("one guest", "many guests", 2), "many guests");
});

test("a catalogue translates, also when it arrives after the module", () => {
  page.django = { gettext: () => "Gespräch verlassen", ngettext: () => "Gäste" };
  assert.equal(gettext("Leave interview"), "Gespräch verlassen");
  assert.equal(ngettext("one guest", "many guests", 2), "Gäste");
});

test("names are filled in after translating, and unknown ones left visible", () => {
  assert.equal(fill("Mute %(name)s", { name: "Carol %(role)s" }), "Mute Carol %(role)s");
  assert.equal(fill("%(count)s of %(total)s", { count: 0 }), "0 of %(total)s");
});
