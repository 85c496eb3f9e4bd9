import { z } from "zod";

// zod would compile its schemas with `new Function`, which our policy refuses, and the refusal would be logged.
// Schemas decide as they are made, so this module is imported before any that makes one.
z.config({ jitless: true });
