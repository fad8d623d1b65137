// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Once } from "../../core/static/te/once.js";

test("the same request keeps its key until it was answered, another one has another", () => {
  const once = new Once();
  const key = once.keyFor(["invitations/", { email: "carol@home.example" }]);
  assert.equal(once.keyFor(["invitations/", { email: "carol@home.example" }]), key);
  assert.notEqual(once.keyFor(["invitations/", { email: "dan@home.example" }]), key);
  const resend = once.keyFor(["resend/", undefined]);
  once.answered();
  assert.notEqual(once.keyFor(["resend/", undefined]), resend);
});
