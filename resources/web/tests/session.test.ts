/** The way through a call, on an engine that writes down what it is asked. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CODES } from "../src/codes.ts";
import { LOGIN_LIMIT_MS, Session } from "../src/session.ts";
import type { CallSettings } from "../src/settings.ts";
import { FakeEngine, FULL } from "./fake_engine.ts";

const SETTINGS: CallSettings = {
  appID: 7,
  server: "",
  roomID: "r",
  userID: "me",
  userName: "Me",
  token: "t1",
};
const HOST = { userID: "host", userName: "Host" };

interface Stage {
  readonly session: Session;
  readonly engines: FakeEngine[];
  readonly engine: () => FakeEngine;
  /** Let the time for the login run out. */
  readonly runOut: () => void;
  /** Calls since the last time this was asked. */
  readonly calls: () => string[];
}

function stage(adjust: (engine: FakeEngine) => void = () => {}, mayPlaySound = true): Stage {
  const engines: FakeEngine[] = [];
  let fire = () => {};
  const session = new Session({
    createEngine: (_appID, _server, events) => {
      const engine = new FakeEngine(events);
      adjust(engine);
      engines.push(engine);
      return engine;
    },
    startTimer: (delayMs, wanted) => {
      assert.equal(delayMs, LOGIN_LIMIT_MS);
      fire = wanted;
      return () => {
        fire = () => {};
      };
    },
    now: () => 42,
    mayPlaySound: () => mayPlaySound,
  });
  const engine = () => engines.at(-1) ?? assert.fail("no engine was made");
  return { session, engines, engine, runOut: () => fire(), calls: () => engine().calls.splice(0) };
}

async function inRoom(made = stage()): Promise<Stage> {
  await made.session.prepare(SETTINGS);
  await made.session.join();
  made.calls();
  return made;
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the browser is checked before camera and microphone are opened", async () => {
  const { session, calls } = stage();
  await session.prepare(SETTINGS);
  assert.deepEqual(calls(), ["check", "capture camera any sound"]);
  assert.equal(session.store.value.stage, "ready");
  assert.equal(session.store.value.local.kind, "open");
  assert.equal(session.store.value.devices.cameras[0]?.name, "One");
});

test("a browser without WebRTC is told so and opens no camera", async () => {
  const { session, calls } = stage((engine) => {
    engine.capability = { ...FULL, webRTC: false };
  });
  await session.prepare(SETTINGS);
  assert.equal(session.store.value.ending, "unsupported");
  assert.ok(!calls().some((call) => call.startsWith("capture")));
});

test("H.264 is chosen where the browser has it, else VP8", async () => {
  const { session } = stage();
  await session.prepare(SETTINGS);
  assert.equal(session.store.value.codec, "H264");

  const without = { ...FULL, codecs: { ...FULL.codecs, H264: false } };
  const other = stage((engine) => {
    engine.capability = without;
  });
  await other.session.prepare(SETTINGS);
  assert.equal(other.session.store.value.codec, "VP8");
});

test("publishing begins only inside the room, with the chosen format", async () => {
  const { session, calls } = stage();
  await session.prepare(SETTINGS);
  session.chooseCodec("VP8");
  assert.ok(!calls().some((call) => call.startsWith("publish")));
  await session.join();
  assert.deepEqual(calls(), ["login r me t1", "publish me-web-42 VP8"]);
  assert.equal(session.store.value.stage, "joined");
});

test("the event and the answer of one login publish once", async () => {
  const { session, calls, engine } = stage();
  await session.prepare(SETTINGS);
  const joining = session.join();
  engine().events.roomStateChanged("LOGINED", 0);
  await joining;
  assert.equal(calls().filter((call) => call.startsWith("publish")).length, 1);
});

test("a denied camera still lets one join to watch", async () => {
  const { session, calls } = stage((engine) => {
    engine.captureCode = 1103064;
  });
  await session.prepare(SETTINGS);
  assert.equal(session.store.value.local.kind, "failed");
  assert.equal(session.store.value.local.code, 1103064);
  await session.join();
  assert.equal(session.store.value.stage, "joined");
  assert.ok(!calls().some((call) => call.startsWith("publish")));
});

test("a stream that is refused shows its code, and one stays in the room", async () => {
  const { session } = await inRoom(
    stage((engine) => {
      engine.publishCode = 1003099;
    }),
  );
  assert.equal(session.store.value.stage, "joined");
  assert.equal(session.store.value.local.publisherCode, 1003099);
});

