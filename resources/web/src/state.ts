/** What the page shows, as plain data; every change makes a new value. */
import type {
  Capability,
  Codec,
  Devices,
  MessageKind,
  Person,
  PlayerState,
  PublisherState,
  Quality,
} from "./engine.ts";

/** Where the user is on the way through a call. */
export type Stage =
  | "details"
  | "checking"
  | "ready"
  | "joining"
  | "joined"
  | "reconnecting"
  | "ended";

/** Why a call is over. */
export type Ending = "left" | "failed" | "removed" | "lost" | "unsupported";

export type LocalKind = "off" | "opening" | "open" | "failed";

export interface LocalState {
  readonly kind: LocalKind;
  /** The engine's code when `kind` is "failed". */
  readonly code: number;
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly cameraMuted: boolean;
  readonly microphoneMuted: boolean;
  readonly publisher: PublisherState;
  readonly publisherCode: number;
  readonly quality: Quality | null;
}

export interface RemoteState {
  readonly streamID: string;
  readonly owner: Person;
  readonly player: PlayerState;
  readonly code: number;
  readonly quality: Quality | null;
  /** The browser refuses to start it before the user has clicked. */
  readonly blocked: boolean;
}

export interface Message {
  readonly number: number;
  readonly kind: MessageKind;
  readonly from: Person;
  readonly own: boolean;
  readonly text: string;
}

export interface State {
  readonly stage: Stage;
  readonly ending: Ending;
  /** The engine's code for `ending`; 0 when there is none. */
  readonly code: number;
  readonly capability: Capability | null;
  readonly devices: Devices;
  readonly codec: Codec;
  readonly local: LocalState;
  readonly people: readonly Person[];
  readonly remote: readonly RemoteState[];
  readonly heard: boolean;
  readonly messages: readonly Message[];
  /** The code of the last message that could not be sent. */
  readonly sendCode: number;
  readonly tokenEnds: boolean;
}

export const NO_LOCAL: LocalState = {
  kind: "off",
  code: 0,
  camera: false,
  microphone: false,
  cameraMuted: false,
  microphoneMuted: false,
  publisher: "NO_PUBLISH",
  publisherCode: 0,
  quality: null,
};

export const FIRST_STATE: State = {
  stage: "details",
  ending: "left",
  code: 0,
  capability: null,
  devices: { cameras: [], microphones: [], speakers: [] },
  codec: "H264",
  local: NO_LOCAL,
  people: [],
  remote: [],
  heard: false,
  messages: [],
  sendCode: 0,
  tokenEnds: false,
};

/** Holds the state and tells one listener about every change. */
export class Store {
  #value: State = FIRST_STATE;
  #listener: (state: State) => void = () => undefined;

  get value(): State {
    return this.#value;
  }

  listen(listener: (state: State) => void): void {
    this.#listener = listener;
    listener(this.#value);
  }

  change(part: Partial<State>): void {
    this.#value = { ...this.#value, ...part };
    this.#listener(this.#value);
  }

  changeLocal(part: Partial<LocalState>): void {
    this.change({ local: { ...this.#value.local, ...part } });
  }

  changeRemote(streamID: string, part: Partial<RemoteState>): void {
    const remote = this.#value.remote.map((stream) =>
      stream.streamID === streamID ? { ...stream, ...part } : stream,
    );
    this.change({ remote });
  }
}
