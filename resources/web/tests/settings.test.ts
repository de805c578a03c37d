/** The form and the fragment of the address. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { check, readFragment, withoutToken, type Draft } from "../src/settings.ts";

const DRAFT: Draft = { app: "7", server: "", room: "r", user: "u", name: "", token: "04abc" };

function problem(part: Partial<Draft>): unknown {
  return [...(check({ ...DRAFT, ...part }).problems ?? [])].map((pair) => pair.join(" ")).join();
}

test("a fragment fills the form, plus signs and Chinese included", () => {
  const read = readFragment("#app=7&room=demo&token=04A%2B+/=&name=%E4%BD%A0&other=1");
  assert.deepEqual(read, { app: "7", room: "demo", token: "04A++/=", name: "你" });
});

test("the token leaves the address however it is written, the rest stays", () => {
  assert.equal(withoutToken("#app=7&token=04abc&room=a%20b"), "#app=7&room=a%20b");
  assert.equal(withoutToken("#t%6Fken=04abc"), "");
  assert.equal(withoutToken("#token=a&token=b"), "");
  assert.equal(withoutToken(""), "");
});

test("settings are tidy and the name defaults to the user ID", () => {
  const { settings } = check({ ...DRAFT, app: " 7 ", server: " wss://a.example/ws " });
  assert.deepEqual(settings, {
    appID: 7,
    server: "wss://a.example/ws",
    roomID: "r",
    userID: "u",
    userName: "u",
    token: "04abc",
  });
});

test("each field says what is wrong with it", () => {
  assert.equal(problem({}), "");
  assert.equal(problem({ app: "" }), "app missing");
  assert.equal(problem({ app: "0" }), "app app");
  assert.equal(problem({ app: "4294967296" }), "app app");
  assert.equal(problem({ app: "7a" }), "app app");
  assert.equal(problem({ server: "ws://a.example" }), "server server");
  assert.equal(problem({ room: "a b" }), "room characters");
  assert.equal(problem({ room: "50%" }), "room characters");
  assert.equal(problem({ user: "u".repeat(65) }), "user length");
  assert.equal(problem({ user: "名" }), "user characters");
  assert.equal(problem({ token: "04 abc" }), "token token");
});
