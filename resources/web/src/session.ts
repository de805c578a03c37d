/**
 * The way through a call: details, capability check, preview, room, end.
 *
 * A state machine without DOM. An answer that belongs to an earlier try is dropped. A login that
 * is not decided in time is cancelled here: the SDK itself would go on trying without an end.
 */
import { Chat } from "./chat.ts";
import { CODES } from "./codes.ts";
import {
  EngineFailure,
  type Change,
  type Codec,
  type CreateEngine,
  type Engine,
  type EngineEvents,
  type MessageKind,
  type Person,
  type RoomReason,
} from "./engine.ts";
import { LocalSide } from "./local_side.ts";
import { RemoteSide } from "./remote_side.ts";
import type { CallSettings } from "./settings.ts";
import { NO_LOCAL, Store, type Ending } from "./state.ts";

export const LOGIN_LIMIT_MS = 12_000;

/** Starts a timer and returns what stops it. */
export type StartTimer = (delayMs: number, fire: () => void) => () => void;

export interface Surroundings {
  readonly createEngine: CreateEngine;
  readonly startTimer: StartTimer;
  /** Milliseconds since 1970, for stream IDs. */
  readonly now: () => number;
  /** Whether sound may start without a further click. */
  readonly mayPlaySound: () => boolean;
}

export class Session {
  readonly store = new Store();
  readonly local: LocalSide;
  readonly remote: RemoteSide;
  readonly chat: Chat;
  readonly #around: Surroundings;
  #engine: Engine | null = null;
  #settings: CallSettings | null = null;
  /** Changes with every engine: what an old one still tells is dropped. */
  #life: object | null = null;
  #try = 0;
  #stopTimer = () => {};

  constructor(around: Surroundings) {
    this.#around = around;
    this.local = new LocalSide(this.store, around.now);
    this.remote = new RemoteSide(this.store, around.mayPlaySound);
    this.chat = new Chat(this.store);
  }

  get settings(): CallSettings | null {
    return this.#settings;
  }

