// @ts-check
import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Steady, settles } from "../../interviews/static/interviews/room/steady.js";

/** A manual clock, and a count of requested updates. */
function drawn() {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  const page = {
    at: 5_000,
    redrawn: 0,
    pass: (/** @type {number} */ ms) => {
      page.at += ms;
      mock.timers.tick(ms);
    },
  };
  return {
    page,
    steady: new Steady(
      {
        requestUpdate: () => {
          page.redrawn += 1;
        },
      },
      () => page.at,
    ),
  };
}

test("a button may be pressed as soon as it is there", () => {
  const { page, steady } = drawn();
  assert.equal(steady.is("recording", false), true);
  assert.equal(steady.is("recording", false), true);
  page.pass(settles);
  assert.equal(page.redrawn, 0);
});

test("a button that has changed ignores presses until it settles", () => {
  const { page, steady } = drawn();
  steady.is("recording", false);
  assert.equal(steady.is("recording", true), false);
  page.pass(settles - 1);
  assert.equal(steady.is("recording", true), false);
  page.pass(1);
  assert.equal(page.redrawn, 1);
  assert.equal(steady.is("recording", true), true);
});

test("a second change starts the pause again", () => {
  const { page, steady } = drawn();
  steady.is("recording", false);
  steady.is("recording", true);
  page.pass(settles / 2);
  assert.equal(steady.is("recording", false), false);
  page.pass(settles / 2);
  assert.equal(steady.is("recording", false), false);
  page.pass(settles / 2);
  assert.equal(steady.is("recording", false), true);
});

test("a change of one button does not affect another", () => {
  const { steady } = drawn();
  steady.is("lock", false);
  steady.is("question", false);
  steady.is("lock", true);
  assert.equal(steady.is("question", false), true);
});
