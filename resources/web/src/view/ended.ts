/** Why a call is over, and the way on. */
import { groupOf } from "../codes.ts";
import type { Session } from "../session.ts";
import type { State } from "../state.ts";
import type { Words } from "../words.ts";
import { byID, write } from "./dom.ts";

export class EndedView {
  readonly #words: Words;
  readonly #again = byID("again", HTMLButtonElement);

  constructor(words: Words, session: Session) {
    this.#words = words;
    this.#again.addEventListener("click", () => void session.again());
    byID("ended-back", HTMLButtonElement).addEventListener("click", () => session.changeDetails());
  }

  draw({ stage, ending, code }: State): void {
    if (stage !== "ended") return;
    write(byID("ended-title", HTMLHeadingElement), this.#words.say(`ended.${ending}`));
    const [why, action] = this.#texts(ending, code);
    write(byID("ended-why", HTMLParagraphElement), why);
    write(byID("ended-do", HTMLParagraphElement), action);
    const number = code === 0 ? "" : this.#words.say("code.number", { code });
    write(byID("ended-code", HTMLParagraphElement), number);
    const again = ending === "left" ? "ended.rejoin" : "ended.again";
    write(this.#again, this.#words.say(again));
  }

  #texts(ending: State["ending"], code: number): [why: string, action: string] {
    if (ending === "left") return ["", this.#words.say("ended.left.do")];
    if (ending === "unsupported") return ["", this.#words.say("ended.unsupported.do")];
    if (ending === "lost") return ["", this.#words.say("ended.lost.do")];
    const group = ending === "failed" && !navigator.onLine ? "offline" : groupOf(code);
    return [this.#words.say(`code.${group}`), this.#words.say(`code.${group}.do`)];
  }
}
