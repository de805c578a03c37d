/** The room: pictures of the others, its state, the buttons. */
import { groupOf } from "../codes.ts";
import type { Session } from "../session.ts";
import type { RemoteState, State } from "../state.ts";
import type { Words } from "../words.ts";
import { byID, make, write } from "./dom.ts";

interface Tile {
  readonly root: HTMLElement;
  readonly place: HTMLElement;
  readonly caption: HTMLElement;
  shown: boolean;
}

export class CallView {
  readonly #words: Words;
  readonly #session: Session;
  readonly #pictures = byID("pictures", HTMLDivElement);
  readonly #tiles = new Map<string, Tile>();
  readonly #state = byID("live-state", HTMLSpanElement);
  readonly #muteMicrophone = byID("mute-microphone", HTMLButtonElement);
  readonly #muteCamera = byID("mute-camera", HTMLButtonElement);
  readonly #hush = byID("hush", HTMLButtonElement);
  readonly #leave = byID("leave", HTMLButtonElement);
  readonly #tokenForm = byID("token-form", HTMLFormElement);

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#session = session;
    const { local, remote, store } = session;
    byID("hear", HTMLButtonElement).addEventListener("click", () => remote.hear());
    this.#hush.addEventListener("click", () => remote.hush());
    this.#leave.addEventListener("click", () => session.leave());
    this.#muteMicrophone.addEventListener("click", () => {
      local.muteMicrophone(!store.value.local.microphoneMuted);
    });
    this.#muteCamera.addEventListener("click", () => {
      local.muteCamera(!store.value.local.cameraMuted);
    });
    this.#tokenForm.addEventListener("submit", (event) => {
      event.preventDefault();
      const input = byID("new-token", HTMLInputElement);
      if (input.value.trim() !== "") session.renewToken(input.value.trim());
      input.value = "";
    });
  }

  draw(state: State): void {
    const inRoom = state.stage === "joined" || state.stage === "reconnecting";
    this.#drawTiles(state.remote);
    byID("nobody", HTMLDivElement).hidden = !inRoom || state.remote.length > 0;
    byID("hear-bar", HTMLDivElement).hidden = state.heard || state.remote.length === 0;
    byID("offline", HTMLParagraphElement).hidden = navigator.onLine;
    this.#tokenForm.hidden = !inRoom || !state.tokenEnds;
    this.#state.hidden = !inRoom;
    this.#state.dataset["state"] = state.stage;
    const word = state.stage === "reconnecting" ? "call.reconnecting" : "call.joined";
    write(this.#state, this.#words.say(word));
    this.#drawButtons(state, inRoom);
  }

  #drawButtons({ local, heard, remote }: State, inRoom: boolean): void {
    const open = local.kind === "open";
    this.#leave.hidden = !inRoom;
    this.#hush.hidden = !inRoom || !heard || remote.length === 0;
    this.#muteMicrophone.hidden = !inRoom || !open || !local.microphone;
    this.#muteCamera.hidden = !inRoom || !open || !local.camera;
    const microphone = local.microphoneMuted ? "call.unmuteMicrophone" : "call.muteMicrophone";
    const camera = local.cameraMuted ? "call.resumeCamera" : "call.pauseCamera";
    write(this.#muteMicrophone, this.#words.say(microphone));
    write(this.#muteCamera, this.#words.say(camera));
    this.#muteMicrophone.setAttribute("aria-pressed", String(local.microphoneMuted));
    this.#muteCamera.setAttribute("aria-pressed", String(local.cameraMuted));
  }

  #drawTiles(streams: readonly RemoteState[]): void {
    const wanted = new Set(streams.map(({ streamID }) => streamID));
    for (const [streamID, tile] of this.#tiles) {
      if (wanted.has(streamID)) continue;
      tile.root.remove();
      this.#tiles.delete(streamID);
    }
    for (const stream of streams) this.#drawTile(stream);
  }

  #drawTile(stream: RemoteState): void {
    const tile = this.#tiles.get(stream.streamID) ?? this.#addTile(stream.streamID);
    const { player, code, owner, quality } = stream;
    const problem = code === 0 ? "" : ` – ${this.#words.say(`code.${groupOf(code)}`)} (${code})`;
    const height = quality?.height ? ` · ${quality.height}p` : "";
    const playing = this.#words.say(`call.playing.${player}`);
    write(tile.caption, `${owner.userName} · ${playing}${height}${problem}`);
    if (!tile.shown && this.#session.remote.canShow(stream.streamID)) {
      tile.shown = true;
      this.#session.remote.show(stream.streamID, tile.place);
    }
  }

  #addTile(streamID: string): Tile {
    const place = make("div", "", { class: "place" });
    const caption = make("figcaption");
    const root = make("figure", "", { class: "tile remote" }, [place, caption]);
    const tile = { root, place, caption, shown: false };
    this.#tiles.set(streamID, tile);
    this.#pictures.prepend(root);
    return tile;
  }
}
