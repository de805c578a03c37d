// The browser side of the bench: watches the first picture of a room, or publishes one.
// What to do comes from the local server (`/task`), so no token is ever in an address.

import { Room, RoomEvent, Track, VideoPreset } from "livekit-client";

const task = await (await fetch("/task", { method: "POST" })).json();

function report(event, fields = {}) {
  return fetch("/report", {
    method: "POST",
    body: JSON.stringify({ time: Date.now() / 1000, event, ...fields }),
  });
}

window.addEventListener("error", (event) => report("error", { text: event.message }));
window.addEventListener("unhandledrejection", (event) =>
  report("error", { text: String(event.reason) }),
);

function show(track) {
  const element = track.attach();
  document.body.append(element);
  if (track.kind !== Track.Kind.Video) {
    return;
  }
  element.requestVideoFrameCallback((_now, frame) =>
    report("first_picture", { width: frame.width, height: frame.height }),
  );
  setInterval(async () => {
    const inbound = [...(await track.getRTCStatsReport()).values()].find(
      (entry) => entry.type === "inbound-rtp",
    );
    await report("playing", {
      frames: element.getVideoPlaybackQuality().totalVideoFrames,
      decoded: inbound?.framesDecoded ?? 0,
      decoder: inbound?.decoderImplementation ?? "",
      width: element.videoWidth,
      height: element.videoHeight,
    });
  }, 1000);
}

// The same picture as the program's synthetic camera: a row of 32 blocks with the time of
// drawing (Unix ms modulo 2^32, least significant bit left) above something that moves.
function paint(canvas, context, count) {
  const { width, height } = canvas;
  const strip = Math.floor(height / 18);
  const block = width / 32;
  context.fillStyle = `hsl(${count % 360} 50% 45%)`;
  context.fillRect(0, strip, width, height - strip);
  context.fillStyle = "#fff";
  context.fillRect((count * 8) % width, height / 3, width / 8, height / 4);
  const now = BigInt(Date.now());
  for (let bit = 0; bit < 32; bit += 1) {
    context.fillStyle = (now >> BigInt(bit)) & 1n ? "#fff" : "#000";
    context.fillRect(Math.round(bit * block), 0, Math.ceil(block), strip);
  }
}

function paintedTrack({ width, height, fps }) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  canvas.style.cssText = "position:fixed;inset:0";
  document.body.append(canvas);
  const context = canvas.getContext("2d", { alpha: false });
  const [track] = canvas.captureStream(0).getVideoTracks();
  let count = 0;
  setInterval(() => {
    paint(canvas, context, count);
    track.requestFrame();
    count += 1;
  }, 1000 / fps);
  return track;
}

function toneTrack(frequency) {
  const audio = new AudioContext();
  const oscillator = new OscillatorNode(audio, { frequency });
  const volume = new GainNode(audio, { gain: 0.25 });
  const out = audio.createMediaStreamDestination();
  oscillator.connect(volume).connect(out);
  oscillator.start();
  return out.stream.getAudioTracks()[0];
}

const room = new Room({ adaptiveStream: false, dynacast: false });
room.on(RoomEvent.TrackSubscribed, show);
room.on(RoomEvent.Disconnected, (reason) => report("disconnected", { reason }));
room.on(RoomEvent.TrackUnsubscribed, (track) => {
  for (const element of track.detach()) {
    element.remove();
  }
});
await room.connect(task.url, task.token);
await report("connected");

if (task.publish) {
  const { width, height, fps, kbps, codec, stream, tone } = task.publish;
  const preset = new VideoPreset(width, height, kbps * 1000, fps);
  await room.localParticipant.publishTrack(paintedTrack(task.publish), {
    name: stream,
    stream,
    source: Track.Source.Camera,
    simulcast: false,
    videoCodec: codec,
    videoEncoding: preset.encoding,
  });
  if (tone) {
    await room.localParticipant.publishTrack(toneTrack(tone), {
      name: stream,
      stream,
      source: Track.Source.Microphone,
    });
  }
  await report("published");
}
