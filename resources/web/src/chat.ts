/** The three kinds of messages. The room does not send one's own back: they are added here. */
import { CODES } from "./codes.ts";
import { EngineFailure, type Engine, type MessageKind, type Person } from "./engine.ts";
import { bytesOf, type CallSettings } from "./settings.ts";
import type { Store } from "./state.ts";

export const LONGEST_MESSAGE_BYTES = 1024;
const KEPT_MESSAGES = 200;

export class Chat {
  readonly #store: Store;
  #engine: Engine | null = null;
  #settings: CallSettings | null = null;
  #count = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  use(engine: Engine | null, settings: CallSettings | null): void {
    this.#engine = engine;
    this.#settings = settings;
  }

  received(kind: MessageKind, from: Person, text: string): void {
    this.#add(kind, from, false, text);
  }

  /** Send `text`; a command to nobody in particular goes to everybody. True when it is sent. */
  async send(kind: MessageKind, text: string, to: readonly string[]): Promise<boolean> {
    const engine = this.#engine;
    const settings = this.#settings;
    const line = text.trim();
    if (engine === null || settings === null || line === "") return false;
    const people = this.#store.value.people.map(({ userID }) => userID);
    const receivers = to.length > 0 ? to : people;
    const code = await this.#problem(kind, line, receivers, engine, settings.roomID);
    this.#store.change({ sendCode: code });
    if (code !== 0) return false;
    this.#add(kind, { userID: settings.userID, userName: settings.userName }, true, line);
    return true;
  }

  async #problem(
    kind: MessageKind,
    text: string,
    to: readonly string[],
    engine: Engine,
    roomID: string,
  ): Promise<number> {
    if (this.#store.value.stage !== "joined") return CODES.notInRoom;
    if (bytesOf(text) > LONGEST_MESSAGE_BYTES) return CODES.messageTooLong;
    if (kind === "command" && to.length === 0) return CODES.nobodyThere;
    try {
      await engine.send(roomID, kind, text, to);
    } catch (error) {
      if (error instanceof EngineFailure) return error.code || CODES.messageFailed;
      throw error;
    }
    return 0;
  }

  #add(kind: MessageKind, from: Person, own: boolean, text: string): void {
    const message = { number: ++this.#count, kind, from, own, text };
    const messages = [...this.#store.value.messages, message].slice(-KEPT_MESSAGES);
    this.#store.change({ messages });
  }
}
