/**
 * The engine port on the official web SDK.
 *
 * The SDK's object stays in a private field and is never wrapped: a proxy around it breaks it.
 * Its log is silent, on the console and towards the vendor, because it may hold what users type.
 */
import { ZegoExpressEngine } from "zego-express-engine-webrtc";
import { CODES } from "./codes.ts";
import {
  EngineFailure,
  type Capability,
  type CaptureWish,
  type ChosenDevices,
  type Codec,
  type CreateEngine,
  type Devices,
  type Engine,
  type EngineEvents,
  type LocalMedia,
  type MessageKind,
  type Person,
  type RemoteMedia,
  type RoomReason,
} from "./engine.ts";
import { ExpressLocalMedia, ExpressRemoteMedia } from "./express_media.ts";
import { failureFrom, playFigures, publishFigures } from "./express_values.ts";
import type { StorageGuard } from "./storage_guard.ts";

/**
 * What is captured where the camera can; quality 4 lets us say it ourselves.
 * Plain numbers: of `{ ideal: 1280 }` the SDK makes null, and a picture of 96 pixels.
 */
const PICTURE = { quality: 4, width: 1280, height: 720, frameRate: 30 } as const;
const PICTURE_KBPS = 1500;

/** Makes engines whose tokens `guard` keeps out of the browser's storage. */
export function expressEngines(guard: StorageGuard): CreateEngine {
  return (appID, server, events) => {
    ZegoExpressEngine.presetLogConfig({ logLevel: "disable", remoteLogLevel: "disable" });
    const sdk = new ZegoExpressEngine(appID, server);
    sdk.setDebugVerbose(false);
    connect(sdk, events); // before anything can happen
    return new ExpressEngine(sdk, guard);
  };
}

class ExpressEngine implements Engine {
  readonly #sdk: ZegoExpressEngine;
  readonly #guard: StorageGuard;

  constructor(sdk: ZegoExpressEngine, guard: StorageGuard) {
    this.#sdk = sdk;
    this.#guard = guard;
  }

  async checkSystemRequirements(): Promise<Capability> {
    const found = await this.#sdk.checkSystemRequirements();
    const codecs = found.videoCodec as Partial<Record<Codec | "VP9", boolean>> | undefined;
    return {
      webRTC: (found.webRTC ?? false) && "RTCPeerConnection" in globalThis,
      camera: found.camera ?? false,
      microphone: found.microphone ?? false,
      screenSharing: found.screenSharing ?? false,
      customCapture: found.customCapture ?? false,
      codecs: {
        H264: codecs?.H264 ?? false,
        H265: codecs?.H265 ?? false,
        VP8: codecs?.VP8 ?? false,
        VP9: codecs?.VP9 ?? false,
      },
    };
  }

  async devices(): Promise<Devices> {
    const found = await this.#sdk.enumDevices();
    const plain = (list: readonly { deviceID: string; deviceName: string }[]) =>
      list.map(({ deviceID, deviceName }) => ({ id: deviceID, name: deviceName }));
    return {
      cameras: plain(found.cameras),
      microphones: plain(found.microphones),
      speakers: plain(found.speakers),
    };
  }

  async createStream(wish: CaptureWish, chosen: ChosenDevices): Promise<LocalMedia> {
    const from = (id: string) => (id === "" ? {} : { input: id });
    const video = wish.camera && { ...PICTURE, ...from(chosen.camera) };
    const audio = wish.microphone && from(chosen.microphone);
    const stream = await this.#settled(
      this.#sdk.createZegoStream({ camera: { video, audio }, videoBitrate: PICTURE_KBPS }),
    );
    return new ExpressLocalMedia(this.#sdk, stream);
  }

