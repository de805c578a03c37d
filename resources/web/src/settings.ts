/**
 * What a call needs to know, read from the form or from the fragment of the address.
 *
 * The fragment never leaves the browser. The token is dropped from the address as soon as it has
 * been read, and is never logged.
 */

export const FIELDS = ["app", "server", "room", "user", "name", "token"] as const;
export type Field = (typeof FIELDS)[number];
export type Draft = Readonly<Record<Field, string>>;
export type FieldProblem = "missing" | "app" | "server" | "characters" | "length" | "token";

export interface CallSettings {
  readonly appID: number;
  readonly server: string;
  readonly roomID: string;
  readonly userID: string;
  readonly userName: string;
  readonly token: string;
}

export type Checked =
  | { readonly settings: CallSettings; readonly problems: null }
  | { readonly settings: null; readonly problems: ReadonlyMap<Field, FieldProblem> };

const LARGEST_APP_ID = 2 ** 32 - 1;
const LONGEST_ROOM_BYTES = 128;
const LONGEST_USER_BYTES = 64;
const LONGEST_NAME_BYTES = 256;
/** Printable ASCII without a blank, and without the % that the web cannot carry. */
const ID = /^[!-$&-~]+$/;

/** The fields that the fragment of an address names. */
export function readFragment(fragment: string): Partial<Draft> {
  const named = new URLSearchParams(fragment.replace(/^#/, "").replace(/\+/g, "%2B"));
  const found: Partial<Record<Field, string>> = {};
  for (const field of FIELDS) {
    const value = named.get(field);
    if (value !== null) found[field] = value;
  }
  return found;
}

/** The fragment without its token; empty when nothing else is in it. */
export function withoutToken(fragment: string): string {
  const parts = fragment.replace(/^#/, "").split("&");
  const kept = parts.filter((part) => part !== "" && fieldName(part) !== "token");
  return kept.length > 0 ? `#${kept.join("&")}` : "";
}

/** Check what was typed; either settings or what is wrong, per field. */
export function check(draft: Draft): Checked {
  const tidy = Object.fromEntries(FIELDS.map((field) => [field, draft[field].trim()])) as Draft;
  const problems = new Map<Field, FieldProblem>();
  for (const field of ["app", "room", "user", "token"] as const) {
    if (tidy[field] === "") problems.set(field, "missing");
  }
  const note = (field: Field, problem: FieldProblem, wrong: boolean) => {
    if (wrong && !problems.has(field)) problems.set(field, problem);
  };
  const appID = /^[0-9]{1,10}$/.test(tidy.app) ? Number(tidy.app) : 0;
  note("app", "app", appID < 1 || appID > LARGEST_APP_ID);
  note("server", "server", tidy.server !== "" && !isServer(tidy.server));
  note("room", "characters", !ID.test(tidy.room));
  note("room", "length", bytesOf(tidy.room) > LONGEST_ROOM_BYTES);
  note("user", "characters", !ID.test(tidy.user));
  note("user", "length", bytesOf(tidy.user) > LONGEST_USER_BYTES);
  note("name", "length", bytesOf(tidy.name) > LONGEST_NAME_BYTES);
  note("token", "token", !/^[!-~]+$/.test(tidy.token));
  if (problems.size > 0) return { settings: null, problems };
  const settings: CallSettings = {
    appID,
    server: tidy.server,
    roomID: tidy.room,
    userID: tidy.user,
    userName: tidy.name || tidy.user,
    token: tidy.token,
  };
  return { settings, problems: null };
}

/** Length of a text as it travels. */
export function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

function fieldName(part: string): string {
  const written = part.split("=")[0] ?? "";
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

function isServer(text: string): boolean {
  try {
    return new URL(text).protocol === "wss:";
  } catch {
    return false;
  }
}
