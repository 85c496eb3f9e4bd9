import { z } from "zod";
import { idSchema } from "./naming.ts";

/** A secret kept by the control plane, named where it is used: `haidang secret set <name>` puts it there. */
export const secretRefSchema = z.strictObject({ secret: idSchema });
export type SecretRef = z.infer<typeof secretRefSchema>;
