/** The page on the official web SDK. */
import { expressEngines } from "./express.ts";
import { start } from "./start.ts";
import { StorageGuard } from "./storage_guard.ts";

const guard = new StorageGuard();
guard.watch(IDBObjectStore.prototype);
start(expressEngines(guard));