test("a camera opened in the room is published at once", async () => {
  const { session, calls } = await inRoom();
  session.local.close();
  assert.deepEqual(calls(), ["unpublish me-web-42", "release"]);
  await session.local.open({ camera: false, microphone: true });
  assert.deepEqual(calls(), ["capture sound", "publish me-web-42 H264"]);
});

test("a login that fails keeps the code and the preview, and can be tried again", async () => {
  const made = stage((engine) => {
    engine.loginCode = 1002078;
  });
  await made.session.prepare(SETTINGS);
  await made.session.join();
  const { stage: now, ending, code, local } = made.session.store.value;
  assert.deepEqual([now, ending, code, local.kind], ["ended", "failed", 1002078, "open"]);
  made.engine().loginCode = 0;
  await made.session.again();
  assert.equal(made.session.store.value.stage, "joined");
  assert.equal(made.engines.length, 1);
});

test("a login without an answer ends in time and its late answer is dropped", async () => {
  const made = stage((engine) => {
    engine.hangs = true;
  });
  await made.session.prepare(SETTINGS);
  void made.session.join();
  made.calls();
  made.runOut();
  assert.equal(made.session.store.value.stage, "ended");
  assert.equal(made.session.store.value.code, CODES.loginTimedOut);
  assert.deepEqual(made.calls(), ["logout r"]);
  made.engine().events.roomStateChanged("LOGINED", 0);
  assert.equal(made.session.store.value.stage, "ended");
});

test("a cancelled login goes back to the preview", async () => {
  const made = stage((engine) => {
    engine.hangs = true;
  });
  await made.session.prepare(SETTINGS);
  void made.session.join();
  made.session.cancel();
  assert.equal(made.session.store.value.stage, "ready");
  made.runOut();
  assert.equal(made.session.store.value.stage, "ready");
});

test("every stream of an ADD is played, every one of a DELETE stopped", async () => {
  const { session, engine, calls } = await inRoom();
  const streams = ["a", "b"].map((streamID) => ({ streamID, owner: HOST }));
  engine().events.streamsChanged("ADD", streams);
  engine().events.streamsChanged("ADD", streams); // told twice after a reconnect
  await settle();
  assert.deepEqual(calls(), ["play a", "play b"]);
  assert.deepEqual(
    session.store.value.remote.map(({ player }) => player),
    ["PLAYING", "PLAYING"],
  );
  engine().events.streamsChanged("DELETE", streams);
  assert.deepEqual(calls(), ["a remove", "stop a", "b remove", "stop b"]);
  assert.equal(session.store.value.remote.length, 0);
});

test("a stream that ends while it loads is removed when it comes", async () => {
  const { session, engine, calls } = await inRoom();
  const stream = { streamID: "a", owner: HOST };
  engine().events.streamsChanged("ADD", [stream]);
  engine().events.streamsChanged("DELETE", [stream]);
  await settle();
  assert.deepEqual(calls(), ["play a", "stop a", "a remove"]);
  assert.equal(session.remote.canShow("a"), false);
});

test("a stream that cannot be played shows its code", async () => {
  const { session, engine } = await inRoom();
  engine().playCode = 1004002;
  engine().events.streamsChanged("ADD", [{ streamID: "a", owner: HOST }]);
  await settle();
  assert.equal(session.store.value.remote[0]?.code, 1004002);
});

test("without a click pictures start muted and one click lets all be heard", async () => {
  const made = await inRoom(stage(() => {}, false));
  made.engine().events.streamsChanged("ADD", [{ streamID: "a", owner: HOST }]);
  await settle();
  made.calls();
  made.session.remote.show("a", {} as HTMLElement);
  assert.equal(made.session.store.value.heard, false);
  made.session.remote.hear();
  assert.deepEqual(made.calls(), ["a show muted", "a aloud", "a resume"]);
  assert.equal(made.session.store.value.heard, true);
});

test("silence that was asked for stays when another stream comes", async () => {
  const { session, engine, calls } = await inRoom();
  engine().events.streamsChanged("ADD", [{ streamID: "a", owner: HOST }]);
  await settle();
  assert.equal(session.store.value.heard, true);
  session.remote.hush();
  engine().events.streamsChanged("ADD", [{ streamID: "b", owner: HOST }]);
  await settle();
  calls();
  session.remote.show("b", {} as HTMLElement);
  assert.deepEqual(calls(), ["b show muted"]);
});

