// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../interviews/static/interviews/invitations/failures.js";
import { currentLinks, describeLink, isOnItsWay } from "../../interviews/static/interviews/invitations/links.js";

const now = Date.parse("2026-11-24T09:00:00Z");
const carol = { id: "c", first_name: "Carol", last_name: "", candidate_email: "carol@home.example" };
const fresh = {
  id: "1",
  participant: carol,
  created_at: "2026-11-24T08:59:30Z",
  expires_at: "2026-11-25T09:00:00Z",
  revoked_at: null,
  redeemed_at: null,
  redemptions: 0,
  sent_at: null,
  works: true,
};

test("of several links to one person the newest counts", () => {
  assert.deepEqual(
    currentLinks([fresh, { ...fresh, id: "2" }]).map(({ id }) => id),
    ["2"],
  );
});

for (const [what, change, text, isLive] of /** @type {[string, Partial<typeof fresh> | object, RegExp, boolean][]} */ ([
  ["on its way", {}, /Sending/, true],
  ["mailed", { sent_at: "2026-11-24T08:59:40Z" }, /Sent/, true],
  ["opened", { redeemed_at: "2026-11-24T08:59:50Z" }, /Opened/, true],
  ["expired", { works: false }, /Expired/, false],
  [
    "late, while its interview runs",
    { expires_at: "2026-11-24T08:00:00Z", redeemed_at: "2026-11-24T08:59:50Z" },
    /Opened/,
    true,
  ],
  ["revoked", { revoked_at: "2026-11-24T08:00:00Z", works: false }, /Revoked/, false],
])) {
  test(`a link that is ${what} is described so`, () => {
    const description = describeLink({ ...fresh, ...change });
    assert.match(description.text, text);
    assert.equal(description.isLive, isLive);
  });
}

test("a mail is expected only for two minutes after its invitation", () => {
  assert.equal(isOnItsWay(fresh, now), true);
  assert.equal(isOnItsWay(fresh, now + 600_000), false);
  assert.equal(isOnItsWay({ ...fresh, sent_at: fresh.created_at }, now), false);
});

for (const [status, code, title, retry] of /** @type {const} */ ([
  [404, "not_found", /not complete/, false],
  [410, "gone", /no longer valid/, false],
  [410, "session_ended", /interview has ended/, false],
  [0, "network", /could not be opened/, true],
  [429, "rate_limited", /could not be opened/, true],
])) {
  test(`a link refused with ${status} ${code} has its sentence and next step`, () => {
    const failure = explain({ status, code, detail: "This interview has ended." });
    assert.match(failure.title, title);
    assert.equal(failure.retry, retry);
    assert.ok(failure.text);
  });
}
