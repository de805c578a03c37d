/**
 * Builds the page into build/web_page/site at the top of the working copy; beside it, when asked,
 * its rehearsal and its tests.
 *
 * The page is a classic script on purpose: in strict code the vendor's library looks for the
 * global object with eval, which our content policy forbids.
 */
import { build } from "esbuild";
import { copyFile, mkdir, readdir, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const OUT = "../../build/web_page";
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Bundle one page with the engine that its entry point chooses. */
async function buildPage(entry, folder) {
  await rm(here(folder), { recursive: true, force: true });
  await mkdir(here(folder), { recursive: true });
  await build({
    entryPoints: { klieg: here(entry) },
    outdir: here(folder),
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome100", "edge100", "firefox102", "safari15.4"],
    legalComments: "linked",
    tsconfigRaw: { compilerOptions: { strict: false, alwaysStrict: false } },
    logLevel: "warning",
  });
  for (const name of ["index.html", "klieg.css", "klieg.svg"]) {
    await copyFile(here(`page/${name}`), here(`${folder}/${name}`));
  }
}

/** Bundle every test for Node. */
async function buildTests() {
  const names = (await readdir(here("tests"))).filter((name) => name.endsWith(".test.ts"));
  await rm(here(`${OUT}/tests`), { recursive: true, force: true });
  await build({
    entryPoints: names.map((name) => here(`tests/${name}`)),
    outdir: here(`${OUT}/tests`),
    outExtension: { ".js": ".mjs" },
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
}

const wish = process.argv[2] ?? "";
if (wish === "--tests") await buildTests();
else if (wish === "--rehearsal") await buildPage("tests/rehearsal.ts", `${OUT}/rehearsal`);
else await buildPage("src/main.ts", `${OUT}/site`);
