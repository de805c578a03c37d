/** The own picture, its states, and the choice of devices. */
import { groupOf } from "../codes.ts";
import type { Device } from "../engine.ts";
import type { Session } from "../session.ts";
import type { State } from "../state.ts";
import type { WordKey, Words } from "../words.ts";
import { byID, make, offer, write } from "./dom.ts";

export class LocalView {
  readonly #words: Words;
  readonly #session: Session;
  readonly #tile = byID("local-tile", HTMLElement);
  readonly #place = byID("local-place", HTMLDivElement);
  readonly #note = byID("local-note", HTMLDivElement);
  readonly #caption = byID("local-caption", HTMLElement);
  readonly #camera = byID("camera", HTMLSelectElement);
  readonly #microphone = byID("microphone", HTMLSelectElement);
  readonly #speaker = byID("speaker", HTMLSelectElement);
  readonly #capture = byID("capture", HTMLButtonElement);
  #shown = false;
  #noted = "";

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#session = session;
    const { local, remote } = session;
    this.#camera.addEventListener("change", () => void local.useCamera(this.#camera.value));
    this.#microphone.addEventListener("change", () => {
      void local.useMicrophone(this.#microphone.value);
    });
    this.#speaker.addEventListener("change", () => void remote.useSpeaker(this.#speaker.value));
    this.#capture.addEventListener("click", () => {
      if (session.store.value.local.kind === "open") local.close();
      else void local.open({ camera: true, microphone: true });
    });
  }

  draw(state: State): void {
    const { local, stage } = state;
    const inRoom = stage === "joined" || stage === "reconnecting";
    this.#tile.hidden = inRoom && local.kind === "off";
    this.#tile.classList.toggle("small", inRoom && local.kind === "open");
    if (local.kind === "open" && !this.#shown && local.camera) {
      this.#shown = true;
      this.#session.local.show(this.#place);
    }
    if (local.kind !== "open" && this.#shown) {
      this.#shown = false;
      this.#place.replaceChildren();
    }
    this.#drawNote(state);
    write(this.#caption, this.#captionOf(state));
    this.#drawDevices(state);
    const isOpen = local.kind === "open";
    write(this.#capture, this.#words.say(isOpen ? "local.closeDevices" : "local.openDevices"));
    this.#capture.disabled = local.kind === "opening" || stage === "joining";
  }

  #captionOf({ local, stage }: State): string {
    const title = this.#words.say("local.title");
    if (local.kind !== "open" || (stage !== "joined" && stage !== "reconnecting")) return title;
    const code = local.publisherCode;
    const problem = code === 0 ? "" : ` – ${this.#words.say(`code.${groupOf(code)}`)} (${code})`;
    return `${title} · ${this.#words.say(`call.publishing.${local.publisher}`)}${problem}`;
  }

  #drawNote({ local }: State): void {
    const { kind, code, camera, cameraMuted } = local;
    const key = [kind, code, camera, cameraMuted, this.#words.language].join();
    if (key === this.#noted) return;
    this.#noted = key;
    this.#note.removeAttribute("role");
    const line = (word: WordKey) => make("p", this.#words.say(word));
    if (kind === "open" && camera && !cameraMuted) this.#note.replaceChildren();
    else if (kind === "open") {
      this.#note.replaceChildren(line(camera ? "local.muted" : "local.audioOnly"));
    } else if (kind === "off") this.#note.replaceChildren(line("local.off"));
    else if (kind === "opening") this.#note.replaceChildren(line("local.opening"));
    else this.#drawFailure(code);
  }

  #drawFailure(code: number): void {
    const group = groupOf(code);
    const button = (word: WordKey, camera: boolean) => {
      const made = make("button", this.#words.say(word), { type: "button" });
      made.addEventListener("click", () => {
        void this.#session.local.open({ camera, microphone: true });
      });
      return made;
    };
    const row = make("div", "", { class: "row" }, [
      button("local.retry", true),
      button("local.audio", false),
    ]);
    const number = make("p", this.#words.say("code.number", { code }), { class: "dim" });
    const texts = [make("b", this.#words.say(`code.${group}`))];
    texts.push(make("p", this.#words.say(`code.${group}.do`)));
    this.#note.setAttribute("role", "alert");
    this.#note.replaceChildren(...texts, number, row);
  }

  #drawDevices({ devices, local }: State): void {
    const named = (list: readonly Device[]) =>
      list.map(({ id, name }, at) => ({
        value: id,
        text: name || this.#words.say("device.unnamed", { number: at + 1 }),
      }));
    offer(this.#camera, named(devices.cameras));
    offer(this.#microphone, named(devices.microphones));
    offer(this.#speaker, named(devices.speakers));
    const open = local.kind === "open";
    this.#camera.disabled = !open || !local.camera;
    this.#microphone.disabled = !open || !local.microphone;
    const canChoose = "setSinkId" in HTMLMediaElement.prototype;
    for (const [select, wanted] of [
      [this.#camera, true],
      [this.#microphone, true],
      [this.#speaker, canChoose],
    ] as const) {
      const label = byID(`${select.id}-row`, HTMLLabelElement);
      label.hidden = !wanted || select.options.length === 0;
    }
  }
}
