import type { StoreAddress, StoreCredentials } from "../config/store-address.ts";
import { openEmbeddedSeriesStore } from "./embedded/embedded.ts";
import { type MigrationProgress, migrateRows } from "./embedded/migrate-rows.ts";
import type { SeriesStore } from "./series.ts";

export interface OpenOptions {
  /** A path in the data folder. */
  file: (name: string) => string;
  /** Without it the engine's own retention stays as it is. */
  retentionDays?: number;
  /** Of roll-ups, where they are ours to keep. */
  rollupDays?: { fiveMinutes: number; hour: number };
  /** Where what is written is ours from elsewhere, no agent's. */
  maxNewPerAgent?: number;
  onRollUpFault?: (error: unknown) => void;
  /** Told now and then while the samples of an earlier version's store are taken over. */
  onTakenOver?: (progress: MigrationProgress) => void;
}

/** The one place where a driver is chosen, and loaded: the others' clients take memory too. Throws what the drivers throw. */
export async function openSeriesStore(
  address: StoreAddress & StoreCredentials,
  options: OpenOptions,
): Promise<SeriesStore> {
  const { file, retentionDays, onRollUpFault } = options;
  const { username, password, token } = address;
  switch (address.engine) {
    case "embedded":
      return openEmbedded(options);
    case "influxdb1": {
      const { openInfluxdb1SeriesStore } = await import("./influxdb1/influxdb1.ts");
      const { url, database } = address;
      const dirtyHoursPath = file("influxdb-rollup.db");
      const given = { url, database, username, password, retentionDays, onRollUpFault };
      return openInfluxdb1SeriesStore({ ...given, dirtyHoursPath });
    }
    case "influxdb2": {
      const { openInfluxdb2SeriesStore } = await import("./influxdb2/influxdb2.ts");
      const { url, org, bucket } = address;
      return openInfluxdb2SeriesStore({ url, org, bucket, token: token ?? "" });
    }
    case "victoriametrics": {
      const { openVictoriaMetricsSeriesStore } = await import("./victoriametrics/victoriametrics.ts");
      const { url, selectUrl } = address;
      const texts = openEmbeddedSeriesStore(file("victoriametrics-texts"));
      try {
        const besidePath = file("victoriametrics.db");
        return await openVictoriaMetricsSeriesStore({
          url,
          selectUrl,
          username,
          password,
          token,
          texts,
          besidePath,
        });
      } catch (error) {
        await texts.close();
        throw error;
      }
    }
  }
}

async function openEmbedded(options: OpenOptions): Promise<SeriesStore> {
  const { file, retentionDays, rollupDays, maxNewPerAgent, onTakenOver } = options;
  const series = openEmbeddedSeriesStore(file("series"), {
    ...(maxNewPerAgent === undefined ? {} : { maxNewPerAgent }),
    keep: {
      rawDays: retentionDays ?? null,
      roll5mDays: rollupDays?.fiveMinutes ?? null,
      roll1hDays: rollupDays?.hour ?? null,
    },
  });
  try {
    await migrateRows(file("series.db"), series, onTakenOver ?? (() => undefined));
    return series;
  } catch (error) {
    await series.close();
    throw error;
  }
}