  async loginRoom(roomID: string, token: string, user: Person): Promise<void> {
    this.#guard.hide(token);
    const entered = await this.#settled(
      this.#sdk.loginRoom(roomID, token, { ...user }, { userUpdate: true }),
    );
    if (!entered) throw new EngineFailure(0, "login was refused");
  }

  logoutRoom(roomID: string): void {
    this.#sdk.logoutRoom(roomID);
  }

  renewToken(roomID: string, token: string): void {
    this.#guard.hide(token);
    this.#sdk.renewToken(token, roomID);
  }

  startPublishing(streamID: string, media: LocalMedia, codec: Codec): void {
    if (!(media instanceof ExpressLocalMedia)) throw new TypeError("not a stream of this engine");
    const options = { videoCodec: codec };
    if (!this.#sdk.startPublishingStream(streamID, media.stream, options)) {
      throw new EngineFailure(CODES.publishFailed, "publishing was refused");
    }
  }

  stopPublishing(streamID: string): void {
    this.#sdk.stopPublishingStream(streamID);
  }

  async startPlaying(streamID: string): Promise<RemoteMedia> {
    const stream = await this.#settled(this.#sdk.startPlayingStream(streamID));
    return new ExpressRemoteMedia(this.#sdk.createRemoteStreamView(stream));
  }

  stopPlaying(streamID: string): void {
    this.#sdk.stopPlayingStream(streamID);
  }

  async send(
    roomID: string,
    kind: MessageKind,
    text: string,
    to: readonly string[],
  ): Promise<void> {
    const calls = {
      broadcast: () => this.#sdk.sendBroadcastMessage(roomID, text),
      barrage: () => this.#sdk.sendBarrageMessage(roomID, text),
      command: () => this.#sdk.sendCustomCommand(roomID, text, [...to]),
    };
    const reply = await this.#settled(calls[kind]());
    if (reply.errorCode !== 0) throw failureFrom(reply);
  }

  destroy(): void {
    this.#sdk.destroyEngine();
  }

  async #settled<Result>(call: Promise<Result>): Promise<Result> {
    try {
      return await call;
    } catch (error) {
      throw failureFrom(error);
    }
  }
}

function connect(sdk: ZegoExpressEngine, events: EngineEvents): void {
  const person = (user: { userID: string; userName?: string }): Person => ({
    userID: user.userID,
    userName: user.userName || user.userID,
  });
  sdk.on("roomStateChanged", (_room, reason, code) => {
    events.roomStateChanged(reason as RoomReason, code);
  });
  sdk.on("roomUserUpdate", (_room, change, users) => {
    events.usersChanged(change, users.map(person));
  });
  sdk.on("roomStreamUpdate", (_room, change, streams) => {
    const plain = streams.map(({ streamID, user }) => ({ streamID, owner: person(user) }));
    events.streamsChanged(change, plain);
  });
  sdk.on("publisherStateUpdate", ({ streamID, state, errorCode }) => {
    events.publisherChanged(streamID, state, errorCode);
  });
  sdk.on("playerStateUpdate", ({ streamID, state, errorCode }) => {
    events.playerChanged(streamID, state, errorCode);
  });
  sdk.on("publishQualityUpdate", (streamID, stats) => {
    events.publishQuality(streamID, publishFigures(stats));
  });
  sdk.on("playQualityUpdate", (streamID, stats) => {
    events.playQuality(streamID, playFigures(stats));
  });
  sdk.on("IMRecvBroadcastMessage", (_room, messages) => {
    for (const { fromUser, message } of messages) {
      events.messageReceived("broadcast", person(fromUser), message);
    }
  });
  sdk.on("IMRecvBarrageMessage", (_room, messages) => {
    for (const { fromUser, message } of messages) {
      events.messageReceived("barrage", person(fromUser), message);
    }
  });
  sdk.on("IMRecvCustomCommand", (_room, fromUser, command) => {
    events.messageReceived("command", person(fromUser), command);
  });
  sdk.on("videoDeviceStateChanged", () => events.devicesChanged());
  sdk.on("audioDeviceStateChanged", () => events.devicesChanged());
  sdk.on("deviceError", (code) => events.captureFailed(code));
  sdk.on("tokenWillExpire", () => events.tokenWillExpire());
}
