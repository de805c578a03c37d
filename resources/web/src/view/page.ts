/** The whole page: shows the stage, speaks the language, moves the focus. */
import type { Session } from "../session.ts";
import type { Draft } from "../settings.ts";
import type { Stage, State } from "../state.ts";
import type { Language, WordKey, Words } from "../words.ts";
import { CallView } from "./call.ts";
import { DetailsView } from "./details.ts";
import { byID, write } from "./dom.ts";
import { EndedView } from "./ended.ts";
import { LocalView } from "./local.ts";
import { ReadyView } from "./ready.ts";
import { SideView } from "./side.ts";

type Section = "details" | "checking" | "live" | "ended";

const SECTIONS: Readonly<Record<Stage, Section>> = {
  details: "details",
  checking: "checking",
  ready: "live",
  joining: "live",
  joined: "live",
  reconnecting: "live",
  ended: "ended",
};

interface Drawn {
  draw(state: State): void;
}

export class PageView {
  readonly #words: Words;
  readonly #session: Session;
  readonly #details: DetailsView;
  readonly #parts: readonly Drawn[];
  readonly #title = byID("live-title", HTMLHeadingElement);
  readonly #status = byID("status", HTMLParagraphElement);
  #stage: Stage | null = null;

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#session = session;
    this.#details = new DetailsView(words, (settings) => void session.prepare(settings));
    this.#parts = [
      new ReadyView(words, session),
      new LocalView(words, session),
      new CallView(words, session),
      new SideView(words, session),
      new EndedView(words, session),
    ];
    const language = byID("language", HTMLSelectElement);
    language.value = words.language;
    language.addEventListener("change", () => this.#speak(language.value as Language));
    this.#speak(words.language);
    session.store.listen((state) => this.draw(state));
  }

  fill(draft: Partial<Draft>): void {
    this.#details.fill(draft);
  }

  draw(state: State): void {
    const { stage } = state;
    for (const section of new Set(Object.values(SECTIONS))) {
      byID(section, HTMLElement).hidden = SECTIONS[stage] !== section;
    }
    const room = this.#session.settings?.roomID ?? "";
    const isBefore = stage === "ready" || stage === "joining";
    const title = isBefore ? "ready.title" : "call.title";
    write(this.#title, this.#words.say(title, { room }));
    write(byID("place", HTMLSpanElement), stage === "details" ? "" : room);
    for (const part of this.#parts) part.draw(state);
    if (stage !== this.#stage) this.#arrive(stage);
  }

  /** Tell the new stage, and bring keyboard and screen reader to it. */
  #arrive(stage: Stage): void {
    const isFirst = this.#stage === null;
    const section = SECTIONS[stage];
    const isSame = this.#stage !== null && SECTIONS[this.#stage] === section;
    this.#stage = stage;
    const spoken: Partial<Record<Stage, WordKey>> = {
      checking: "checking",
      joining: "joining",
      joined: "call.joined",
      reconnecting: "call.reconnecting",
    };
    const word = spoken[stage];
    write(this.#status, word === undefined ? "" : this.#words.say(word));
    if (isFirst || (isSame && stage !== "joined")) return;
    byID(`${section}-title`, HTMLHeadingElement).focus();
  }

  #speak(language: Language): void {
    this.#words.language = language;
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = this.#words.say("title");
    for (const element of document.querySelectorAll<HTMLElement>("[data-word]")) {
      write(element, this.#words.say(element.dataset["word"] as WordKey));
    }
    for (const element of document.querySelectorAll<HTMLElement>("[data-word-label]")) {
      element.setAttribute("aria-label", this.#words.say(element.dataset["wordLabel"] as WordKey));
    }
    for (const element of document.querySelectorAll<HTMLInputElement>("[data-word-placeholder]")) {
      element.placeholder = this.#words.say(element.dataset["wordPlaceholder"] as WordKey);
    }
    this.#details.speak();
    if (this.#stage !== null) this.draw(this.#session.store.value);
  }
}
