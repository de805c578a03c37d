/** What comes before the room: what the browser can do, the video format, the way in. */
import type { Codec } from "../engine.ts";
import type { Session } from "../session.ts";
import type { State } from "../state.ts";
import type { Words } from "../words.ts";
import { byID, make, offer, write } from "./dom.ts";

const CAPABILITIES = [
  "webRTC",
  "camera",
  "microphone",
  "screenSharing",
  "customCapture",
] as const;
const FORMATS = ["H264", "VP8", "VP9", "H265"] as const;
const CODECS: readonly Codec[] = ["H264", "VP8", "H265"];

export class ReadyView {
  readonly #words: Words;
  readonly #session: Session;
  readonly #panel = byID("ready-panel", HTMLElement);
  readonly #list = byID("capability", HTMLUListElement);
  readonly #codec = byID("codec", HTMLSelectElement);
  readonly #join = byID("join", HTMLButtonElement);
  readonly #cancel = byID("cancel", HTMLButtonElement);
  readonly #back = byID("back", HTMLButtonElement);

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#session = session;
    this.#codec.addEventListener("change", () => session.chooseCodec(this.#codec.value as Codec));
    this.#join.addEventListener("click", () => void session.join());
    this.#cancel.addEventListener("click", () => session.cancel());
    this.#back.addEventListener("click", () => session.changeDetails());
  }

  draw(state: State): void {
    const joining = state.stage === "joining";
    this.#panel.hidden = state.stage !== "ready" && !joining;
    if (this.#panel.hidden) return;
    const room = this.#session.settings?.roomID ?? "";
    const user = this.#session.settings?.userName ?? "";
    const place = byID("ready-room", HTMLParagraphElement);
    write(place, this.#words.say("ready.room", { room, user }));
    this.#drawCapability(state);
    this.#drawCodecs(state);
    const watching = state.local.kind !== "open";
    const label = watching ? "ready.joinWatching" : "ready.join";
    write(this.#join, this.#words.say(joining ? "joining" : label));
    this.#join.disabled = joining || state.local.kind === "opening";
    this.#cancel.hidden = !joining;
    this.#back.hidden = joining;
  }

  #drawCapability({ capability }: State): void {
    if (capability === null) return;
    const line = (name: string, works: boolean) => {
      const verdict = this.#words.say(works ? "capability.yes" : "capability.no");
      const mark = make("span", verdict, { "data-works": String(works) });
      return make("li", "", {}, [make("span", name), mark]);
    };
    const words = CAPABILITIES.map((key) =>
      line(this.#words.say(`capability.${key}`), capability[key]),
    );
    const formats = FORMATS.map((name) => line(name, capability.codecs[name]));
    this.#list.replaceChildren(...words, ...formats);
  }

  #drawCodecs({ capability, codec, stage }: State): void {
    const choices = CODECS.map((value) => {
      const disabled = capability !== null && !capability.codecs[value];
      const name = this.#words.say(`codec.${value}`);
      const text = disabled ? this.#words.say("codec.unsupported", { name }) : name;
      return { value, text, disabled };
    });
    offer(this.#codec, choices, codec);
    this.#codec.disabled = stage === "joining";
    const note = byID("codec-note", HTMLParagraphElement);
    note.hidden = capability === null || capability.codecs.H264;
  }
}
