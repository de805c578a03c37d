/** Words in the chosen language. */
import { EN, type WordKey } from "./words/en.ts";
import { ZH } from "./words/zh.ts";

export type { WordKey } from "./words/en.ts";
export type Language = "en" | "zh";

export class Words {
  language: Language;

  constructor(language: Language) {
    this.language = language;
  }

  /** The text of `key`, with its `{names}` filled in. */
  say(key: WordKey, values: Readonly<Record<string, string | number>> = {}): string {
    const text: string = (this.language === "zh" ? ZH : EN)[key];
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }
}

/** The first of the browser's languages that we have; English where there is none. */
export function preferredLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "zh" || language === "en") return language;
  }
  return "en";
}