test("messages of all kinds are sent, shown, and a command has receivers", async () => {
  const { session, engine, calls } = await inRoom();
  assert.equal(await session.send("command", "wave", []), false);
  assert.equal(session.store.value.sendCode, CODES.nobodyThere);
  engine().events.usersChanged("ADD", [HOST]);
  for (const kind of ["broadcast", "barrage", "command"] as const) {
    assert.equal(await session.send(kind, " hi ", []), true);
  }
  assert.deepEqual(calls(), [
    "send r broadcast hi [host]",
    "send r barrage hi [host]",
    "send r command hi [host]",
  ]);
  engine().events.messageReceived("barrage", HOST, "hello");
  const lines = session.store.value.messages.map(({ own, text }) => [own, text]);
  assert.deepEqual(lines, [[true, "hi"], [true, "hi"], [true, "hi"], [false, "hello"]]);
});

test("a message that is too long or refused is not shown as sent", async () => {
  const { session, engine } = await inRoom();
  assert.equal(await session.send("broadcast", "长".repeat(342), []), false);
  assert.equal(session.store.value.sendCode, CODES.messageTooLong);
  engine().sendCode = 1009015;
  assert.equal(await session.send("broadcast", "hi", []), false);
  assert.equal(session.store.value.sendCode, 1009015);
  assert.equal(session.store.value.messages.length, 0);
});

test("leaving stops, frees, logs out and destroys in this order", async () => {
  const { session, engine, calls } = await inRoom();
  engine().events.streamsChanged("ADD", [{ streamID: "a", owner: HOST }]);
  await settle();
  calls();
  session.leave();
  const order = ["unpublish me-web-42", "release", "a remove", "stop a", "logout r", "destroy"];
  assert.deepEqual(calls(), order);
  assert.equal(session.store.value.ending, "left");
});

for (const [reason, ending] of [
  ["KICKOUT", "removed"],
  ["RECONNECT_FAILED", "lost"],
] as const) {
  test(`${reason} frees everything and offers the way back`, async () => {
    const made = await inRoom();
    made.engine().events.roomStateChanged(reason, 1002050);
    assert.equal(made.session.store.value.ending, ending);
    assert.equal(made.session.store.value.code, 1002050);
    assert.ok(made.calls().includes("release"));
    await made.session.again();
    assert.equal(made.engines.length, 2);
    assert.equal(made.session.store.value.stage, "ready");
  });
}

test("a break is shown, and publishing is not begun twice after it", async () => {
  const { session, engine, calls } = await inRoom();
  engine().events.roomStateChanged("RECONNECTING", 1002051);
  assert.equal(session.store.value.stage, "reconnecting");
  engine().events.roomStateChanged("RECONNECTED", 0);
  assert.equal(session.store.value.stage, "joined");
  assert.deepEqual(calls(), []);
});

test("what a destroyed engine still tells is dropped", async () => {
  const { session, engines } = await inRoom();
  session.leave();
  await session.prepare(SETTINGS);
  await session.join();
  engines[0]?.events.roomStateChanged("KICKOUT", 1002050);
  assert.equal(session.store.value.stage, "joined");
});

test("a token that ends soon is asked for and renewed", async () => {
  const { session, engine, calls } = await inRoom();
  engine().events.tokenWillExpire();
  assert.equal(session.store.value.tokenEnds, true);
  session.renewToken("t2");
  assert.deepEqual(calls(), ["renew r t2"]);
  assert.equal(session.store.value.tokenEnds, false);
});

test("the chosen camera is taken again, until it fails", async () => {
  const { session, engine, calls } = await inRoom();
  await session.local.useCamera("c2");
  session.local.close();
  calls();
  await session.local.open({ camera: true, microphone: true });
  assert.equal(calls()[0], "capture camera c2 sound");
  engine().events.captureFailed(1106010);
  calls();
  await session.local.open({ camera: true, microphone: true });
  assert.equal(calls()[0], "capture camera any sound");
});

test("a camera that is pulled out stops the stream and says why", async () => {
  const { session, engine, calls } = await inRoom();
  engine().events.captureFailed(1106010);
  assert.deepEqual(calls(), ["unpublish me-web-42", "release"]);
  assert.equal(session.store.value.local.code, 1106010);
});
