/** Beside the pictures: people, messages, figures. */
import { groupOf } from "../codes.ts";
import type { MessageKind, Quality } from "../engine.ts";
import type { Session } from "../session.ts";
import type { Message, State } from "../state.ts";
import type { WordKey, Words } from "../words.ts";
import { byID, make, offer, write } from "./dom.ts";

const FIGURES: readonly WordKey[] = [
  "quality.size",
  "quality.fps",
  "quality.kbps",
  "quality.loss",
  "quality.delay",
  "quality.codec",
  "quality.grade",
];
const GRADES = ["0", "1", "2", "3", "4"] as const;
const BARRAGE_SHOWN = 8;

export class SideView {
  readonly #words: Words;
  readonly #session: Session;
  readonly #chat = byID("chat", HTMLOListElement);
  readonly #barrage = byID("barrage", HTMLDivElement);
  readonly #kind = byID("chat-kind", HTMLSelectElement);
  readonly #to = byID("chat-to", HTMLSelectElement);
  readonly #text = byID("chat-text", HTMLInputElement);
  #lastMessage = 0;

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#session = session;
    this.#kind.addEventListener("change", () => this.draw(session.store.value));
    byID("chat-form", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#send();
    });
  }

  draw(state: State): void {
    const inRoom = state.stage === "joined" || state.stage === "reconnecting";
    byID("side", HTMLElement).hidden = !inRoom;
    if (!inRoom) return;
    this.#drawPeople(state);
    this.#drawMessages(state.messages);
    const problem = byID("chat-problem", HTMLParagraphElement);
    const group = groupOf(state.sendCode);
    problem.hidden = state.sendCode === 0;
    const what = `${this.#words.say(`code.${group}`)} ${this.#words.say(`code.${group}.do`)}`;
    write(problem, state.sendCode === 0 ? "" : what);
    this.#drawQuality(state);
  }

  async #send(): Promise<void> {
    const to = this.#to.value === "" ? [] : [this.#to.value];
    const sent = await this.#session.send(this.#kind.value as MessageKind, this.#text.value, to);
    if (sent) this.#text.value = "";
    this.#text.focus();
  }

  #drawPeople({ people }: State): void {
    const count = people.length + 1;
    const title = byID("people-title", HTMLHeadingElement);
    write(title, this.#words.say("people.title", { count }));
    const name = this.#session.settings?.userName ?? "";
    const you = make("li", this.#words.say("people.you", { name }));
    const others = people.map(({ userName }) => make("li", userName));
    byID("people", HTMLUListElement).replaceChildren(you, ...others);
    const everybody = { value: "", text: this.#words.say("chat.everybody") };
    const named = people.map(({ userID, userName }) => ({ value: userID, text: userName }));
    offer(this.#to, [everybody, ...named]);
    byID("chat-to-row", HTMLLabelElement).hidden = this.#kind.value !== "command";
  }

  #drawMessages(messages: readonly Message[]): void {
    const fresh = messages.filter(({ number }) => number > this.#lastMessage);
    if (messages.length === 0) {
      const empty = make("li", this.#words.say("chat.empty"), { class: "dim" });
      this.#chat.replaceChildren(empty);
      return;
    }
    if (fresh.length === 0) return;
    this.#chat.querySelector(".dim")?.remove();
    for (const message of fresh) {
      this.#lastMessage = message.number;
      this.#chat.append(this.#line(message));
      if (message.kind === "barrage") this.#fly(message.text);
    }
    while (this.#chat.childElementCount > messages.length) this.#chat.firstElementChild?.remove();
    this.#chat.scrollTop = this.#chat.scrollHeight;
  }

  #line({ kind, from, own, text }: Message): HTMLLIElement {
    const name = make("b", own ? this.#words.say("chat.you") : from.userName);
    const children: Node[] = [name];
    if (kind !== "broadcast") {
      children.push(make("span", ` (${this.#words.say(`chat.kind.${kind}`)})`, { class: "kind" }));
    }
    return make("li", "", { "data-kind": kind }, [...children, new Text(`: ${text}`)]);
  }

  #fly(text: string): void {
    const line = make("span", text);
    line.addEventListener("animationend", () => line.remove());
    this.#barrage.append(line);
    while (this.#barrage.childElementCount > BARRAGE_SHOWN) {
      this.#barrage.firstElementChild?.remove();
    }
  }

  #drawQuality({ local, remote }: State): void {
    const rows: (readonly [string, Quality])[] = [];
    if (local.quality !== null) rows.push([this.#words.say("quality.own"), local.quality]);
    for (const { owner, quality } of remote) {
      if (quality !== null) rows.push([owner.userName, quality]);
    }
    byID("quality-none", HTMLParagraphElement).hidden = rows.length > 0;
    const table = byID("quality", HTMLTableElement);
    table.hidden = rows.length === 0;
    const names = rows.map(([name]) => make("th", name, { scope: "col" }));
    const figures = rows.map(([, quality]) => this.#figures(quality));
    const lines = FIGURES.map((key, at) => {
      const cells = figures.map((texts) => make("td", texts[at] ?? ""));
      return make("tr", "", {}, [make("th", this.#words.say(key), { scope: "row" }), ...cells]);
    });
    const corner = make("th", this.#words.say("quality.stream"), { scope: "col" });
    table.replaceChildren(
      make("thead", "", {}, [make("tr", "", {}, [corner, ...names])]),
      make("tbody", "", {}, lines),
    );
  }

  #figures(quality: Quality): string[] {
    const rounded = (value: number | null, digits = 0, unit = "") =>
      value === null ? "–" : `${value.toFixed(digits)}${unit}`;
    const { width, height, grade } = quality;
    const known = GRADES[grade] ?? "-1";
    return [
      width === null || height === null ? "–" : `${width}×${height}`,
      rounded(quality.fps),
      rounded(quality.kbps),
      rounded(quality.lossPercent, 1, " %"),
      rounded(quality.delayMs, 0, " ms"),
      quality.codec || "–",
      this.#words.say(`quality.grade.${known}`),
    ];
  }
}
