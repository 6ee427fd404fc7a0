// A disk of its own, from which the power can be taken: what was not written down is gone, as it is when a machine falls. ext4
// on a file, mounted, and stopped by the call that file systems have for such tests (FS_IOC_SHUTDOWN, without a word more to
// the journal). Only an administrator can; tools/torture has tried it (TORTURE_DISK).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { until } from '../setup/server';

function run(program: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${stderr}`);
  return stdout;
}

export class Disk {
  #isMounted = false;

  constructor(private readonly folder: string) {}

  get #image(): string {
    return `${this.folder}.image`;
  }

  /** A new one, at this folder. */
  make(): void {
    run('mke2fs', '-q', '-t', 'ext4', '-F', this.#image, '2G');
    this.on();
  }

  on(): void {
    run('mount', '-o', 'loop', this.#image, this.folder);
    this.#isMounted = true;
  }

  /** What was written long ago is on the disk; what is written from now on only when whoever writes sees to it, or after a while. */
  settle(): void {
    run('sync', '-f', this.folder);
  }

  /** From here on nothing is written; the moment at which that began. */
  powerOff(): number {
    return Number(run(process.env.SMTP_PYTHON ?? 'python3', join(import.meta.dirname, 'power_off.py'), this.folder));
  }

  /** Taken out, when nobody has a file of it open any more. */
  async out(): Promise<void> {
    if (!this.#isMounted) return;
    await until(`${this.folder} to be free`, async () => spawnSync('umount', [this.folder]).status === 0, 20);
    this.#isMounted = false;
  }
}
