import { serviceTarget } from "@haidang/contract/object.ts";
import type { ObjectStatus } from "@haidang/contract/state.ts";
import type { WorldObject } from "../inventory/world.ts";
import type { Assignment } from "../store/ledger-records.ts";
import type { Verdict } from "./fuse.ts";
import { policyOf } from "./policy.ts";
import type { CheckState } from "./transition.ts";

/** What lies beneath planned work, as a status has it. */
export function reasoned({ class: name, reason }: Verdict): ObjectStatus["beneath"] {
  return { class: name, ...(reason === undefined ? {} : { reason }) };
}

/** A failure of a check that is not confirmed yet. */
export function softOf(assignment: Assignment, state: CheckState): ObjectStatus["soft"] {
  if (state.soft === null) return undefined;
  const policy = policyOf(assignment.check);
  const maxAttempts = state.soft.state === "down" ? policy.downAttempts : policy.degradedAttempts;
  return { state: state.soft.state, attempt: state.soft.attempt, maxAttempts };
}

/** Where an object is reached, as people write it. */
export function addressOf(object: WorldObject): string | undefined {
  if (object.missing !== undefined) return undefined;
  if (object.kind === "link" || object.kind === "device" || object.kind === "video")
    return object.item.address;
  return object.kind === "service" ? serviceTarget(object.item) : undefined;
}

/** Leaves out what is undefined, so that what is sent and what is compared look the same. */
export function compact(status: ObjectStatus): ObjectStatus {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== undefined),
  ) as ObjectStatus;
}
