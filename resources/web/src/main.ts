/** The page on the official web SDK. */
import { createExpressEngine } from "./express.ts";
import { start } from "./start.ts";

start(createExpressEngine);
