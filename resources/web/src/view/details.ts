/** The form with what a call needs. */
import { check, FIELDS, type CallSettings, type Draft, type Field } from "../settings.ts";
import type { WordKey, Words } from "../words.ts";
import { byID, make, write } from "./dom.ts";

const HINTS: Partial<Record<Field, WordKey>> = {
  user: "details.user.hint",
  token: "details.token.hint",
};

export class DetailsView {
  readonly #words: Words;
  readonly #form = byID("details-form", HTMLFormElement);
  readonly #inputs = new Map<Field, HTMLInputElement>();
  #checked = false;

  constructor(words: Words, proceed: (settings: CallSettings) => void) {
    this.#words = words;
    for (const field of FIELDS) this.#addField(field);
    const button = make("button", "", { type: "submit", class: "primary" });
    button.dataset["word"] = "details.continue";
    this.#form.append(make("p", "", {}, [button]));
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#checked = true;
      const { settings } = check(this.#draft());
      this.speak();
      if (settings !== null) proceed(settings);
      else this.#form.querySelector<HTMLInputElement>("[aria-invalid=true]")?.focus();
    });
    this.#form.addEventListener("input", () => this.speak());
  }

  /** Fill in what an address named. */
  fill(draft: Partial<Draft>): void {
    for (const field of FIELDS) {
      const input = this.#inputs.get(field);
      const value = draft[field];
      if (input !== undefined && value !== undefined) input.value = value;
    }
  }

  /** Show the problems, if Continue was pressed before. */
  speak(): void {
    const { problems } = check(this.#draft());
    for (const [field, input] of this.#inputs) {
      const problem = this.#checked ? problems?.get(field) : undefined;
      input.setAttribute("aria-invalid", String(problem !== undefined));
      const place = byID(`field-${field}-problem`, HTMLParagraphElement);
      write(place, problem === undefined ? "" : this.#words.say(`problem.${problem}`));
      place.hidden = problem === undefined;
    }
  }

  #draft(): Draft {
    const values = FIELDS.map((field) => [field, this.#inputs.get(field)?.value ?? ""]);
    return Object.fromEntries(values) as Draft;
  }

  #addField(field: Field): void {
    const id = `field-${field}`;
    const hint = HINTS[field];
    const label = make("label", "", { for: id });
    label.dataset["word"] = `details.${field}`;
    const input = make("input", "", {
      id,
      type: field === "token" ? "password" : "text",
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      "aria-describedby": `${id}-problem${hint === undefined ? "" : ` ${id}-hint`}`,
    });
    if (field === "app") input.inputMode = "numeric";
    if (field !== "server" && field !== "name") input.required = true;
    this.#inputs.set(field, input);
    this.#form.append(label, input);
    if (hint !== undefined) {
      const place = make("p", "", { id: `${id}-hint`, class: "hint" });
      place.dataset["word"] = hint;
      this.#form.append(place);
    }
    const problem = make("p", "", { id: `${id}-problem`, class: "problem" });
    problem.hidden = true;
    this.#form.append(problem);
  }
}
