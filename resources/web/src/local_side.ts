/** Camera and microphone of this browser: open, choose, mute, publish, release. */
import {
  EngineFailure,
  type CaptureWish,
  type ChosenDevices,
  type Engine,
  type LocalMedia,
  type PublisherState,
  type Quality,
} from "./engine.ts";
import type { CallSettings } from "./settings.ts";
import { NO_LOCAL, type Store } from "./state.ts";

const NO_CHOICE: ChosenDevices = { camera: "", microphone: "" };

export class LocalSide {
  readonly #store: Store;
  readonly #now: () => number;
  #engine: Engine | null = null;
  #settings: CallSettings | null = null;
  #media: LocalMedia | null = null;
  #streamID = "";
  #chosen: ChosenDevices = NO_CHOICE;

  constructor(store: Store, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  use(engine: Engine | null, settings: CallSettings | null): void {
    this.#engine = engine;
    this.#settings = settings;
  }

  /** Open what is wished; in a room it is published at once. */
  async open(wish: CaptureWish): Promise<void> {
    const engine = this.#engine;
    if (engine === null || this.#store.value.local.kind === "opening") return;
    this.close();
    this.#store.changeLocal({ ...NO_LOCAL, ...wish, kind: "opening" });
    try {
      const media = await engine.createStream(wish, this.#chosen);
      if (engine !== this.#engine) {
        media.release(); // the call was left meanwhile
        return;
      }
      this.#media = media;
      this.#store.changeLocal({ kind: "open" });
    } catch (error) {
      if (engine === this.#engine) this.failed(error instanceof EngineFailure ? error.code : 0);
      if (!(error instanceof EngineFailure)) throw error;
      return;
    }
    await this.listDevices();
    if (this.#store.value.stage === "joined") this.publish();
  }

  /** Stop publishing, then free the devices. */
  close(): void {
    if (this.#streamID !== "") this.#engine?.stopPublishing(this.#streamID);
    this.#streamID = "";
    const media = this.#media;
    this.#media = null;
    media?.release();
    this.#store.changeLocal(NO_LOCAL);
  }

  /** Send what is open, under an ID of its own; only call it inside a room. */
  publish(): void {
    if (this.#engine === null || this.#media === null || this.#streamID !== "") return;
    this.#streamID = `${this.#settings?.userID ?? "web"}-web-${this.#now()}`;
    try {
      this.#engine.startPublishing(this.#streamID, this.#media, this.#store.value.codec);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.published(this.#streamID, "NO_PUBLISH", error.code);
    }
  }

  show(place: HTMLElement): void {
    this.#media?.show(place);
  }

  async useCamera(id: string): Promise<void> {
    this.#chosen = { ...this.#chosen, camera: id };
    await this.#choose(() => this.#media?.useCamera(id));
  }

  async useMicrophone(id: string): Promise<void> {
    this.#chosen = { ...this.#chosen, microphone: id };
    await this.#choose(() => this.#media?.useMicrophone(id));
  }

  muteCamera(muted: boolean): void {
    this.#media?.muteVideo(muted);
    this.#store.changeLocal({ cameraMuted: muted });
  }

  muteMicrophone(muted: boolean): void {
    this.#media?.muteAudio(muted);
    this.#store.changeLocal({ microphoneMuted: muted });
  }

  async listDevices(): Promise<void> {
    const engine = this.#engine;
    if (engine === null) return;
    const devices = await engine.devices();
    if (engine === this.#engine) this.#store.change({ devices });
  }

  published(streamID: string, state: PublisherState, code: number): void {
    if (streamID !== this.#streamID) return;
    this.#store.changeLocal({ publisher: state, publisherCode: code });
  }

  measured(streamID: string, quality: Quality): void {
    if (streamID === this.#streamID) this.#store.changeLocal({ quality });
  }

  /** The devices cannot be used, or not any more. */
  failed(code: number): void {
    const { camera, microphone } = this.#store.value.local;
    this.#chosen = NO_CHOICE; // the next try takes what there is
    this.close();
    this.#store.changeLocal({ kind: "failed", code, camera, microphone });
  }

  async #choose(call: () => Promise<void> | undefined): Promise<void> {
    try {
      await call();
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.failed(error.code);
    }
  }
}
