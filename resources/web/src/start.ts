/** Puts the page together around an engine; the only place that knows everything. */
import type { CreateEngine } from "./engine.ts";
import { Session } from "./session.ts";
import { readFragment, withoutToken } from "./settings.ts";
import { PageView } from "./view/page.ts";
import { preferredLanguage, Words } from "./words.ts";

export function start(createEngine: CreateEngine): void {
  const session = new Session({
    createEngine,
    startTimer: (delayMs, fire) => {
      const timer = setTimeout(fire, delayMs);
      return () => clearTimeout(timer);
    },
    now: () => Date.now(),
    mayPlaySound: () => navigator.userActivation?.hasBeenActive ?? false,
  });
  const page = new PageView(new Words(preferredLanguage(navigator.languages)), session);
  const takeFragment = () => {
    page.fill(readFragment(location.hash));
    const kept = location.pathname + location.search + withoutToken(location.hash);
    if (kept !== location.pathname + location.search + location.hash) {
      history.replaceState(null, "", kept);
    }
  };
  takeFragment();
  addEventListener("hashchange", takeFragment);
  addEventListener("pagehide", () => session.leave());
  for (const name of ["online", "offline"]) {
    addEventListener(name, () => page.draw(session.store.value));
  }
}