  /** Make the engine, look at the browser, then open camera and microphone. */
  async prepare(settings: CallSettings): Promise<void> {
    this.destroy();
    this.#settings = settings;
    const mine = ++this.#try;
    const life = {};
    this.#life = life;
    this.store.change({ stage: "checking", code: 0, capability: null });
    try {
      const events = this.#events(life);
      const engine = this.#around.createEngine(settings.appID, settings.server, events);
      this.#take(engine, settings);
      const capability = await engine.checkSystemRequirements();
      if (mine !== this.#try) return;
      this.store.change({ capability, codec: capability.codecs.H264 ? "H264" : "VP8" });
      if (!capability.webRTC) {
        this.#end("unsupported", 0);
        return;
      }
    } catch (error) {
      if (mine === this.#try) this.#end("failed", codeOf(error));
      return;
    }
    this.store.change({ stage: "ready" });
    await this.local.open({ camera: true, microphone: true });
  }

  /** Enter the room; again after a failure, too. */
  async join(): Promise<void> {
    const engine = this.#engine;
    const settings = this.#settings;
    const { stage } = this.store.value;
    if (engine === null || settings === null) return;
    if (stage === "joining" || stage === "joined" || stage === "reconnecting") return;
    const mine = ++this.#try;
    this.store.change({ stage: "joining", code: 0, people: [], messages: [], tokenEnds: false });
    this.#stopTimer = this.#around.startTimer(LOGIN_LIMIT_MS, () => {
      if (mine === this.#try) this.#failLogin(CODES.loginTimedOut);
    });
    const user = { userID: settings.userID, userName: settings.userName };
    try {
      await engine.loginRoom(settings.roomID, settings.token, user);
      if (mine === this.#try) this.#entered();
    } catch (error) {
      if (mine === this.#try) this.#failLogin(codeOf(error));
    }
  }

  /** Once more from where it went wrong. */
  async again(): Promise<void> {
    if (this.#engine !== null) await this.join();
    else if (this.#settings !== null) await this.prepare(this.#settings);
  }

  /** Stop waiting for the room. */
  cancel(): void {
    if (this.store.value.stage !== "joining") return;
    this.#giveUpLogin();
    this.store.change({ stage: "ready" });
  }

  /** Leave in the order the engine wants, and free camera and microphone. */
  leave(): void {
    if (this.#engine !== null) this.#end("left", 0);
  }

  /** Forget the call and go back to the form. */
  changeDetails(): void {
    this.destroy();
    this.store.change({ stage: "details", capability: null, code: 0 });
  }

  chooseCodec(codec: Codec): void {
    this.store.change({ codec });
  }

  send(kind: MessageKind, text: string, to: readonly string[]): Promise<boolean> {
    return this.chat.send(kind, text, to);
  }

  renewToken(token: string): void {
    if (this.#settings === null) return;
    this.#settings = { ...this.#settings, token };
    if (this.store.value.stage === "joined") {
      this.#engine?.renewToken(this.#settings.roomID, token);
    }
    this.store.change({ tokenEnds: false });
  }

  /** Free everything; the page may be closed afterwards. */
  destroy(): void {
    this.#stopTimer();
    const engine = this.#engine;
    if (engine === null) return;
    this.#try += 1;
    this.#life = null;
    this.local.close();
    this.remote.clear();
    if (this.#settings !== null) engine.logoutRoom(this.#settings.roomID);
    this.#take(null, null);
    engine.destroy();
    this.store.change({ local: NO_LOCAL, people: [], remote: [] });
  }

  #take(engine: Engine | null, settings: CallSettings | null): void {
    this.#engine = engine;
    this.local.use(engine, settings);
    this.remote.use(engine);
    this.chat.use(engine, settings);
  }

  #events(life: object): EngineEvents {
    const alive = () => this.#life === life;
    return {
      roomStateChanged: (reason, code) => alive() && this.#onRoom(reason, code),
      usersChanged: (change, users) => alive() && this.#onUsers(change, users),
      streamsChanged: (change, streams) => alive() && this.remote.changed(change, streams),
      publisherChanged: (id, state, code) => alive() && this.local.published(id, state, code),
      playerChanged: (id, state, code) => alive() && this.remote.played(id, state, code),
      publishQuality: (id, quality) => alive() && this.local.measured(id, quality),
      playQuality: (id, quality) => alive() && this.store.changeRemote(id, { quality }),
      messageReceived: (kind, from, text) => alive() && this.chat.received(kind, from, text),
      devicesChanged: () => void (alive() && this.local.listDevices()),
      captureFailed: (code) => alive() && this.local.failed(code),
      tokenWillExpire: () => alive() && this.store.change({ tokenEnds: true }),
    };
  }

  #onRoom(reason: RoomReason, code: number): void {
    const { stage } = this.store.value;
    const inside = stage === "joined" || stage === "reconnecting";
    if (reason === "LOGINED" && stage === "joining") this.#entered();
    else if (reason === "LOGIN_FAILED" && stage === "joining") this.#failLogin(code);
    else if (reason === "RECONNECTING" && inside) this.store.change({ stage: "reconnecting" });
    else if (reason === "RECONNECTED" && inside) this.#entered();
    else if (reason === "RECONNECT_FAILED" && inside) this.#end("lost", code);
    else if (reason === "KICKOUT" && inside) this.#end("removed", code);
    else if (reason === "LOGOUT" && inside) this.#end("left", code);
  }

  #onUsers(change: Change, users: readonly Person[]): void {
    const named = new Set(users.map(({ userID }) => userID));
    const others = this.store.value.people.filter(({ userID }) => !named.has(userID));
    this.store.change({ people: change === "ADD" ? [...others, ...users] : others });
  }

  #entered(): void {
    this.#stopTimer();
    this.store.change({ stage: "joined" });
    this.local.publish();
  }

  #failLogin(code: number): void {
    this.#giveUpLogin();
    this.store.change({ stage: "ended", ending: "failed", code });
  }

  #giveUpLogin(): void {
    this.#stopTimer();
    this.#try += 1;
    this.remote.clear();
    if (this.#settings !== null) this.#engine?.logoutRoom(this.#settings.roomID);
  }

  #end(ending: Ending, code: number): void {
    this.destroy();
    this.store.change({ stage: "ended", ending, code });
  }
}

function codeOf(error: unknown): number {
  if (error instanceof EngineFailure) return error.code;
  throw error;
}
