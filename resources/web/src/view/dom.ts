/** Small helpers for the page's elements. Text only ever goes in as text, never as HTML. */

/** The element with this ID; the page is ours, so a missing one is a mistake in it. */
export function byID<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`cannot find #${id} in the page`);
  return found;
}

/** A new element with text, attributes and children. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  text = "",
  attributes: Readonly<Record<string, string>> = {},
  children: readonly Node[] = [],
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** Set text only where it differs, so that screen readers hear changes alone. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
  readonly disabled?: boolean;
}

/** Offer `choices`, keeping the chosen one when it is still there. */
export function offer(select: HTMLSelectElement, choices: readonly Choice[], chosen = ""): void {
  const wanted = chosen || select.value;
  const same =
    select.options.length === choices.length &&
    choices.every(({ value, text, disabled }, at) => {
      const option = select.options[at];
      return (
        option?.value === value && option.text === text && option.disabled === Boolean(disabled)
      );
    });
  if (!same) {
    const options = choices.map(({ value, text, disabled }) => {
      const option = new Option(text, value);
      option.disabled = Boolean(disabled);
      return option;
    });
    select.replaceChildren(...options);
  }
  if (choices.some(({ value }) => value === wanted)) select.value = wanted;
}
