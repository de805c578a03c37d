/**
 * What the session needs of a real-time engine, in the Express order.
 *
 * Plain data and interfaces; the vendor's library stands behind them in express.ts.
 */

/** The nine reasons for which the state of a room changes. */
export type RoomReason =
  | "LOGINING"
  | "LOGINED"
  | "LOGIN_FAILED"
  | "RECONNECTING"
  | "RECONNECTED"
  | "RECONNECT_FAILED"
  | "KICKOUT"
  | "LOGOUT"
  | "LOGOUT_FAILED";

export type PublisherState = "NO_PUBLISH" | "PUBLISH_REQUESTING" | "PUBLISHING";
export type PlayerState = "NO_PLAY" | "PLAY_REQUESTING" | "PLAYING";
export type Change = "ADD" | "DELETE";
export type Codec = "H264" | "VP8" | "H265";
export type MessageKind = "broadcast" | "barrage" | "command";

export interface Person {
  readonly userID: string;
  readonly userName: string;
}

export interface StreamInfo {
  readonly streamID: string;
  readonly owner: Person;
}

export interface Capability {
  readonly webRTC: boolean;
  readonly camera: boolean;
  readonly microphone: boolean;
  readonly screenSharing: boolean;
  readonly customCapture: boolean;
  readonly codecs: Readonly<Record<Codec | "VP9", boolean>>;
}

export interface Device {
  readonly id: string;
  readonly name: string;
}

export interface Devices {
  readonly cameras: readonly Device[];
  readonly microphones: readonly Device[];
  readonly speakers: readonly Device[];
}

/** Figures of one stream; null where the engine has not measured. */
export interface Quality {
  readonly width: number | null;
  readonly height: number | null;
  readonly fps: number | null;
  readonly kbps: number | null;
  readonly lossPercent: number | null;
  readonly delayMs: number | null;
  readonly codec: string;
  /** 0 excellent to 4 unusable; -1 unknown. */
  readonly grade: number;
}

export interface CaptureWish {
  readonly camera: boolean;
  readonly microphone: boolean;
}

/** Device IDs; empty for the browser's own choice. */
export interface ChosenDevices {
  readonly camera: string;
  readonly microphone: string;
}

/** Why a call failed; `code` is the engine's, 0 when it gave none. */
export class EngineFailure extends Error {
  constructor(
    readonly code: number,
    readonly detail: string,
  ) {
    super(`${code} ${detail}`);
  }
}

/** Camera and microphone of this browser. */
export interface LocalMedia {
  show(place: HTMLElement): void;
  useCamera(id: string): Promise<void>;
  useMicrophone(id: string): Promise<void>;
  muteVideo(muted: boolean): void;
  muteAudio(muted: boolean): void;
  /** Stop capturing; the devices are free afterwards. */
  release(): void;
}

/** Somebody else's stream. */
export interface RemoteMedia {
  /** Draw it; `blocked` is called when the browser refuses to start it. */
  show(place: HTMLElement, muted: boolean, blocked: () => void): void;
  setMuted(muted: boolean): void;
  resume(): void;
  useSpeaker(id: string): Promise<void>;
  remove(): void;
}

/** What the engine tells. Never called before createEngine has returned. */
export interface EngineEvents {
  roomStateChanged(reason: RoomReason, code: number): void;
  usersChanged(change: Change, users: readonly Person[]): void;
  streamsChanged(change: Change, streams: readonly StreamInfo[]): void;
  publisherChanged(streamID: string, state: PublisherState, code: number): void;
  playerChanged(streamID: string, state: PlayerState, code: number): void;
  publishQuality(streamID: string, quality: Quality): void;
  playQuality(streamID: string, quality: Quality): void;
  messageReceived(kind: MessageKind, from: Person, text: string): void;
  devicesChanged(): void;
  captureFailed(code: number): void;
  tokenWillExpire(): void;
}

export interface Engine {
  checkSystemRequirements(): Promise<Capability>;
  devices(): Promise<Devices>;
  createStream(wish: CaptureWish, chosen: ChosenDevices): Promise<LocalMedia>;
  loginRoom(roomID: string, token: string, user: Person): Promise<void>;
  logoutRoom(roomID: string): void;
  renewToken(roomID: string, token: string): void;
  /** Throws EngineFailure when it is refused at once; everything later is an event. */
  startPublishing(streamID: string, media: LocalMedia, codec: Codec): void;
  stopPublishing(streamID: string): void;
  startPlaying(streamID: string): Promise<RemoteMedia>;
  stopPlaying(streamID: string): void;
  /** `to` matters for commands alone. */
  send(roomID: string, kind: MessageKind, text: string, to: readonly string[]): Promise<void>;
  destroy(): void;
}

export type CreateEngine = (appID: number, server: string, events: EngineEvents) => Engine;
