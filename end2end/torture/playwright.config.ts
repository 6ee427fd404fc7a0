// `make torture`: README.md of the folder above. Two rounds side by side, each with a server, a database and a browser of its own.
import { defineConfig } from '@playwright/test';
import { join } from 'node:path';

export default defineConfig({
  testDir: '.',
  outputDir: join(process.env.TORTURE_FOLDER ?? '', 'results'),
  globalSetup: './society.ts',
  reporter: [['./reporter.ts']],
  fullyParallel: true,
  workers: 2,
  timeout: 240_000,
});
