/**
 * Streams of the others: every one of an ADD is played, every one of a DELETE stopped at once.
 *
 * Where the browser wants a click before it makes a sound, pictures start muted and one button
 * lets all of them be heard.
 */
import {
  EngineFailure,
  type Change,
  type Engine,
  type PlayerState,
  type RemoteMedia,
  type StreamInfo,
} from "./engine.ts";
import type { Store } from "./state.ts";

export class RemoteSide {
  readonly #store: Store;
  readonly #mayPlaySound: () => boolean;
  readonly #media = new Map<string, RemoteMedia>();
  #engine: Engine | null = null;
  #speaker = "";
  #hushed = false;

  constructor(store: Store, mayPlaySound: () => boolean) {
    this.#store = store;
    this.#mayPlaySound = mayPlaySound;
  }

  use(engine: Engine | null): void {
    this.#engine = engine;
  }

  changed(change: Change, streams: readonly StreamInfo[]): void {
    for (const stream of streams) {
      if (change === "ADD") void this.#play(stream);
      else this.#stop(stream.streamID);
    }
  }

  played(streamID: string, player: PlayerState, code: number): void {
    this.#store.changeRemote(streamID, { player, code });
  }

  /** Whether the stream can be shown already. */
  canShow(streamID: string): boolean {
    return this.#media.has(streamID);
  }

  show(streamID: string, place: HTMLElement): void {
    const muted = !this.#store.value.heard;
    this.#media.get(streamID)?.show(place, muted, () => this.#blocked(streamID));
  }

  /** Let everybody be heard; call it from a click. */
  hear(): void {
    for (const media of this.#media.values()) {
      media.setMuted(false);
      media.resume();
    }
    const remote = this.#store.value.remote.map((stream) => ({ ...stream, blocked: false }));
    this.#hushed = false;
    this.#store.change({ heard: true, remote });
  }

  /** Be silent until hear(). */
  hush(): void {
    for (const media of this.#media.values()) media.setMuted(true);
    this.#hushed = true;
    this.#store.change({ heard: false });
  }

  async useSpeaker(id: string): Promise<void> {
    this.#speaker = id;
    await Promise.all([...this.#media.values()].map((media) => media.useSpeaker(id)));
  }

  clear(): void {
    for (const { streamID } of this.#store.value.remote) this.#stop(streamID);
  }

  async #play(stream: StreamInfo): Promise<void> {
    const engine = this.#engine;
    const { streamID, owner } = stream;
    const { remote } = this.#store.value;
    if (engine === null || remote.some((known) => known.streamID === streamID)) return;
    const player = "PLAY_REQUESTING";
    const fresh = { streamID, owner, player, code: 0, quality: null, blocked: false } as const;
    this.#store.change({ remote: [...remote, fresh] });
    try {
      const media = await engine.startPlaying(streamID);
      const stillWanted = this.#store.value.remote.includes(fresh) || this.#isListed(streamID);
      if (engine !== this.#engine || !stillWanted || this.#media.has(streamID)) {
        media.remove();
        return;
      }
      this.#media.set(streamID, media);
      if (!this.#hushed && this.#mayPlaySound()) this.#store.change({ heard: true });
      this.#store.changeRemote(streamID, { player: "PLAYING", code: 0 });
      if (this.#speaker !== "") await media.useSpeaker(this.#speaker);
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.#store.changeRemote(streamID, { player: "NO_PLAY", code: error.code });
    }
  }

  #isListed(streamID: string): boolean {
    return this.#store.value.remote.some((known) => known.streamID === streamID);
  }

  #stop(streamID: string): void {
    if (!this.#isListed(streamID)) return;
    const remote = this.#store.value.remote.filter((known) => known.streamID !== streamID);
    this.#media.get(streamID)?.remove();
    this.#media.delete(streamID);
    this.#store.change({ remote });
    this.#engine?.stopPlaying(streamID);
  }

  #blocked(streamID: string): void {
    const media = this.#media.get(streamID);
    this.#store.changeRemote(streamID, { blocked: true });
    this.#hushed = true; // until the click that lets it be heard
    this.#store.change({ heard: false });
    media?.setMuted(true);
    media?.resume(); // muted pictures are allowed to start
  }
}
