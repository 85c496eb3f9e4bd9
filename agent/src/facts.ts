import systeminformation from "systeminformation";
import { hardwareOf } from "./self/hardware.ts";

/**
 * Prints as JSON what this machine is built of, and ends. A program of its own, because what it loads would stay in the
 * agent's memory for years.
 */
async function tellHardware(): Promise<void> {
  const [system, bios, disks, memory] = await Promise.all([
    systeminformation.system(),
    systeminformation.bios(),
    systeminformation.diskLayout(),
    systeminformation.memLayout(),
  ]);
  process.stdout.write(JSON.stringify(hardwareOf({ system, bios, disks, memory })));
}

void tellHardware();
