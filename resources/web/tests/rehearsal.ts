/**
 * The page with an engine that needs no service: pictures and tones are made here.
 *
 * Tests play the room through `globalThis.rehearsal.events`.
 */
import type { EngineEvents, LocalMedia, RemoteMedia } from "../src/engine.ts";
import { start } from "../src/start.ts";
import { FakeEngine } from "./fake_engine.ts";

class RehearsalEngine extends FakeEngine {
  protected override localMedia(): LocalMedia {
    const picture = new Picture("#2b4a6b");
    return {
      ...super.localMedia(),
      show: (place) => void picture.show(place, true),
      release: () => picture.remove(),
    };
  }

  protected override remoteMedia(streamID: string): RemoteMedia {
    const picture = new Picture("#8a4b4b");
    return {
      ...super.remoteMedia(streamID),
      show: (place, muted, blocked) => {
        picture.show(place, muted).catch(blocked);
      },
      setMuted: (muted) => picture.mute(muted),
      resume: () => void picture.resume(),
      remove: () => picture.remove(),
    };
  }
}

/** A square that walks, with a tone. */
class Picture {
  readonly #video = document.createElement("video");
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(colour: string) {
    const canvas = document.createElement("canvas");
    canvas.width = 320;
    canvas.height = 180;
    const pencil = canvas.getContext("2d");
    let at = 0;
    this.#timer = setInterval(() => {
      if (pencil === null) return;
      pencil.fillStyle = colour;
      pencil.fillRect(0, 0, 320, 180);
      pencil.fillStyle = "#fff";
      pencil.fillRect((at += 8) % 280, 70, 40, 40);
    }, 50);
    const sound = new AudioContext();
    const sink = sound.createMediaStreamDestination();
    const tone = sound.createOscillator();
    tone.connect(sink);
    tone.start();
    const tracks = [...canvas.captureStream(20).getTracks(), ...sink.stream.getTracks()];
    this.#video.srcObject = new MediaStream(tracks);
    this.#video.playsInline = true;
    this.#video.style.cssText = "width:100%;height:100%;object-fit:contain";
  }

  show(place: HTMLElement, muted: boolean): Promise<void> {
    this.#video.muted = muted;
    place.replaceChildren(this.#video);
    return this.#video.play();
  }

  mute(muted: boolean): void {
    this.#video.muted = muted;
  }

  async resume(): Promise<void> {
    await this.#video.play();
  }

  remove(): void {
    clearInterval(this.#timer);
    this.#video.remove();
  }
}

declare global {
  var rehearsal: RehearsalEngine;
}

start((_appID, _server, events: EngineEvents) => {
  globalThis.rehearsal = new RehearsalEngine(events);
  return globalThis.rehearsal;
});
