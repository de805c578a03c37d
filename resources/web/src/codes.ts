/**
 * Error codes of the web SDK, grouped by what a user can do about them.
 *
 * The texts of a group are in words/, as `code.<group>` (what happened) and `code.<group>.do`.
 */

/** Codes that this page itself reports; the numbers are the SDK's own. */
export const CODES = {
  loginTimedOut: 1002031,
  notInRoom: 1000002,
  publishFailed: 1003099,
  messageTooLong: 1009002,
  messageFailed: 1009010,
  /** Ours: the SDK has no number for it. */
  nobodyThere: -1,
} as const;

const GROUPS = {
  network: [
    1000017, 1002031, 1002051, 1002053, 1100002, 1100003, 1100004, 1100005, 1100006, 1100012,
    1101002, 1102001, 1102013, 1102014, 1102017, 1102023, 1103021, 1103027, 1103028, 1103030,
    1103050, 1103051, 1103060, 1104020, 1104021, 1104027, 1104028, 1104029, 1104030, 1104031,
    1104036, 1004020,
  ],
  offline: [1100007],
  token: [1002033, 1002067, 1002078, 1003072, 1102016, 1102018, 1102020, 1103019, 1104046],
  tokenUser: [1002077],
  app: [1001004, 1001005],
  roomID: [1002011, 1002012, 1002013, 1002014, 1009005],
  userID: [1002005, 1002006, 1002007, 1002008, 1002010],
  sameUser: [1002050, 1002056, 1002057, 1002058, 1002086],
  removed: [1002055, 1002066],
  full: [1002034, 1002001, 1002037],
  notInRoom: [1000002, 1002002],
  denied: [1103064],
  missing: [1103061, 1103066],
  busy: [1103065, 1103012, 1106009, 1106010, 1103074, 1103076],
  insecure: [1103053],
  browser: [1103002, 1003080, 1004080, 1104038],
  duplicate: [1003028],
  forbidden: [1003025, 1004025, 1002082],
  gone: [1004002, 1104039],
  tooLong: [1009002, 1009013],
  tooOften: [1009015, 1102022],
  notSent: [1009001, 1009010],
  nobody: [-1],
} as const satisfies Record<string, readonly number[]>;

export type CodeGroup = keyof typeof GROUPS | "unknown";

/** The group of a code; "unknown" for one that is in none. */
export function groupOf(code: number): CodeGroup {
  for (const [group, codes] of Object.entries(GROUPS)) {
    if ((codes as readonly number[]).includes(code)) return group as CodeGroup;
  }
  return "unknown";
}
