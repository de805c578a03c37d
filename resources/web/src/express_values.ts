/** Values of the web SDK turned into ours. Its numbers may be missing or not finite. */
import { EngineFailure, type Quality } from "./engine.ts";

interface PublishStats {
  readonly video: {
    readonly frameWidth: number;
    readonly frameHeight: number;
    readonly videoFPS: number;
    readonly videoBitrate: number;
    readonly videoPacketsLostRate: number;
    readonly videoQuality: number;
    readonly googCodecName: string;
  };
  readonly audio: { readonly audioBitrate: number };
}

interface PlayStats extends PublishStats {
  readonly peerToPeerDelay: number | undefined;
}

/** Read whatever the SDK rejects with: `{errorCode}`, `{code}`, an Error, a text. */
export function failureFrom(error: unknown): EngineFailure {
  if (error instanceof EngineFailure) return error;
  if (typeof error !== "object" || error === null) return new EngineFailure(0, String(error));
  const fields = error as Readonly<Record<string, unknown>>;
  const code = Number(fields["errorCode"] ?? fields["code"] ?? 0);
  const detail = fields["extendedData"] ?? fields["msg"] ?? fields["message"] ?? "";
  return new EngineFailure(Number.isSafeInteger(code) ? code : 0, String(detail));
}

/** Figures of the stream that is sent. */
export function publishFigures(stats: PublishStats): Quality {
  return figures(stats, null);
}

/** Figures of a stream that is received. */
export function playFigures(stats: PlayStats): Quality {
  return figures(stats, stats.peerToPeerDelay ?? null);
}

function figures({ video, audio }: PublishStats, delayMs: number | null): Quality {
  const loss = known(video.videoPacketsLostRate);
  return {
    width: known(video.frameWidth),
    height: known(video.frameHeight),
    fps: known(video.videoFPS),
    kbps: (known(video.videoBitrate) ?? 0) + (known(audio.audioBitrate) ?? 0),
    lossPercent: loss === null ? null : loss * 100,
    delayMs: known(delayMs),
    codec: video.googCodecName || "",
    grade: known(video.videoQuality) ?? -1,
  };
}

function known(value: number | null | undefined): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
