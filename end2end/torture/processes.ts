// Processes of this machine, found by where they work.
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

import { until } from '../setup/server';

interface Found {
  pid: number;
  group: number;
  command: string;
  folder: string;
}

function found(pid: number): Found | undefined {
  try {
    // `pid (name) state parent group …`
    const [state, , group] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    // It has ended, and waits for its parent to hear of it.
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, group: Number(group), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8'), folder: readlinkSync(`/proc/${pid}/cwd`) };
  } catch {
    return undefined; // it is somebody else's, or gone
  }
}

function all(): Found[] {
  const pids = readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).map(Number);
  return pids.flatMap((pid) => found(pid) ?? []);
}

/** The group of the browser that has this profile open. */
export function browserOn(profile: string): number | undefined {
  const first = all().find(({ pid, group, command }) => pid === group && command.split('\0').includes(`--user-data-dir=${profile}`));
  return first?.group;
}

/** SIGKILL to everything in this group, and waits until nothing of it is left. */
export async function killGroup(group: number): Promise<void> {
  process.kill(-group, 'SIGKILL');
  await until('a killed group of processes to be gone', async () => all().every((process) => process.group !== group), 20);
}

/** SIGKILL to everything that works in this folder or below it, and waits until nothing of it is left. */
export async function killIn(folder: string): Promise<void> {
  const there = () => all().filter((process) => process.folder === folder || process.folder.startsWith(`${folder}/`));
  for (const { pid } of there()) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      continue; // it ended by itself when another was killed
    }
  }
  await until(`everything in ${folder} to be gone`, async () => there().length === 0, 20);
}
