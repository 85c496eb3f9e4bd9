import { promisify } from "node:util";
import { crc32, gunzip, zstdDecompress } from "node:zlib";
import { maxBatchBytes } from "@haidang/contract/agent-protocol.ts";
import { HaidangError } from "@haidang/contract/error.ts";

const unzstd = promisify(zstdDecompress);
const ungzip = promisify(gunzip);

/**
 * A request body as text. Refuses what inflates beyond `maxBatchBytes` without inflating further, what is damaged,
 * and what does not match its CRC-32.
 */
export async function decodeBody(
  body: Buffer,
  { encoding, crc }: { encoding: string | undefined; crc: string | undefined },
): Promise<string> {
  const plain = await inflate(body, encoding);
  if (plain.length > maxBatchBytes) throw tooLarge();
  if (crc !== undefined && crc32(plain).toString(16).padStart(8, "0") !== crc.toLowerCase()) {
    throw new HaidangError("body_corrupt", "the body does not match its CRC-32; nothing of it was stored", {
      hint: "send the batch again",
    });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch (cause) {
    throw new HaidangError("body_corrupt", "the body is not UTF-8; nothing of it was stored", { cause });
  }
}

function tooLarge(): HaidangError {
  return new HaidangError(
    "body_too_large",
    `a batch holds at most ${maxBatchBytes} bytes before compression`,
    {
      hint: "send it in smaller batches",
    },
  );
}

async function inflate(body: Buffer, encoding: string | undefined): Promise<Buffer> {
  const options = { maxOutputLength: maxBatchBytes };
  try {
    if (encoding === undefined || encoding === "identity") return body;
    if (encoding === "zstd") return await unzstd(body, options);
    if (encoding === "gzip") return await ungzip(body, options);
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw new HaidangError(
      "body_corrupt",
      `the ${encoding} body is damaged or cut; nothing of it was stored`,
      {
        hint: "send the batch again",
        cause,
      },
    );
  }
  throw new HaidangError("body_invalid", `content-encoding ${JSON.stringify(encoding)} is not understood`, {
    hint: "use zstd, gzip or none",
  });
}
