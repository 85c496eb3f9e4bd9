import { randomBytes } from "node:crypto";
import { HaidangError } from "@haidang/contract/error.ts";
import type { SecondFactorOffer } from "@haidang/contract/user.ts";
import type { UserRecord } from "../store/access-records.ts";
import { hashSecret } from "./secret.ts";
import { base32, matchingStep, newSeed, totpUri } from "./totp.ts";
import type { Users } from "./users.ts";

const recoveryCodeCount = 10;
/** 50 bits, typed from paper. */
const recoveryCodeLength = 10;

/** The second thing somebody proves: an authenticator, and codes on paper for when it is lost. */
export interface SecondFactor {
  /** A new seed, which holds nothing up until a code of it is confirmed. Throws `conflict` when there is one already. */
  offer(user: UserRecord): SecondFactorOffer;
  /** Recovery codes once the code is right, else undefined. */
  confirm(user: UserRecord, code: string, nowMs: number): string[] | undefined;
  /** Uses up a code of the authenticator or a recovery code; false for a wrong or used one. */
  spend(user: UserRecord, code: string, nowMs: number): boolean;
}

export function createSecondFactor(users: Users): SecondFactor {
  return {
    offer(user) {
      if (user.totp !== null) {
        throw new HaidangError("conflict", "there is a second factor already", {
          hint: "an admin forgets it with: haidang user reset-password <user> --second-factor",
        });
      }
      const seed = newSeed();
      users.save({ ...user, totpOffered: seed });
      return { secret: seed, uri: totpUri(seed, user.id) };
    },
    confirm(user, code, nowMs) {
      if (user.totpOffered === null || user.totp !== null) return undefined;
      const step = matchingStep(user.totpOffered, code.trim(), 0, nowMs);
      if (step === undefined) return undefined;
      const codes = Array.from({ length: recoveryCodeCount }, () =>
        base32(randomBytes(10)).slice(0, recoveryCodeLength),
      );
      users.save({
        ...user,
        totp: { seed: user.totpOffered, lastStep: step },
        totpOffered: null,
        recovery: codes.map(hashSecret),
      });
      return codes.map((one) => `${one.slice(0, 5)}-${one.slice(5)}`);
    },
    spend(user, code, nowMs) {
      if (user.totp === null) return false;
      const typed = code.replace(/[\s-]/g, "").toUpperCase();
      const step = matchingStep(user.totp.seed, typed, user.totp.lastStep, nowMs);
      if (step !== undefined) {
        users.save({ ...user, totp: { ...user.totp, lastStep: step } });
        return true;
      }
      const hash = hashSecret(typed);
      if (!user.recovery.includes(hash)) return false;
      users.save({ ...user, recovery: user.recovery.filter((one) => one !== hash) });
      return true;
    },
  };
}
