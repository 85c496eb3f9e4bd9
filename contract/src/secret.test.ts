import { expect, it } from "vitest";
import { z } from "zod";
import { nameOfSecret, secretText, secretValueSchema } from "./secret.ts";

const keySchema = secretText(z.string().min(8).max(100));

it("takes a secret as text, or by the name it has in the vault", () => {
  expect(keySchema.parse("dai-tam-chu")).toBe("dai-tam-chu");
  expect(nameOfSecret("dai-tam-chu")).toBeUndefined();
  const named = keySchema.parse({ secret: "a" });
  expect(nameOfSecret(named)).toBe("a");
  // as it lies in the records it is read again
  expect(keySchema.parse(JSON.parse(JSON.stringify(named)))).toBe(named);
});

it.each([7, null, "ngan", { secret: "Không phải mã" }, { secret: "a", more: 1 }, ["a"]])(
  "refuses %j",
  (value) => {
    expect(keySchema.safeParse(value).success).toBe(false);
  },
);

it("does not keep the name of a secret as a secret", () => {
  expect(secretValueSchema.safeParse({ value: keySchema.parse({ secret: "a" }) }).success).toBe(false);
  expect(secretValueSchema.safeParse({ value: "" }).success).toBe(false);
});
