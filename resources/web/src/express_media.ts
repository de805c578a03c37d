/**
 * Streams of the web SDK: the local one and the players of the others.
 *
 * The SDK's own dialog about autoplay is off; the page has its own button.
 */
import type { ZegoExpressEngine } from "zego-express-engine-webrtc";
import type { LocalMedia, RemoteMedia } from "./engine.ts";
import { failureFrom } from "./express_values.ts";

type LocalStream = Awaited<ReturnType<ZegoExpressEngine["createZegoStream"]>>;
type StreamView = ReturnType<ZegoExpressEngine["createRemoteStreamView"]>;

export class ExpressLocalMedia implements LocalMedia {
  readonly #sdk: ZegoExpressEngine;
  readonly stream: LocalStream;

  constructor(sdk: ZegoExpressEngine, stream: LocalStream) {
    this.#sdk = sdk;
    this.stream = stream;
  }

  show(place: HTMLElement): void {
    this.stream.stopVideo();
    this.stream.playVideo(place, {
      mirror: true,
      objectFit: "contain",
      enableAutoplayDialog: false,
    });
  }

  async useCamera(id: string): Promise<void> {
    const reply = await this.#sdk.useVideoDevice(this.stream, id);
    if (reply.errorCode !== 0) throw failureFrom(reply);
  }

  async useMicrophone(id: string): Promise<void> {
    const reply = await this.#sdk.useAudioDevice(this.stream, id);
    if (reply.errorCode !== 0) throw failureFrom(reply);
  }

  muteVideo(muted: boolean): void {
    this.#sdk.mutePublishStreamVideo(this.stream, muted);
  }

  muteAudio(muted: boolean): void {
    this.#sdk.mutePublishStreamAudio(this.stream, muted);
  }

  release(): void {
    this.#sdk.destroyStream(this.stream);
  }
}

export class ExpressRemoteMedia implements RemoteMedia {
  readonly #view: StreamView;

  constructor(view: StreamView) {
    this.#view = view;
  }

  show(place: HTMLElement, muted: boolean, blocked: () => void): void {
    this.#view.on("autoplayFailed", blocked);
    this.#view.play(place, { objectFit: "contain", muted, enableAutoplayDialog: false });
  }

  setMuted(muted: boolean): void {
    this.#view.setAudioMuted(muted);
  }

  resume(): void {
    this.#view.resume();
  }

  async useSpeaker(id: string): Promise<void> {
    await this.#view.useAudioOutputDevice(id);
  }

  remove(): void {
    this.#view.stop();
  }
}
