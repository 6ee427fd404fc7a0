// The demo society, loaded once and copied for each round.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { startServer, stopServer } from '../setup/server';
import { quietPort } from './line';

export default async function globalSetup(): Promise<void> {
  const folder = join(process.env.TORTURE_FOLDER ?? '', 'society');
  mkdirSync(folder);
  // A folder which the server may hand to the user that runs Postgres.
  chmodSync(folder, 0o755);
  const society = join(folder, 'data');
  await stopServer((await startServer(society, await quietPort())).child);
  process.env.SOCIETY_DIR = society;
}
