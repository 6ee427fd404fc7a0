// C11, C18: whatever ends suddenly, at most two seconds of typing are lost. One test for each round: plan.ts.
import { expect, test as base } from '@playwright/test';

import { ends } from './ends';
import { isRight, judged, told } from './judge.mjs';
import { quietPort } from './line';
import { type Plan, allowed, planOf, seedsOfRun } from './plan';
import { Stage } from './stage';

/** Sets a stage, and clears it however the round ends. */
const test = base.extend<{ setStage: (plan: Plan) => Promise<Stage> }>({
  setStage: async ({}, use) => {
    let stage: Stage | undefined;
    await use(async (plan) => {
      stage = new Stage(plan, [await quietPort(), await quietPort()]);
      await stage.set();
      return stage;
    });
    await stage?.clear();
  },
});

for (const seed of seedsOfRun()) {
  const { kind, form } = planOf(seed);
  test(`${seed} ${kind} ${form.name}`, async ({ setStage }, info) => {
    const plan = planOf(seed);
    const stage = await setStage(plan);
    const { person } = stage;
    person.type(plan.chance.between(60, 160));
    const ended = await ends[kind](stage, plan.chance);
    await person.stop();

    let end = ended.at;
    if (end === undefined) {
      // The browser is still there: the page is opened anew at once, or after a while.
      await new Promise((resolve) => setTimeout(resolve, plan.chance.oneOf([0, 0, 500, 1_500, 5_000])));
      end = Date.now();
      await person.openAnew();
    } else {
      await person.begin();
    }
    const { served, asides, stopped } = await person.settled();

    const round = { seed, kind, form: `${form.name} ${form.field}`, how: ended.how, allowed: allowed(kind), ...judged(person.keys, person.before, served, asides, end) };
    info.annotations.push({ type: 'round', description: JSON.stringify(round) });
    expect(person.troubles, 'what the program complained about').toEqual([]);
    expect(stopped, 'the program has stopped').toBe(false);
    expect(isRight(round), told(round)).toBe(true);
  });
}
