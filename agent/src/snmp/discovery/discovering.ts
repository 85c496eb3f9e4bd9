import { SnmpFault, type SnmpSession } from "../session.ts";
import type { SnmpValue } from "../value.ts";
import type { SystemGroup } from "./choose.ts";
import { evaluate } from "./evaluate.ts";
import { identify, type Naming } from "./identify.ts";
import { identityPlaces, isScalar, placesOf } from "./places.ts";
import { type Plan, planPolls } from "./plan.ts";
import type { Profile } from "./profile.ts";
import {
  chunked,
  existingColumns,
  placesPerQuestion,
  putValues,
  readVariables,
  walksOf,
  walkValues,
} from "./reader.ts";
import type { Readings } from "./readings.ts";

/** A part that gives no answer this often is left out, so that one bad table does not cost all others. */
const triesPerStep = 3;

/** So many failures in a row: the device itself has gone. */
const silentTries = 5;

export interface Discovered {
  naming: Naming;
  readings: Readings;
  plan: Plan;
  /** Parts of the device that gave no answer, each an OID and what went wrong. */
  missed: readonly string[];
}

/** A discovery under way. It goes on where it stopped, over sessions and runs. */
export interface Discovering {
  /**
   * Reads on while `mayGoOn` says so. Rejects with SnmpFault when the device has fallen silent; it may be called
   * again all the same.
   */
  advance(session: SnmpSession, mayGoOn: () => boolean): Promise<void>;
  /** Undefined until everything is read. */
  result(): Discovered | undefined;
}

interface Step {
  /** The OID it begins at. */
  oid: string;
  tries: number;
  /** One question; its result is whether the step is done. */
  run(session: SnmpSession): Promise<boolean>;
  /** When it is given up. */
  giveUp?(): void;
}

interface Gathered {
  columns: Map<string, ReadonlyMap<string, SnmpValue>>;
  variables: Map<string, SnmpValue>;
}

/** First asks which columns there are, many at once; then reads those, and the single variables. */
export function startDiscovery(profile: Profile, system: SystemGroup): Discovering {
  const { columns, variables } = allPlaces(profile);
  const existing: string[] = [];
  const values: Gathered = { columns: new Map(), variables: new Map() };
  const missed: string[] = [];
  let pending: Step[] = existenceSteps(columns, existing);
  let reading = false;
  let failures = 0;

  async function tryStep(step: Step, session: SnmpSession): Promise<void> {
    try {
      if (await step.run(session)) pending.shift();
      step.tries = 0;
      failures = 0;
    } catch (error) {
      if (!(error instanceof SnmpFault)) throw error;
      step.tries += 1;
      failures += 1;
      if (step.tries >= triesPerStep) {
        pending.shift();
        missed.push(`${step.oid}: ${error.message}`);
        step.giveUp?.();
      }
      if (failures < silentTries) return;
      failures = 0;
      throw error;
    }
  }

  return {
    async advance(session, mayGoOn) {
      while (mayGoOn()) {
        if (pending.length === 0 && !reading) {
          reading = true;
          pending = [...variableSteps(variables, values), ...walkSteps(existing, values)];
        }
        const [step] = pending;
        if (step === undefined) return;
        await tryStep(step, session);
      }
    },
    result() {
      if (pending.length > 0 || !reading) return undefined;
      return {
        naming: identify(profile, system, values),
        readings: evaluate(profile.blocks, values),
        plan: planPolls(profile.blocks, values),
        missed,
      };
    },
  };
}

function existenceSteps(columns: readonly string[], existing: string[]): Step[] {
  return chunked(columns, placesPerQuestion).map((chunk) => ({
    oid: chunk[0] ?? "",
    tries: 0,
    run: async (session) => {
      existing.push(...(await existingColumns(session, chunk)));
      return true;
    },
    // Each is then walked, and found empty or not.
    giveUp: () => void existing.push(...chunk),
  }));
}

function variableSteps(variables: readonly string[], { variables: into }: Gathered): Step[] {
  return chunked(variables, placesPerQuestion).map((chunk) => ({
    oid: chunk[0] ?? "",
    tries: 0,
    run: async (session) => {
      await readVariables(session, chunk, into);
      return true;
    },
  }));
}

function walkSteps(existing: readonly string[], { columns: into }: Gathered): Step[] {
  return walksOf(existing).map((columns) => {
    const walk = walkValues(columns);
    return {
      oid: columns[0] ?? "",
      tries: 0,
      run: async (session) => {
        await walk.step(session);
        if (walk.done()) putValues(walk, columns, into);
        return walk.done();
      },
    };
  });
}

function allPlaces(profile: Profile): { columns: string[]; variables: string[] } {
  const identity = identityPlaces(Object.values(profile.identity).flat());
  const columns = new Set(identity.columns);
  const variables = new Set(identity.variables);
  for (const block of profile.blocks) {
    const { fixed, live } = placesOf(block);
    for (const place of [...fixed, ...live]) {
      if (block.shape === "single" || isScalar(place)) variables.add(place);
      else columns.add(place);
    }
  }
  return { columns: [...columns], variables: [...variables] };
}
