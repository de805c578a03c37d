/** Words, codes, figures, and what may be stored. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupOf } from "../src/codes.ts";
import { failureFrom, playFigures } from "../src/express_values.ts";
import { StorageGuard } from "../src/storage_guard.ts";
import { preferredLanguage, Words } from "../src/words.ts";
import { EN } from "../src/words/en.ts";
import { ZH } from "../src/words/zh.ts";

test("both languages have the same keys and the same blanks to fill", () => {
  assert.deepEqual(Object.keys(ZH).sort(), Object.keys(EN).sort());
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(EN)) {
    assert.deepEqual(blanks(ZH[key as keyof typeof EN]), blanks(text), key);
  }
});

test("blanks are filled, what looks like one in a value is left alone", () => {
  assert.equal(new Words("en").say("call.title", { room: "{room}" }), "Room {room}");
  assert.equal(new Words("zh").say("call.title", { room: "a" }), "房间 a");
});

test("the language is the first of the browser's that we have", () => {
  assert.equal(preferredLanguage(["fr", "zh-Hant", "en"]), "zh");
  assert.equal(preferredLanguage(["fr"]), "en");
});

test("a code leads to what can be done about it", () => {
  assert.equal(groupOf(1002078), "token");
  assert.equal(groupOf(1103064), "denied");
  assert.equal(groupOf(1002050), "sameUser");
  assert.equal(groupOf(99), "unknown");
});

test("whatever the library rejects with becomes a failure with its code", () => {
  assert.equal(failureFrom({ errorCode: 1103064, extendedData: "no" }).code, 1103064);
  assert.equal(failureFrom({ code: 1002078, msg: "old" }).detail, "old");
  assert.equal(failureFrom({ code: "x" }).code, 0);
  assert.equal(failureFrom("odd").detail, "odd");
});

test("figures that were not measured are unknown, not zero", () => {
  const video = {
    frameWidth: 1280,
    frameHeight: 720,
    videoFPS: Number.NaN,
    videoBitrate: 1000,
    videoPacketsLostRate: 0.02,
    videoQuality: 1,
    googCodecName: "H264",
  };
  const stats = { video, audio: { audioBitrate: 48 }, peerToPeerDelay: undefined };
  const { fps, kbps, lossPercent, delayMs } = playFigures(stats);
  assert.deepEqual([fps, kbps, lossPercent, delayMs], [null, 1048, 2, null]);
});

test("a token is not stored, plain or as in an address, what else is there is kept", () => {
  const stored: unknown[] = [];
  const keep = (value: unknown) => {
    stored.push(value);
    return {} as IDBRequest<IDBValidKey>;
  };
  const store = { add: keep, put: keep };
  const guard = new StorageGuard();
  guard.watch(store);
  guard.hide("04a+/=");
  const bytes = new Uint8Array([1]);
  store.add({ log: ["login 04a+/=", "?token=04a%2B%2F%3D", 7], bytes });
  store.put("04a+/= 04a+/=");
  assert.deepEqual(stored, [{ log: ["login ***", "?token=***", 7], bytes }, "*** ***"]);
});
