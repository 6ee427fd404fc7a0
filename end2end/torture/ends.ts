// How each kind of round goes, from the first key to the moment at which everything is there again.
import type { Chance, Kind } from './plan';
import type { Stage } from './stage';

/** What was done, in words, and when that which kept the text in its memory ended; nothing when it did not. */
export interface Ended {
  how: string;
  at?: number;
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(1)} s`;

/** Types for a while before anything happens: sometimes the first save is not over yet. */
const typeFor = (chance: Chance) => pause(chance.between(500, 9_000));
/** How long something is away before the rest happens. */
const away = (chance: Chance) => chance.between(300, 9_000);

/** Cuts the line in one of the ways in which lines are cut, and says how it is mended. */
async function cut(stage: Stage, chance: Chance): Promise<{ how: string; mend: () => Promise<void> }> {
  const how = chance.oneOf(['reset', 'silence', 'offline'] as const);
  if (how === 'offline') {
    await stage.person.setOffline(true);
    return { how, mend: () => stage.person.setOffline(false) };
  }
  stage.line.cut(how);
  return { how, mend: async () => stage.line.mend() };
}

/** The line, and what was on it when the browser ended. */
function newLine(stage: Stage): void {
  stage.line.forget();
  stage.line.mend();
}

export const ends: Record<Kind, (stage: Stage, chance: Chance) => Promise<Ended>> = {
  async browser({ person }, chance) {
    await typeFor(chance);
    return { how: '', at: await person.kill() };
  },

  async server(stage, chance) {
    await typeFor(chance);
    const length = away(chance);
    await stage.killServer();
    await pause(length);
    await stage.startServer();
    await pause(chance.between(0, 4_000));
    return { how: `away for ${seconds(length)}` };
  },

  async database(stage, chance) {
    await typeFor(chance);
    const signal = chance.oneOf(['SIGKILL', 'SIGQUIT'] as const);
    stage.killDatabase(signal);
    await pause(chance.between(500, 8_000));
    await stage.serverIsReady();
    return { how: signal };
  },

  async line(stage, chance) {
    await typeFor(chance);
    const { how, mend } = await cut(stage, chance);
    const length = away(chance);
    await pause(length);
    await mend();
    await pause(chance.between(0, 4_000));
    return { how: `${how} for ${seconds(length)}` };
  },

  async 'line-browser'(stage, chance) {
    await typeFor(chance);
    const { how } = await cut(stage, chance);
    const length = away(chance);
    await pause(length);
    const at = await stage.person.kill();
    newLine(stage);
    return { how: `${how} for ${seconds(length)}`, at };
  },

  async 'server-browser'(stage, chance) {
    await typeFor(chance);
    await stage.killServer();
    const length = away(chance);
    await pause(length);
    const at = await stage.person.kill();
    await stage.startServer();
    return { how: `away for ${seconds(length)}`, at };
  },

  async power(stage, chance) {
    await typeFor(chance);
    const { how } = await cut(stage, chance);
    const length = away(chance);
    await pause(length);
    const at = await stage.cutPersonsPower();
    newLine(stage);
    stage.disk?.on();
    return { how: `${how} for ${seconds(length)}`, at };
  },

  async 'server-power'(stage, chance) {
    await typeFor(chance);
    const length = away(chance);
    await stage.cutServersPower();
    await pause(length);
    stage.disk?.on();
    await stage.startServer();
    await pause(chance.between(0, 4_000));
    return { how: `away for ${seconds(length)}` };
  },
};
