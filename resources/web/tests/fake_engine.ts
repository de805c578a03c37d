/** An engine that writes down what it is asked, and answers as the test decides. */
import {
  EngineFailure,
  type Capability,
  type CaptureWish,
  type ChosenDevices,
  type Codec,
  type Devices,
  type Engine,
  type EngineEvents,
  type LocalMedia,
  type MessageKind,
  type Person,
  type RemoteMedia,
} from "../src/engine.ts";

export const FULL: Capability = {
  webRTC: true,
  camera: true,
  microphone: true,
  screenSharing: true,
  customCapture: true,
  codecs: { H264: true, H265: false, VP8: true, VP9: true },
};

export class FakeEngine implements Engine {
  readonly calls: string[] = [];
  readonly events: EngineEvents;
  capability: Capability = FULL;
  /** The code that opening the devices, logging in, publishing, playing or sending fails with; 0 is well. */
  captureCode = 0;
  loginCode = 0;
  publishCode = 0;
  playCode = 0;
  sendCode = 0;
  /** Whether loginRoom never answers. */
  hangs = false;

  constructor(events: EngineEvents) {
    this.events = events;
  }

  async checkSystemRequirements(): Promise<Capability> {
    this.calls.push("check");
    return this.capability;
  }

  async devices(): Promise<Devices> {
    return { cameras: [{ id: "c1", name: "One" }], microphones: [], speakers: [] };
  }

  async createStream(wish: CaptureWish, chosen: ChosenDevices): Promise<LocalMedia> {
    const camera = wish.camera ? `camera ${chosen.camera || "any"} ` : "";
    this.calls.push(`capture ${camera}${wish.microphone ? "sound" : ""}`);
    if (this.captureCode !== 0) throw new EngineFailure(this.captureCode, "");
    return this.localMedia();
  }

  async loginRoom(roomID: string, token: string, user: Person): Promise<void> {
    this.calls.push(`login ${roomID} ${user.userID} ${token}`);
    if (this.hangs) await new Promise(() => undefined);
    if (this.loginCode !== 0) throw new EngineFailure(this.loginCode, "");
  }

  logoutRoom(roomID: string): void {
    this.calls.push(`logout ${roomID}`);
  }

  renewToken(roomID: string, token: string): void {
    this.calls.push(`renew ${roomID} ${token}`);
  }

  startPublishing(streamID: string, _media: LocalMedia, codec: Codec): void {
    this.calls.push(`publish ${streamID} ${codec}`);
    if (this.publishCode !== 0) throw new EngineFailure(this.publishCode, "");
  }

  stopPublishing(streamID: string): void {
    this.calls.push(`unpublish ${streamID}`);
  }

  async startPlaying(streamID: string): Promise<RemoteMedia> {
    this.calls.push(`play ${streamID}`);
    if (this.playCode !== 0) throw new EngineFailure(this.playCode, "");
    return this.remoteMedia(streamID);
  }

  stopPlaying(streamID: string): void {
    this.calls.push(`stop ${streamID}`);
  }

  async send(
    roomID: string,
    kind: MessageKind,
    text: string,
    to: readonly string[],
  ): Promise<void> {
    this.calls.push(`send ${roomID} ${kind} ${text} [${to.join()}]`);
    if (this.sendCode !== 0) throw new EngineFailure(this.sendCode, "");
  }

  destroy(): void {
    this.calls.push("destroy");
  }

  protected localMedia(): LocalMedia {
    const note = (call: string) => void this.calls.push(call);
    return {
      show: () => note("show"),
      useCamera: async (id) => note(`camera ${id}`),
      useMicrophone: async (id) => note(`microphone ${id}`),
      muteVideo: (muted) => note(`mute video ${muted}`),
      muteAudio: (muted) => note(`mute audio ${muted}`),
      release: () => note("release"),
    };
  }

  protected remoteMedia(streamID: string): RemoteMedia {
    const note = (call: string) => void this.calls.push(`${streamID} ${call}`);
    return {
      show: (_place, muted) => note(`show ${muted ? "muted" : "aloud"}`),
      setMuted: (muted) => note(muted ? "muted" : "aloud"),
      resume: () => note("resume"),
      useSpeaker: async (id) => note(`speaker ${id}`),
      remove: () => note("remove"),
    };
  }
}
